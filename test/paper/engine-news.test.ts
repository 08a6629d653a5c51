// What the engine tells people, whatever the journal or the broker does: a real journal and sender, one messenger that keeps.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { barAt } from '../../lib/bars/resample.js';
import { MINUTE } from '../../lib/core/time.js';
import type { Alert } from '../../lib/paper/alerts/alert-journal.js';
import { AlertSender } from '../../lib/paper/alerts/alert-sender.js';
import { simBroker } from '../../lib/paper/broker/sim-broker.js';
import type { Broker, BrokerBook, ModelOrders, OpenPosition } from '../../lib/paper/broker.js';
import { PaperEngine } from '../../lib/paper/engine.js';
import { EngineAlerts } from '../../lib/paper/engine-alerts.js';
import type { FeedEvent, FeedHealth } from '../../lib/paper/feed.js';
import { JournalWriteError } from '../../lib/paper/journal/errors.js';
import { Journal } from '../../lib/paper/journal/journal.js';
import { PaperModel } from '../../lib/paper/model.js';
import { restoreModel } from '../../lib/paper/restore-model.js';
import { BACKTEST_PARAMETERS } from '../../lib/strategy/backtest-parameters.js';
import { resolveParameters } from '../../lib/strategy/parameter.js';
import { type BarRow, bars, PLAIN, type Script } from '../helpers.js';
import { scriptedLive } from './model-runs.js';

const FIVE = 5 * MINUTE;
const FLAT: BarRow = [1000, 1001, 999, 1000];

interface Given {
  readonly script: Script;
  readonly rows?: readonly BarRow[];
  readonly parameters?: Readonly<Record<string, number | boolean>>;
  readonly broker?: (model: PaperModel) => Broker;
  readonly skipsShorts?: boolean;
}

