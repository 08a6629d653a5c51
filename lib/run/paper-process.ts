import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { HOUR } from '../core/time.js';
import type { Clock } from '../data/clock.js';
import { type FolderLock, lockFolder } from '../data/lock-folder.js';
import { clearStop, killRequested, stopRequested } from '../paper/control-files.js';
import { PaperEngine } from '../paper/engine.js';
import { EngineAlerts } from '../paper/engine-alerts.js';
import type { FeedEvent } from '../paper/feed.js';
import { Journal } from '../paper/journal/journal.js';
import { logFile } from '../paper/log-file.js';
import { PaperTradesCsv } from '../paper/paper-trades-csv.js';
import { restoreModel } from '../paper/restore-model.js';
import { Turns } from '../paper/turns.js';
import { mtfStrategy } from '../strategy/mtf.js';
import { strategyParameters } from '../strategy/strategy.js';
import { type EngineNote, writeNote } from './engine-note.js';
import { environment } from './environment.js';
import { forgetReplay } from './forget-replay.js';
import { chooseBroker } from './paper-broker.js';
import { processClock } from './paper-clock.js';
import { type ChosenFeed, chooseFeed } from './paper-feed.js';
import { alertSender, appendTrades, journalSettings, SYMBOL, seldom, tradeFrom } from './paper-parts.js';
import { type PaperSecrets, readPaperSecrets } from './paper-secrets.js';
import { type PaperSettings, paperFolder } from './paper-settings.js';

export interface PaperProcess {
  /** Aborted by a signal to the process: it then ends in order, positions left as they are. */
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  /** Begin a replay anew instead of going on with the one in the folder. */
  readonly fresh?: boolean;
  /** Names this start in `engine.json`. */
  readonly launch?: string;
}

/** How often the control files are looked at, ms. */
const POLL = 200;
/** A bar that becomes known later than this after its close is history: no reason to enter, ms. */
const LATE_AFTER = 60_000;

/**
 * Paper trading itself: runs until the feed ends or a stop is asked for, and says in `engine.json` how it stands. Throws,
 * after saying so there, when it cannot start; and before anything is touched, when another process has the folder.
 */
export async function runPaper(settings: PaperSettings, process_: PaperProcess): Promise<void> {
  const folder = paperFolder(settings.out);
  const { launch = randomUUID() } = process_;
  const lock = lockFolder(folder);
  const note: Note = (state, message = '') => writeNote(folder, { pid: process.pid, launch, state, message });
  let redact = (text: string) => text;
  try {
    clearStop(folder);
    note('starting');
    const secrets = readPaperSecrets(environment());
    redact = secrets.redact;
    const message = await trade(settings, folder, { secrets, lock, note, ...process_ });
    note('ended', message);
    process_.say(message);
  } catch (error) {
    const message = redact(error instanceof Error ? error.message : String(error));
    note('failed', message);
    throw new Error(message);
  } finally {
    lock.release();
  }
}

type Note = (state: EngineNote['state'], message?: string) => void;

interface Setting extends PaperProcess {
  readonly secrets: PaperSecrets;
  readonly lock: FolderLock;
  readonly note: Note;
}

/** Trades until the end, and says why it ended. */
async function trade(
  settings: PaperSettings,
  folder: string,
  { secrets, lock, note, stop, fresh = false }: Setting,
): Promise<string> {
  const clock = processClock(environment().MTF_TEST_CLOCK, secrets.urls);
  const chosen = await chooseFeed(settings, secrets, clock);
  const parameters = strategyParameters(mtfStrategy, settings.set);
  const { step, finer } = chosen;
  if (fresh) forgetReplay(folder);
  const journal = Journal.open(folder, {
    lock,
    settings: journalSettings(settings, parameters, chosen),
    now: clock.now,
    durability: settings.feed === 'replay' ? 'normal' : 'full',
  });
  try {
    const log = logFile({ file: join(folder, 'paper.log'), now: clock.now, redact: secrets.redact });
    const { model, replayed } = restoreModel(journal, { strategy: mtfStrategy, parameters, step, finer });
    if (model.lastTime !== null) log(`restored: ${replayed} bars run again since the last snapshot`);
    const sender = alertSender(journal, secrets, clock);
    const alerts = new EngineAlerts(sender, settings.broker, clock.now);
    const { broker, closed } = chooseBroker({ settings, secrets, journal, model, alerts, parameters, clock });
    const csv = new PaperTradesCsv(join(settings.out, 'paper_trades.csv'), () => journal.trades(), SYMBOL);
    csv.repair();
    const { initial, max_drawdown_halt: drawdownLimit, max_positions: maxPositions } = parameters;
    const { htf_reversal: htfReversal } = parameters;
    const engine = new PaperEngine({
      context: {
        strategy: mtfStrategy.name,
        symbol: SYMBOL,
        broker: broker.name,
        step,
        initial,
        drawdownLimit,
        maxPositions,
        htfReversal,
      },
      model,
      journal,
      broker,
      feed: chosen.feed.name,
      alerts,
      onTrades: (trades) => appendTrades(csv, trades, log),
      brokerTrades: closed,
      now: clock.now,
      killed: seldom(() => killRequested(folder), POLL, clock.now),
      skipsShorts: broker.name === 'alpaca' && settings.shorts === 'skip',
      snapshotEvery: settings.feed === 'replay' ? 2016 : HOUR / step,
      replayed,
      lateAfter: LATE_AFTER,
      log,
    });
    const sent = new AbortController();
    const sending = sender.run(sent.signal);
    try {
      return await untilEnd(engine, chosen, { journal, folder, stop, clock, note });
    } catch (error) {
      // Whoever takes the folder next must find nobody else at the account.
      await broker.close();
      throw error;
    } finally {
      sent.abort();
      await sending;
    }
  } finally {
    journal.close();
  }
}

interface Course {
  readonly journal: Journal;
  readonly folder: string;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly note: Note;
}

/** Opens the engine, hands it the feed's events one after the other, and ends it in order. */
async function untilEnd(
  engine: PaperEngine,
  chosen: ChosenFeed,
  { journal, folder, stop, clock, note }: Course,
): Promise<string> {
  const last = journal.lastBarTime();
  await engine.open(last !== null);
  note('running');
  const end = new AbortController();
  stop.addEventListener('abort', () => end.abort(), { once: true });
  if (stop.aborted) end.abort();
  const turns = new Turns();
  const watching = watchFiles(engine, { folder, end, turns, clock }).finally(() => end.abort());
  const from = { last, tradeFrom: tradeFrom(journal, chosen) };
  const feeding = chosen.feed
    .run(from, (event: FeedEvent) => turns.take(() => engine.handle(event)), end.signal)
    .finally(() => end.abort());
  // A fault of one ends the other, and is thrown when both have ended.
  await Promise.allSettled([watching, feeding]);
  await Promise.all([watching, feeding]);
  const asked = stopRequested(folder);
  const why = asked ? 'asked to stop' : stop.aborted ? 'signal to the process' : 'the recording has ended';
  const ended = await engine.end(asked === 'close', why);
  clearStop(folder);
  return ended;
}

interface Watch {
  readonly folder: string;
  readonly end: AbortController;
  readonly turns: Turns;
  readonly clock: Clock;
}

/** Looks at the control files, also while the feed is silent. */
async function watchFiles(engine: PaperEngine, { folder, end, turns, clock }: Watch): Promise<void> {
  while (!end.signal.aborted) {
    await clock.sleep(POLL, end.signal);
    if (stopRequested(folder)) end.abort();
    if (!end.signal.aborted) await turns.take(() => engine.poll());
  }
}
