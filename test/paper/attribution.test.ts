// The difference between paper and backtest, each part alone and all together. Unless said otherwise D = R = 10, a long
// enters at 100 with its stop at 90 and its target at 120, 10 BTC, no costs; five minutes in each bar.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from '../../lib/backtest/backtest.js';
import { indexMinutes } from '../../lib/backtest/minutes.js';
import type { Trade } from '../../lib/backtest/trades.js';
import { type Bars, firstBarAt, sliceBars } from '../../lib/core/bars.js';
import { seededRandom } from '../../lib/core/random.js';
import { MINUTE } from '../../lib/core/time.js';
import { sampleBars } from '../../lib/data/sample.js';
import { type Attributed, type Attribution, attribute } from '../../lib/paper/attribution.js';
import { arrivalPrice } from '../../lib/paper/attribution-prices.js';
import type { BrokerRecords } from '../../lib/paper/attribution-records.js';
import type { OrderRecord, PaperTrade } from '../../lib/paper/order-journal.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { ParameterValue } from '../../lib/strategy/parameter.js';
import { randomCase } from '../backtest/random-case.js';
import { type BarRow, bars, PLAIN, play, START, scripted, toColumns } from '../helpers.js';

const BAR = 5 * MINUTE;
const CALM: BarRow = [100, 101, 99, 100];
const BUY = { 0: 1 } as const;

/** Each base bar as five minutes; `path` gives a bar's own, else it opens, goes low, high, back and closes. */
function minutesOf(rows: readonly BarRow[], paths: Readonly<Record<number, readonly BarRow[]>> = {}): Bars {
  const all = rows.flatMap(([open, high, low, close], k): readonly BarRow[] => {
    const calm: BarRow = [open, open, open, open];
    return paths[k] ?? [calm, [open, open, low, open], [open, high, open, open], calm, [open, open, close, close]];
  });
  return bars(all, { step: MINUTE });
}

interface Case {
  readonly rows: readonly BarRow[];
  readonly sides?: Readonly<Record<number, 1 | -1>>;
  readonly paths?: Readonly<Record<number, readonly BarRow[]>>;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly official?: readonly BarRow[];
  /** Paper trades from those of the backtest on the seen bars. */
  readonly paper?: (trades: readonly Trade[]) => readonly PaperTrade[];
  readonly records?: BrokerRecords;
}

function run({ rows, sides = BUY, paths, parameters = {}, official, paper = bySim, records }: Case): Attribution {
  const given = { ...PLAIN, ...parameters };
  const minutes = minutesOf(rows, paths);
  const seen = { market: makeMarket(bars(rows)), minutes };
  const { trades } = play(rows, { sides }, given, minutes);
  return attribute({
    strategy: scripted({ sides }),
    parameters: given,
    trades: paper(trades),
    seen,
    ...(official && { official: { market: makeMarket(bars(official)), minutes: minutesOf(official) } }),
    tradeFrom: START,
    ...(records && { records }),
  });
}

const bySim = (trades: readonly Trade[]): PaperTrade[] =>
  trades.map((trade) => ({ ...trade, htfFlag: null, broker: 'sim' as const }));
const byBroker = (trades: readonly Trade[], change: Partial<PaperTrade> = {}): PaperTrade[] =>
  trades.map((trade) => ({ ...trade, htfFlag: null, broker: 'alpaca' as const, ...change }));

function parts({ difference, data, latency, slippage, rule }: Attributed) {
  return { difference, data, latency, slippage, rule };
}

const none = { difference: 0, data: 0, latency: 0, slippage: 0, rule: 0 };