function setUp(t: TestContext, given: Given) {
  const market = bars(given.rows ?? Array.from({ length: 12 }, () => FLAT));
  const folder = mkdtempSync(join(tmpdir(), 'mtf-news-'));
  const journal = Journal.open(folder, { settings: {}, now: () => 0 });
  t.after(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const strategy = scriptedLive(given.script, market);
  const parameters = resolveParameters(BACKTEST_PARAMETERS, { ...PLAIN, ...given.parameters });
  const options = { strategy, parameters, step: FIVE, finer: false };
  const model = new PaperModel(options);
  const broker = given.broker?.(model) ?? simBroker({ book: () => model.book(), closeAll: () => undefined });
  let time = 0;
  const now = () => ++time;
  const sent: Alert[] = [];
  const sender = new AlertSender({
    journal: journal.alerts,
    messengers: [
      {
        channel: 'telegram',
        send: async (alert) => {
          sent.push(alert);
          return { outcome: 'sent' };
        },
      },
    ],
    clock: { now, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
    random: () => 0.5,
    redact: (text) => text,
    record: () => {},
    perHour: 100,
  });
  let killed = false;
  const engine = new PaperEngine({
    context: {
      strategy: 'x',
      symbol: 'x',
      broker: broker.name,
      step: FIVE,
      initial: 10_000,
      drawdownLimit: 0.1,
      maxPositions: 9,
      htfReversal: true,
    },
    model,
    journal,
    broker,
    feed: 'alpaca',
    alerts: new EngineAlerts(sender, broker.name, now),
    onTrades: () => {},
    brokerTrades: () => [],
    now,
    killed: () => killed,
    skipsShorts: given.skipsShorts ?? false,
    snapshotEvery: 1000,
    replayed: 0,
    lateAfter: MINUTE,
    log: () => {},
  });
  return {
    engine,
    model,
    journal,
    kill: () => {
      killed = true;
    },
    bar: async (i: number) => {
      const bar = barAt(market, i);
      const knownAt = bar.time + FIVE;
      await engine.handle({ kind: 'bar', bar, minutes: [], origin: 'stream', warmUp: false, knownAt });
    },
    restored: () => restoreModel(journal, options).model,
    /** What has been sent when everything that can be is. */
    async told(): Promise<string[]> {
      const stop = new AbortController();
      stop.abort();
      await sender.run(stop.signal);
      return sent.map(({ kind, subject }) => `${kind}: ${subject}`);
    },
  };
}

const kinds = (told: readonly string[]) => told.map((line) => line.split(':')[0]);
const health = (state: FeedHealth['state'], at: number): FeedEvent => ({ kind: 'health', state, at, detail: state });

/** A real broker whose account is what the test says. */
function scriptedBroker(book: () => BrokerBook, seen: ModelOrders[] = []): Broker {
  const nothing = async (): Promise<void> => undefined;
  return {
    name: 'alpaca',
    open: nothing,
    onOrders: async (orders) => {
      seen.push(orders);
    },
    onMinute: nothing,
    closeAll: nothing,
    book,
    close: nothing,
  };
}

const EMPTY: BrokerBook = { cash: 10_000, equity: 10_000, positions: [], foreign: [] };
const POSITION: OpenPosition = {
  signalTime: 1,
  entryTime: 2,
  direction: 'long',
  quantity: 1,
  entryPrice: 1000,
  stop: 990,
  trailing: false,
  target: 1020,
  distance: 10,
  unrealised: 0,
  protection: null,
};

test('start, entry, change of the 1h trend and what it closes, exit, kill and stop are told, each once', async (t) => {
  const trend = [1, 1, 1, -1, -1, -1];
  const lab = setUp(t, { script: { sides: { 0: 1 }, trend }, parameters: { htf_reversal: true } });
  await lab.engine.open(false);
  for (let i = 0; i < 5; i++) await lab.bar(i);
  lab.kill();
  await lab.engine.poll();
  await lab.bar(5);
  await lab.engine.end(false, 'asked to stop');
  assert.deepEqual(kinds(await lab.told()), ['start', 'entry', 'htf-change', 'emergency', 'exit', 'emergency', 'stop']);
});

test('a drawdown past the limit is told as an emergency', async (t) => {
  const fall: BarRow = [1000, 1000, 400, 400];
  const lab = setUp(t, {
    script: { sides: { 0: 1 } },
    rows: [FLAT, fall, [400, 400, 400, 400], [400, 400, 400, 400]],
    parameters: { max_drawdown_halt: 0.001 },
  });
  for (let i = 0; i < 4; i++) await lab.bar(i);
  const told = await lab.told();
  assert.equal(told.filter((line) => line.startsWith('emergency: Drawdown limit')).length, 1, told.join('\n'));
});

test('a feed that is lost, and back, is told; so are refused keys and a wrong clock', async (t) => {
  const lab = setUp(t, { script: { sides: {} } });
  const { engine } = lab;
  await engine.handle(health('connected', 1));
  await engine.handle(health('lost', 2));
  await engine.handle(health('back', 3));
  for (const name of ['refused', 'clock-skew', 'duplicate'] as const) {
    await engine.handle({ kind: 'anomaly', name, at: 4, detail: name, hold: true });
  }
  assert.deepEqual(await lab.told(), [
    'feed-lost: Market data lost',
    'feed-back: Market data are back',
    'error: Error: refused',
    'error: Error: clock-skew',
  ]);
});

test('a journal that takes nothing is told at once, and so is what happens meanwhile; nothing is told twice', async (t) => {
  const lab = setUp(t, { script: { sides: { 0: 1, 3: 1 } } });
  await lab.bar(0);
  let full = true;
  const write = lab.journal.atomically.bind(lab.journal);
  const fault = new JournalWriteError('full', { code: 'SQLITE_FULL' });
  t.mock.method(lab.journal, 'atomically', (work: () => unknown) => {
    if (full) throw fault;
    return write(work);
  });
  t.mock.method(lab.journal, 'writable', () => (full ? fault : null));
  await lab.bar(1);
  assert.match(lab.engine.report().emergency.held ?? '', /^the journal cannot be written .*SQLITE_FULL/);
  await lab.engine.handle(health('lost', 2));
  assert.deepEqual(kinds(await lab.told()), ['error', 'entry', 'feed-lost']);
  full = false;
  await lab.bar(2);
  assert.equal(lab.engine.report().emergency.held, null);
  assert.deepEqual(kinds(await lab.told()), ['error', 'entry', 'feed-lost']);
  assert.deepEqual(
    Array.from(lab.journal.barsAfter(null), ({ control }) => control.hold),
    [false, true, false],
  );
});

test('a fault of the broker is told, and ends nothing', async (t) => {
  const broken = { ...scriptedBroker(() => EMPTY), onOrders: () => Promise.reject(new Error('no')) };
  const lab = setUp(t, { script: { sides: {} }, broker: () => broken });
  await lab.bar(0);
  await lab.bar(1);
  assert.deepEqual(await lab.told(), ['error: Error: broker fault', 'error: Error: broker fault']);
});

test('what a crash kept from being told is told at the next start, and what was told is not again', async (t) => {
  const book = { ...EMPTY, positions: [POSITION], halt: { at: 5, reason: 'emergency' } } as const;
  const lab = setUp(t, { script: { sides: {} }, broker: () => scriptedBroker(() => book) });
  await lab.engine.open(true);
  assert.deepEqual(kinds(await lab.told()), ['start', 'entry', 'emergency']);
  await lab.engine.open(true);
  assert.deepEqual(kinds(await lab.told()), ['start', 'entry', 'emergency', 'start']);
});

test('the drawdown of a real account is that below its own peak, also after a restart', async (t) => {
  const book = { ...EMPTY, equity: 11_400, peak: 12_000 };
  const lab = setUp(t, { script: { sides: {} }, broker: () => scriptedBroker(() => book) });
  assert.ok(Math.abs(lab.engine.report().account.drawdown + 0.05) < 1e-12);
});

test('a short that nobody can take is in no ledger, also after a restart; the broker is told of it', async (t) => {
  const seen: ModelOrders[] = [];
  const given = { script: { sides: { 0: -1, 4: 1 } }, broker: () => scriptedBroker(() => EMPTY, seen) } as const;
  const lab = setUp(t, { ...given, skipsShorts: true });
  for (let i = 0; i < 4; i++) await lab.bar(i);
  assert.deepEqual([lab.model.positions(), lab.engine.report().waiting], [[], null]);
  assert.equal(seen[0].entry?.side, -1);
  const restored = lab.restored();
  assert.deepEqual([restored.book(), restored.orders()], [lab.model.book(), lab.model.orders()]);
  await lab.bar(4);
  assert.equal(seen[4].entry?.side, 1);

  const simulated = setUp(t, given);
  for (let i = 0; i < 4; i++) await simulated.bar(i);
  assert.equal(simulated.model.positions().length, 1);
});
