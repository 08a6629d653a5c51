import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { barAt } from '../../lib/bars/resample.js';
import { MINUTE } from '../../lib/core/time.js';
import { AlertSender } from '../../lib/paper/alerts/alert-sender.js';
import { simBroker } from '../../lib/paper/broker/sim-broker.js';
import { PaperEngine } from '../../lib/paper/engine.js';
import { EngineAlerts } from '../../lib/paper/engine-alerts.js';
import type { FeedAnomalyName, FeedEvent } from '../../lib/paper/feed.js';
import { Journal } from '../../lib/paper/journal/journal.js';
import { PaperModel } from '../../lib/paper/model.js';
import { BACKTEST_PARAMETERS } from '../../lib/strategy/backtest-parameters.js';
import { resolveParameters } from '../../lib/strategy/parameter.js';
import { type BarRow, bars, PLAIN } from '../helpers.js';
import { scriptedLive } from './model-runs.js';

const FIVE = 5 * MINUTE;
const ROW: BarRow = [1000, 1001, 999, 1000];
const market = bars(Array.from({ length: 12 }, () => ROW));

/** An engine whose strategy buys at the close of every bar. */
function engine(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-hold-'));
  const journal = Journal.open(folder, { settings: {}, now: () => 0 });
  t.after(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sides = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i, 1 as const]));
  const strategy = scriptedLive({ sides }, market);
  const parameters = resolveParameters(BACKTEST_PARAMETERS, { ...PLAIN, max_positions: 9 });
  const model = new PaperModel({ strategy, parameters, step: FIVE, finer: false });
  const broker = simBroker({ book: () => model.book(), closeAll: () => undefined });
  const clock = { now: () => 0, sleep: async () => {} };
  const random = () => 0.5;
  const redact = (text: string) => text;
  const sender = new AlertSender({ journal: journal.alerts, messengers: [], clock, random, redact, record: () => {} });
  const context = {
    strategy: 'x',
    symbol: 'x',
    broker: 'sim',
    step: FIVE,
    initial: 10_000,
    drawdownLimit: 0,
    maxPositions: 9,
    htfReversal: true,
  } as const;
  return new PaperEngine({
    context,
    model,
    journal,
    broker,
    feed: 'alpaca',
    alerts: new EngineAlerts(sender, 'sim', () => 0),
    onTrades: () => {},
    brokerTrades: () => [],
    now: () => 0,
    killed: () => false,
    snapshotEvery: 1000,
    replayed: 0,
    lateAfter: MINUTE,
    log: () => {},
  });
}

const completed = (i: number, hold?: FeedAnomalyName): FeedEvent => {
  const bar = barAt(market, i);
  const knownAt = bar.time + FIVE;
  return { kind: 'bar', bar, minutes: [], origin: 'stream', warmUp: false, knownAt, ...(hold && { hold }) };
};

/** For each bar, whether its entry was ordered. */
async function ordered(t: TestContext, events: readonly FeedEvent[]): Promise<boolean[]> {
  const paper = engine(t);
  const seen: boolean[] = [];
  for (const event of events) {
    await paper.handle(event);
    if (event.kind === 'bar') seen.push(paper.report().waiting !== null);
  }
  return seen;
}

test('a bar in doubt opens nothing, for as long as bars are', async (t) => {
  const holds = [undefined, 'hole', 'clock-skew', undefined] as const;
  const seen = await ordered(
    t,
    holds.map((hold, i) => completed(i, hold)),
  );
  assert.deepEqual(seen, [true, false, false, true]);
});

test('after an anomaly that holds, the bar that follows opens nothing; one that does not hold changes nothing', async (t) => {
  const anomaly = (hold: boolean): FeedEvent => ({ kind: 'anomaly', name: 'bad-bar', at: 0, detail: 'NaN', hold });
  const seen = await ordered(t, [
    completed(0),
    anomaly(true),
    completed(1),
    completed(2),
    anomaly(false),
    completed(3),
  ]);
  assert.deepEqual(seen, [true, false, true, true]);
});