/** One trade's order and fill at a time each. */
function records(entryAt: number, exitAt: number, more: Partial<OrderRecord> = {}, signalTime = START): BrokerRecords {
  const order = (role: 'entry' | 'exit', intendedAt: number): OrderRecord => ({
    clientId: role,
    signalTime,
    role,
    side: role === 'entry' ? 'buy' : 'sell',
    type: 'market',
    quantity: '10',
    stopPrice: null,
    limitPrice: null,
    intendedAt,
    state: 'filled',
    serverId: role,
    filledQuantity: '10',
    averagePrice: null,
    reason: role,
    ...(role === 'entry' ? more : {}),
  });
  const fill = (clientId: string, at: number) => ({ executionId: clientId, clientId, at, quantity: '10', price: '0' });
  return {
    orders: [order('entry', entryAt), order('exit', exitAt)],
    fills: [fill('entry', entryAt), fill('exit', exitAt)],
  };
}

/** Signal, entry bar, a calm bar, and one in whose third minute the target of 120 is reached. */
const WON: readonly BarRow[] = [CALM, CALM, CALM, [100, 125, 100, 121], CALM];
const PROFIT = 200;

test('the sim broker on the bars that the backtest has: every part is 0', () => {
  const { trades, total, open } = run({ rows: WON, parameters: { fee: 0.001, slippage: 0.0005 } });
  assert.equal(trades.length, 1);
  assert.deepEqual([parts(trades[0]), parts(total), open], [none, none, 0]);
  assert.equal(trades[0].why, 'decided as the backtest');
});

test('data alone: the bar that reached the target was corrected away', () => {
  const official: readonly BarRow[] = [CALM, CALM, CALM, [100, 109, 99, 105], [105, 106, 104, 105]];
  const { trades } = run({ rows: WON, official });
  assert.deepEqual(parts(trades[0]), { ...none, difference: PROFIT - 50, data: PROFIT - 50 });
  assert.deepEqual([trades[0].paper, trades[0].seen, trades[0].reference], [PROFIT, PROFIT, 50]);
});

test('latency alone: two minutes late the market stands 3 higher, and the target with it', () => {
  const late: readonly BarRow[] = [
    [100, 100, 100, 100],
    [100, 103, 100, 103],
    [103, 103, 103, 103],
    [103, 103, 103, 103],
    [103, 103, 100, 100],
  ];
  const rows: readonly BarRow[] = [CALM, [100, 103, 100, 100], CALM, [100, 125, 100, 121], CALM];
  const fills = records(START + BAR + 2 * MINUTE, START + 3 * BAR + 2 * MINUTE + 7_000);
  const paper = (trades: readonly Trade[]) =>
    byBroker(trades, {
      entryPrice: 103,
      target: 123,
      exitPrice: 123,
      exitTime: START + 3 * BAR + 2 * MINUTE,
      pnl: 200,
    });
  assert.deepEqual(parts(run({ rows, paths: { 1: late }, paper, records: fills }).trades[0]), none);

  // Without a target within reach the late entry costs what the market moved.
  const cut: readonly BarRow[] = [CALM, [100, 103, 100, 100], CALM, [100, 104, 100, 104], [104, 104, 104, 104]];
  const closed = (trades: readonly Trade[]) => byBroker(trades, { entryPrice: 103, pnl: 10 });
  const [trade] = run({ rows: cut, paths: { 1: late }, paper: closed, records: fills }).trades;
  assert.deepEqual(parts(trade), { ...none, difference: -30, latency: -30 });
});

test('latency of an exit: ordered out at a close, filled when the market had fallen by 4', () => {
  const rows: readonly BarRow[] = [CALM, CALM, CALM, [100, 100, 96, 96], CALM];
  const falling: readonly BarRow[] = [
    [100, 100, 100, 100],
    [96, 96, 96, 96],
    [96, 96, 96, 96],
    [96, 96, 96, 96],
    [96, 96, 96, 96],
  ];
  const sides = BUY;
  const trend = [1, 1, -1, -1, -1];
  const strategy = scripted({ sides, trend });
  const minutes = minutesOf(rows, { 3: falling });
  const [model] = play(rows, { sides, trend }, {}, minutes).trades;
  assert.deepEqual([model.exitReason, model.exitPrice], ['htf-reversal', 100]);
  const at = START + 3 * BAR;
  const result = attribute({
    strategy,
    parameters: PLAIN,
    trades: byBroker([model], { exitPrice: 95, exitTime: at, pnl: -50 }),
    seen: { market: makeMarket(bars(rows)), minutes },
    tradeFrom: START,
    records: records(START + BAR + 400, at + MINUTE + 400),
  });
  assert.deepEqual(parts(result.trades[0]), { ...none, difference: -50, latency: -40, slippage: -10 });
});

