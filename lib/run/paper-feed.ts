import { join } from 'node:path';
import type { Bars } from '../core/bars.js';
import { seededRandom } from '../core/random.js';
import { DAY, MINUTE, SECOND } from '../core/time.js';
import type { Clock } from '../data/clock.js';
import { loadBars } from '../data/load.js';
import { checkPaperAccount, PAPER_URL } from '../paper/broker/paper-account.js';
import { alpacaFeed } from '../paper/feed/alpaca-feed.js';
import { replayFeed } from '../paper/feed/replay-feed.js';
import type { PaperFeed } from '../paper/feed.js';
import { alpacaAccess } from './alpaca-access.js';
import { repository } from './environment.js';
import { type ProcessClock, realWait } from './paper-clock.js';
import type { PaperSecrets } from './paper-secrets.js';
import type { PaperSettings } from './paper-settings.js';

/** After which one question to the history service is given up and asked again, ms. */
const HISTORY_TIMEOUT = 30 * SECOND;

/** A feed, and what the engine has to know of its bars before the first comes. */
export interface ChosenFeed {
  readonly feed: PaperFeed;
  /** Length of a base bar, ms. */
  readonly step: number;
  /** Whether minutes come along. */
  readonly finer: boolean;
  /** On a first start, nothing is traded on bars that open before, ms UTC. */
  readonly tradeFrom: number;
  /** Names the data: another recording needs another journal. */
  readonly identity: string;
}

export interface Recording {
  readonly bars: Bars;
  readonly finer?: Bars;
  readonly hash: string;
}

/** The bars to replay, cut to the range of the settings. */
export async function recordedBars(settings: PaperSettings): Promise<Recording> {
  const { source, ...range } = {
    bars: settings.bars,
    finer: settings.finer,
    from: settings.from,
    to: settings.to,
    source: settings.source,
  };
  const { bars, finer, quality } = await loadBars({
    folder: join(repository(), 'data'),
    ...(source !== '' && { source }),
    ...(source === 'alpaca' && { alpaca: alpacaAccess(console.log) }),
    ...Object.fromEntries(Object.entries(range).filter(([, value]) => value !== '')),
  });
  return { bars, ...(finer && { finer }), hash: quality.hash };
}

/** A recording as a feed. */
export async function recordedFeed(settings: PaperSettings, clock: Clock): Promise<ChosenFeed> {
  const { bars, finer, hash } = await recordedBars(settings);
  const { warmUpBars, speed } = settings;
  const tradeFrom = bars.time[warmUpBars];
  if (tradeFrom === undefined) {
    throw new Error(`recordedFeed: warmUpBars must be below the ${bars.time.length} bars, got ${warmUpBars}`);
  }
  const pace = speed === 0 ? Number.POSITIVE_INFINITY : speed;
  const feed = replayFeed({ bars, ...(finer && { minutes: finer }), speed: pace, clock });
  return { feed, step: bars.step, finer: finer !== undefined, tradeFrom, identity: hash };
}

/** Alpaca's live bars. Trading begins with the first whole bar after the start. */
function liveFeed({ warmUpDays }: PaperSettings, { keys, urls }: PaperSecrets, clock: ProcessClock): ChosenFeed {
  if (!keys) {
    throw new Error(
      'liveFeed: APCA_API_KEY_ID and APCA_API_SECRET_KEY of a paper account must be set, got none; replay bars to go without',
    );
  }
  // The stream would take a live account's key too: it has no business here.
  checkPaperAccount(urls.trading ?? PAPER_URL, keys);
  const step = 5 * MINUTE;
  const tradeFrom = Math.ceil(clock.now() / step) * step;
  const feed = alpacaFeed({
    keys,
    clock,
    monotonic: clock.monotonic,
    historyTimeout: realWait(HISTORY_TIMEOUT, clock),
    random: seededRandom(clock.now()),
    warmUpFrom: tradeFrom - warmUpDays * DAY,
    step,
    urls,
  });
  return { feed, step, finer: true, tradeFrom, identity: 'alpaca BTC/USD' };
}

/** The feed of the settings. Throws, before anything is opened, when it cannot be had. */
export async function chooseFeed(
  settings: PaperSettings,
  secrets: PaperSecrets,
  clock: ProcessClock,
): Promise<ChosenFeed> {
  return settings.feed === 'replay' ? recordedFeed(settings, clock) : liveFeed(settings, secrets, clock);
}
