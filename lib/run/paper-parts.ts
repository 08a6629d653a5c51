import { seededRandom } from '../core/random.js';
import type { Clock } from '../data/clock.js';
import { AlertSender } from '../paper/alerts/alert-sender.js';
import { emailMessenger } from '../paper/alerts/email.js';
import { telegramMessenger } from '../paper/alerts/telegram.js';
import type { Journal } from '../paper/journal/journal.js';
import type { JournalSettings } from '../paper/journal/settings.js';
import type { PaperTrade } from '../paper/order-journal.js';
import type { PaperTradesCsv } from '../paper/paper-trades-csv.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { ChosenFeed } from './paper-feed.js';
import type { PaperSecrets } from './paper-secrets.js';
import type { PaperSettings } from './paper-settings.js';

export const SYMBOL = 'BTCUSD';
const TRADE_FROM = 'trade from';

/** Where trading began, whatever the hour of this start. */
export function tradeFrom(journal: Journal, chosen: ChosenFeed): number {
  const known = journal.kept(TRADE_FROM);
  if (typeof known === 'number') return known;
  journal.keep(TRADE_FROM, chosen.tradeFrom);
  return chosen.tradeFrom;
}

/** What a journal must go on with. */
export function journalSettings(settings: PaperSettings, parameters: object, chosen: ChosenFeed): JournalSettings {
  const { feed, broker, shorts, warmUpBars } = settings;
  const { step, finer, identity } = chosen;
  return {
    strategy: mtfStrategy.name,
    parameters,
    symbol: SYMBOL,
    feed,
    broker,
    shorts,
    ...(feed === 'replay' && { warmUpBars }),
    step,
    finer,
    data: identity,
  };
}

/** Sends the journal's alerts over every channel that the environment configures. */
export function alertSender(journal: Journal, { alerts, redact }: PaperSecrets, clock: Clock): AlertSender {
  const messengers = [
    ...(alerts.email ? [emailMessenger(alerts.email)] : []),
    ...(alerts.telegram ? [telegramMessenger(alerts.telegram)] : []),
  ];
  return new AlertSender({
    journal: journal.alerts,
    messengers,
    clock,
    random: seededRandom(clock.now()),
    redact,
    record: (event) => journal.event(event),
  });
}

/** Asks at most every `pause` ms: a replay brings thousands of events a second. */
export function seldom(ask: () => boolean, pause: number, now: () => number): () => boolean {
  let at = Number.NEGATIVE_INFINITY;
  let answer = false;
  return () => {
    if (now() - at < pause) return answer;
    at = now();
    answer = ask();
    return answer;
  };
}

/** The journal has the trades; the file is mended from it when it can be written again. */
export function appendTrades(csv: PaperTradesCsv, trades: readonly PaperTrade[], log: (line: string) => void): void {
  for (const trade of trades) {
    try {
      csv.append(trade);
    } catch (error) {
      log(`paper_trades.csv: ${(error as Error).message}`);
    }
  }
}