test('slippage alone: filled in the minute of the signal, but 2 worse than modelled', () => {
  const rows: readonly BarRow[] = [CALM, CALM, CALM, [100, 109, 99, 105], [105, 106, 104, 105]];
  const paper = (trades: readonly Trade[]) => byBroker(trades, { entryPrice: 102, pnl: 30 });
  const fills = records(START + BAR + 900, START + 5 * BAR);
  const [trade] = run({ rows, paper, records: fills }).trades;
  assert.deepEqual(parts(trade), { ...none, difference: -20, slippage: -20 });
});

test('slippage in the entry that moves the stop out of reach keeps what came of it', () => {
  const rows: readonly BarRow[] = [CALM, CALM, [100, 100, 90, 100], [100, 104, 100, 104], [104, 104, 104, 104]];
  const paper = (trades: readonly Trade[]) =>
    byBroker(trades, { entryPrice: 99, exitPrice: 104, exitReason: 'end-of-data', exitTime: START + 5 * BAR, pnl: 50 });
  const [trade] = run({ rows, paper, records: records(START + BAR + 900, START + 5 * BAR) }).trades;
  assert.deepEqual(parts(trade), { ...none, difference: 150, slippage: 150 });
});

test('rule alone: another quantity, another exit, other fees', () => {
  const half = run({ rows: WON, paper: (trades) => bySim(trades).map((t) => ({ ...t, quantity: 5, pnl: 100 })) });
  assert.deepEqual(parts(half.trades[0]), { ...none, difference: -100, rule: -100 });
  assert.deepEqual(half.trades[0].ruleParts, { entry: 0, quantity: -100, exit: 0, fees: 0 });
  assert.equal(half.trades[0].why, '5 BTC instead of 10');

  const killed = {
    exitReason: 'emergency',
    exitTime: START + 2 * BAR,
    exitPrice: 100,
    exitMarket: 100,
    pnl: 0,
  } as const;
  const early = run({ rows: WON, paper: (trades) => bySim(trades).map((t) => ({ ...t, ...killed })) });
  assert.deepEqual(parts(early.trades[0]), { ...none, difference: -PROFIT, rule: -PROFIT });
  assert.match(
    early.trades[0].why,
    /left by emergency at 2024-01-01T00:10:00Z, the rules by target at 2024-01-01T00:17:00Z/,
  );

  const charged = run({ rows: WON, paper: (trades) => bySim(trades).map((t) => ({ ...t, fees: 7, pnl: t.pnl - 7 })) });
  assert.deepEqual(charged.trades[0].ruleParts, { entry: 0, quantity: 0, exit: 0, fees: -7 });
});

test('an entry that paper did not take counts whole, as a rule, with what became of its order', () => {
  const missed = run({ rows: WON, paper: () => [] });
  assert.deepEqual(parts(missed.trades[0]), { ...none, difference: -PROFIT, rule: -PROFIT });
  assert.match(missed.trades[0].why, /no entry order/);
  const rejected = { state: 'rejected', reason: 'insufficient balance', filledQuantity: '0' } as const;
  const refused = run({ rows: WON, paper: () => [], records: records(START + BAR, START + BAR, rejected) });
  assert.equal(refused.trades[0].why, 'the entry order was rejected: insufficient balance');
});

test('an entry that only paper took counts whole, with the refusal of the backtest', () => {
  const [trade] = run({
    rows: WON,
    parameters: { min_notional: 1e6 },
    paper: () => bySim(play(WON, { sides: BUY }, {}, minutesOf(WON)).trades),
  }).trades;
  assert.deepEqual(parts(trade), { ...none, difference: PROFIT, rule: PROFIT });
  assert.equal(trade.why, 'the backtest refused the signal: min-notional');
});

test('a trade still open on both sides is not compared', () => {
  const open = run({ rows: [CALM, CALM, CALM], paper: () => [] });
  assert.deepEqual([open.trades.length, open.open, parts(open.total)], [0, 1, none]);
});

test('a signal before tradeFrom is not taken, and the indicators of the reference are those of the whole bars', () => {
  const rows = [...WON, ...WON];
  const input = {
    strategy: scripted({ sides: { 0: 1, 4: 1, 5: 1 } }),
    parameters: { ...PLAIN, max_positions: 1 },
    trades: [],
    seen: { market: makeMarket(bars(rows)) },
  };
  const from = attribute({ ...input, tradeFrom: START + 5 * BAR });
  assert.deepEqual(
    from.trades.map(({ signalTime }) => signalTime),
    [START + 5 * BAR],
  );
  assert.throws(
    () => attribute({ ...input, tradeFrom: START + 50 * BAR }),
    /attribute: bars must reach beyond tradeFrom/,
  );
});

test('official bars beyond what was seen are not used', () => {
  const { trades, open } = run({ rows: [CALM, CALM, CALM], official: WON, paper: () => [] });
  assert.deepEqual([trades.length, open], [0, 1]);
});

/** Paper trades as a bad broker would have made them: late, dear, partial, left otherwise, not at all, or from nowhere. */
function mangled(trades: readonly Trade[], random: () => number) {
  const orders: OrderRecord[] = [];
  const fills: { executionId: string; clientId: string; at: number; quantity: string; price: string }[] = [];
  const paper = trades.flatMap((trade, k): PaperTrade[] => {
    if (random() < 0.2) return [];
    const change = random() < 0.5;
    const worse = (price: number) => (random() < 0.5 ? price : price * (1 + 0.004 * (random() - 0.5)));
    const signalTime = trade.entryTime - BAR;
    const base = records(trade.entryTime + random() * BAR, trade.exitTime + random() * BAR, {}, signalTime);
    orders.push(...base.orders.map((order) => ({ ...order, clientId: `${k}${order.clientId}` })));
    fills.push(...base.fills.map((fill) => ({ ...fill, clientId: `${k}${fill.clientId}`, executionId: `${k}` })));
    return byBroker([trade], {
      entryPrice: worse(trade.entryPrice),
      exitPrice: worse(trade.exitPrice),
      ...(change && { quantity: trade.quantity * 0.9, exitReason: 'stop', exitTime: trade.exitTime + 2 * BAR }),
      pnl: trade.pnl * (1 + random()),
      broker: random() < 0.7 ? 'alpaca' : 'sim',
    });
  });
  return { paper, records: { orders, fills } };
}

test('on any market and with any broker the parts sum to the difference, trade by trade and in all', () => {
  const property = fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
    const { bars: list, minutes, entries } = randomCase(seed, 300);
    const sides = Object.fromEntries(
      entries.map(({ index, direction }) => [index, direction === 'long' ? 1 : -1] as const),
    );
    const base = toColumns(list);
    const finer = toColumns(minutes, MINUTE);
    const given = { ...PLAIN, fee: 0.001, slippage: 0.001, max_position: 0.3 };
    const { trades } = play(base, { sides, atr: 80 }, given, finer);
    const { paper, records: kept } = mangled(trades, seededRandom(seed));
    const official = { ...base, close: base.close.map((close, i) => (i % 50 === 0 ? base.high[i] : close)) };
    const { trades: rows, total } = attribute({
      strategy: scripted({ sides, atr: 80 }),
      parameters: given,
      trades: paper,
      seen: { market: makeMarket(base), minutes: finer },
      official: { market: makeMarket(official), minutes: finer },
      tradeFrom: base.time[0],
      records: kept,
    });
    const scale = Math.max(...trades.map(({ pnl }) => 4 * Math.abs(pnl)), 1);
    for (const row of rows) {
      const sum = row.data + row.latency + row.slippage + row.rule;
      assert.ok(Math.abs(sum - row.difference) <= 1e-14 * 100 * scale, `${row.why}: ${sum}, ${row.difference}`);
      const { entry, quantity, exit, fees } = row.ruleParts;
      assert.equal(entry + quantity + exit + fees, row.rule);
    }
    const paperPnl = paper.reduce((sum, { pnl }) => sum + pnl, 0);
    assert.ok(Math.abs(total.paper - paperPnl) <= 1e-9);
    const sum = total.data + total.latency + total.slippage + total.rule;
    assert.ok(Math.abs(sum - (total.paper - total.reference)) <= 1e-9, `${sum}`);
  });
  fc.assert(property, { numRuns: 40, seed: 11 });
});

test('months of the sample, replayed with their warm-up: every part of every trade is 0', () => {
  const { fives, minutes } = sampleBars();
  const bars3 = sliceBars(fives, 0, 150 * 288);
  const finer = sliceBars(minutes, 0, 150 * 1440);
  const market = makeMarket(bars3);
  const { trades } = backtest(mtfStrategy, market, { finer });
  const from = trades[20].entryTime - 3 * BAR;
  const whole = attribute({
    strategy: mtfStrategy,
    trades: bySim(trades),
    seen: { market, minutes: finer },
    tradeFrom: bars3.time[0],
  });
  assert.equal(whole.trades.length, trades.length);
  assert.ok(trades.length > 50);
  for (const row of whole.trades) assert.deepEqual(parts(row), none);
  assert.deepEqual(parts(whole.total), none);
  const later = attribute({ strategy: mtfStrategy, trades: [], seen: { market, minutes: finer }, tradeFrom: from });
  assert.equal(later.trades.length, trades.filter(({ signalBar }) => signalBar >= firstBarAt(bars3.time, from)).length);
});

test("the market at an execution is its minute's open, the last close where that minute is missing, the bar's where all are", () => {
  const base = bars([CALM, [110, 120, 100, 115], [130, 131, 129, 130]]);
  const minute = (k: number, price: number): BarRow => [price + k, price + k, price + k, price + k + 0.5];
  const finer = bars([minute(0, 110), minute(1, 110), minute(3, 110)], {
    step: MINUTE,
    start: START + BAR,
    at: [0, 1, 3],
  });
  const { signals } = play(base, { sides: {} }).result;
  const feed = { bars: base, signals, minutes: indexMinutes(base, finer) };
  const decision = { price: 109, time: START + BAR };
  const at = (time: number) => arrivalPrice(feed, [{ at: START + time, quantity: 1 }], decision);
  assert.deepEqual([BAR, BAR + 59_999, BAR - 1].map(at), [109, 109, 109]);
  assert.deepEqual([BAR + MINUTE, BAR + 2.5 * MINUTE, BAR + 3 * MINUTE].map(at), [111, 111.5, 113]);
  // The third bar has no minutes.
  assert.equal(at(2 * BAR + 2 * MINUTE), 130);
  const late = { price: 129.5, time: START + 2 * BAR };
  assert.equal(arrivalPrice(feed, [{ at: START + 2 * BAR + 4 * MINUTE, quantity: 1 }], late), 129.5);
  const parts = [BAR, BAR + MINUTE].map((time, k) => ({ at: START + time, quantity: 1 + 2 * k }));
  assert.equal(arrivalPrice(feed, parts, decision), (109 + 3 * 111) / 4);
});
