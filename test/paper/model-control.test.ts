// What the model does besides the backtest: hold, kill, warm-up, the book, snapshots, and what it refuses to be fed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest, rerun } from '../../lib/backtest/backtest.js';
import type { Bar } from '../../lib/bars/resample.js';
import { MINUTE } from '../../lib/core/time.js';
import { PaperModel } from '../../lib/paper/model.js';
import type { ModelSnapshot } from '../../lib/paper/model-snapshot.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { strategyParameters } from '../../lib/strategy/strategy.js';
import { randomCase } from '../backtest/random-case.js';
import { type BarRow, bars, PLAIN, type Script, START, scripted, toColumns, toObjects } from '../helpers.js';
import { compareReplay, replayOf, scriptedLive, sidesOf, withEntries } from './model-runs.js';

const STEP = 5 * MINUTE;
const at = (bar: number) => START + bar * STEP;

/** Bars that stay where they are, except for the rows given. */
function quiet(count: number, rows: Readonly<Record<number, BarRow>> = {}) {
  return bars(Array.from({ length: count }, (_, i) => rows[i] ?? ([100, 101, 99, 100] as const)));
}

/** A model on a script without costs: stop 10 below the entry, target 20 above, at 100 a bar. */
function plain(base: ReturnType<typeof quiet>, script: Script, given = {}) {
  const strategy = scriptedLive(script, base);
  const parameters = strategyParameters(strategy, { ...PLAIN, ...given });
  const make = (from?: ModelSnapshot) =>
    new PaperModel({ strategy, parameters, step: STEP, finer: false, ...(from && { from }) });
  return { model: make(), make, rows: toObjects(base) };
}

test('a held signal is recorded as held, orders nothing and is no refusal', () => {
  const base = quiet(6);
  const { model, rows } = plain(base, { sides: { 1: 1, 3: -1 } });
  const outcomes = rows.map((bar, i) => model.next(bar, [], { hold: i === 1 || i === 2 }));
  assert.deepEqual(outcomes[1].held, { signalTime: at(1), side: 1 });
  assert.equal(outcomes[1].orders.entry, null);
  assert.deepEqual(
    outcomes.map(({ held }) => held !== null),
    [false, true, false, false, false, false],
  );
  assert.deepEqual(
    outcomes.map(({ opened }) => opened?.entryTime ?? null),
    [null, null, null, null, at(4), null],
  );
  assert.ok(outcomes.every(({ refused }) => refused.length === 0));
});

test('hold leaves open positions to their levels and orders: as if only the signals had not been', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { bars: list, minutes, parameters, entries } = randomCase(seed, 300);
    const sides = sidesOf(entries);
    const held = (bar: number) => Math.floor(bar / 20) % 2 === 1;
    const left = Object.fromEntries(Object.entries(sides).filter(([bar]) => !held(Number(bar))));
    const market = makeMarket(toColumns(list));
    const options = { parameters, finer: toColumns(minutes, MINUTE) };
    const replay = replayOf(backtest(withEntries(mtfStrategy, sides), market, options), {
      control: (i) => ({ hold: held(i) }),
    });
    compareReplay(backtest(withEntries(mtfStrategy, left), market, options), replay, `seed ${seed}`);
    const times = replay.outcomes.flatMap(({ held: one }) => (one ? [one.signalTime] : []));
    const dropped = Object.keys(sides).map(Number).filter(held);
    assert.deepEqual(
      times,
      dropped.map((bar) => list[bar].time),
    );
  }
});

test('an entry that is withdrawn after its close leaves what a held signal leaves', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { bars: list, parameters, entries } = randomCase(seed, 200);
    const strategy = withEntries(mtfStrategy, sidesOf(entries));
    const resolved = strategyParameters(strategy, parameters);
    const make = () => new PaperModel({ strategy, parameters: resolved, step: STEP, finer: false });
    const [withdrawn, held] = [make(), make()];
    for (const bar of toObjects(toColumns(list))) {
      const hold = (bar.time / STEP) % 3 === 0;
      const { verdict: _, orders, ...one } = withdrawn.next(bar);
      const after = hold && orders.entry ? withdrawn.withdrawEntry() : orders;
      const { verdict: __, ...other } = held.next(bar, [], { hold: hold && orders.entry !== null });
      assert.deepEqual({ ...one, held: null, orders: after }, { ...other, held: null });
    }
  }
});

test('kill closes everything at the next open, refuses every signal from that close on, and is final', () => {
  const base = quiet(7, { 4: [104, 105, 103, 104] });
  const { model, rows } = plain(base, { sides: { 0: 1, 2: 1, 3: 1, 5: -1 } }, { max_positions: 3 });
  const outcomes = rows.map((bar, i) => model.next(bar, [], { kill: i === 3 }));
  assert.deepEqual(
    outcomes.map(({ orders }) => orders.halted),
    [false, false, false, true, true, true, true],
  );
  assert.deepEqual(outcomes[3].halt, { at: at(4), reason: 'kill' });
  assert.deepEqual(outcomes[3].refused, [{ signalTime: at(3), side: 1, reason: 'halted' }]);
  assert.deepEqual(outcomes[3].opened?.entryTime, at(3));
  assert.deepEqual(
    outcomes[4].closed.map(({ exitReason, exitTime, exitPrice }) => [exitReason, exitTime, exitPrice]),
    [
      ['emergency', at(4), 104],
      ['emergency', at(4), 104],
    ],
  );
  assert.deepEqual(outcomes[5].refused, [{ signalTime: at(5), side: -1, reason: 'halted' }]);
  assert.deepEqual(outcomes[6].halt, { at: at(4), reason: 'kill' });
  assert.deepEqual(model.positions(), []);
});

test('kill at the bar at which a drawdown halts the backtest makes the same trades, refusals and equity', () => {
  let compared = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { bars: list, minutes, parameters, entries } = randomCase(seed, 300);
    const strategy = withEntries(mtfStrategy, sidesOf(entries));
    const options = { parameters: { ...parameters, max_drawdown_halt: 0.002 }, finer: toColumns(minutes, MINUTE) };
    const halted = backtest(strategy, makeMarket(toColumns(list)), options);
    const { haltedAt } = halted.simulation;
    if (haltedAt < 0) continue;
    const replay = replayOf(rerun(halted, { max_drawdown_halt: 0 }), { control: (i) => ({ kill: i === haltedAt }) });
    compareReplay(halted, replay, `seed ${seed}`);
    compared++;
  }
  assert.ok(compared > 30, `${compared} halted`);
});

test('an emergency names its close, and its drawdown is told', () => {
  const base = quiet(4, { 2: [100, 101, 95, 95] });
  const given = { max_drawdown_halt: 0.01, risk: 0.04 };
  const { model, rows } = plain(base, { sides: { 0: 1 } }, given);
  const outcomes = rows.map((bar) => model.next(bar));
  assert.deepEqual(outcomes[2].halt, { at: at(3), reason: 'emergency' });
  assert.ok(Math.abs(outcomes[2].drawdown - -0.02) < 1e-6, `${outcomes[2].drawdown}`);
  assert.equal(outcomes[3].closed[0].exitReason, 'emergency');
});

test('an entry is ordered only when it is certain to be taken: not in a cooldown, above the limit, too tight or too small', () => {
  const base = quiet(6);
  const sides = { 0: 1, 1: 1 } as const;
  const entriesOf = (given: Record<string, number>, script: Partial<Script> = {}) => {
    const { model, rows } = plain(base, { sides, ...script }, given);
    return rows.map((bar) => model.next(bar)).map(({ orders }) => orders.entry?.signalTime ?? null);
  };
  assert.deepEqual(entriesOf({}), [at(0), at(1), null, null, null, null]);
  assert.deepEqual(entriesOf({ cooldown_bars: 1 }), [at(0), null, null, null, null, null]);
  assert.deepEqual(entriesOf({ max_positions: 1 }), [at(0), null, null, null, null, null]);
  assert.deepEqual(entriesOf({ min_notional: 1e6 }), [null, null, null, null, null, null]);
  assert.deepEqual(entriesOf({ min_stop: 0.2 }), [null, null, null, null, null, null]);
  // The reversal ordered at the same close frees the slot.
  const trend = [1, 1, -1, -1, -1, -1];
  const turned = { sides: { 0: 1, 2: -1 } as const, trend };
  assert.deepEqual(entriesOf({ max_positions: 1 }, turned), [at(0), null, at(2), null, null, null]);
});

test('an order carries what the record of its trade needs', () => {
  const { bars: list, entries } = randomCase(5, 300);
  const run = backtest(withEntries(mtfStrategy, sidesOf(entries)), makeMarket(toColumns(list)), {
    parameters: { slippage: 0, atr_len: 5, ema_slow_1h: 3, vol_sma_len: 5, vp_len: 10 },
  });
  const { outcomes, trades } = replayOf(run);
  const ordered = new Map(outcomes.flatMap(({ orders: { entry } }) => (entry ? [[entry.signalTime, entry]] : [])));
  assert.ok(trades.length > 5);
  for (const trade of trades) {
    const { marks, confidence, distance, quantity } = ordered.get(list[trade.signalBar].time) ?? assert.fail();
    assert.ok(marks);
    for (const name of Object.keys(marks) as (keyof typeof marks)[]) assert.equal(marks[name], trade[name], name);
    assert.deepEqual([confidence, distance, quantity], [trade.confidence ?? 1, trade.distance, trade.quantity]);
  }
});

test('cash and the positions at the mark are the equity, at any price, and levels follow the trade', () => {
  const base = quiet(5, { 2: [100, 111, 99, 110], 3: [110, 111, 109, 110], 4: [110, 111, 109, 110] });
  const { model, rows } = plain(base, { sides: { 0: 1, 2: -1 } }, { fee: 0.001 });
  rows.forEach((bar) => {
    const { equity } = model.next(bar);
    for (const price of [bar.close, bar.close * 1.1]) {
      const { cash, equity: marked, positions } = model.book(price);
      const value = positions.reduce(
        (sum, { direction, quantity }) => sum + (direction === 'long' ? 1 : -1) * quantity * price,
        0,
      );
      assert.ok(Math.abs(cash + value - marked) < 1e-9 * marked);
      if (price === bar.close) assert.equal(marked, equity);
    }
  });
  const [long, short] = model.positions();
  assert.deepEqual([long.stop, long.trailing, long.target, long.entryTime], [106, true, 120, at(1)]);
  assert.deepEqual([short.direction, short.stop, short.trailing, short.entryPrice], ['short', 120, false, 110]);
  assert.equal(long.unrealised, (110 - 100) * long.quantity - 0.001 * 100 * long.quantity);
});

test('bars from before trading warm the strategy up and are counted, but not traded on', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { bars: list, parameters, entries } = randomCase(seed, 300);
    const sides = sidesOf(entries);
    const late = Object.fromEntries(Object.entries(sides).filter(([bar]) => Number(bar) >= 100));
    const strategy = withEntries(mtfStrategy, sides);
    const run = backtest(withEntries(mtfStrategy, late), makeMarket(toColumns(list)), { parameters });
    const model = new PaperModel({ strategy, parameters: run.parameters, step: STEP, finer: false });
    const rows = toObjects(run.market.base);
    for (const bar of rows.slice(0, 100)) model.warm(bar);
    const trades = rows.slice(100).flatMap((bar) => model.next(bar).closed);
    trades.push(...model.closeAtEnd().closed);
    assert.deepStrictEqual(
      trades.map(({ htfFlag, broker, ...trade }) => trade),
      run.trades,
      `seed ${seed}`,
    );
  }
  const { model, rows } = plain(quiet(4), { sides: { 0: 1 } });
  model.next(rows[0]);
  assert.throws(() => model.warm(rows[1]), /PaperModel.warm: bars must come before trading, got one while/);
});

test('a snapshot stays of one size over thousands of trades', () => {
  const count = 20_000;
  const rows: Record<number, BarRow> = {};
  for (let i = 0; i < count; i++) rows[i] = i % 4 === 3 ? [100, 130, 99, 100] : [100, 101, 99, 100];
  const sides = Object.fromEntries(Array.from({ length: count / 4 }, (_, k) => [4 * k, 1 as const]));
  const { model, rows: list } = plain(quiet(count, rows), { sides }, { risk: 0.001 });
  const sizes: number[] = [];
  let closed = 0;
  list.forEach((bar, i) => {
    closed += model.next(bar).closed.length;
    if (i % 2000 === 1999) sizes.push(JSON.stringify(model.snapshot()).length);
  });
  assert.ok(closed > 4000, `${closed} trades`);
  assert.ok(Math.max(...sizes) - Math.min(...sizes) < 50, `${sizes}`);
});

test('a bar that is none, or comes again or late, is refused and changes nothing', () => {
  const { bars: list, minutes, parameters, entries } = randomCase(9, 300);
  const finer = toColumns(minutes, MINUTE);
  const run = backtest(withEntries(mtfStrategy, sidesOf(entries)), makeMarket(toColumns(list)), { parameters, finer });
  const { strategy, parameters: resolved } = run;
  const model = new PaperModel({ strategy, parameters: resolved, step: STEP, finer: true });
  const spoiled = (bar: Bar): [Bar, RegExp][] => [
    [{ ...bar, close: Number.NaN }, /PaperModel.next: close must be a finite number, got NaN, in the feed/],
    [{ ...bar, high: bar.low / 2 }, /high must be at or above low/],
    [{ ...bar, volume: -1 }, /volume must be 0 or more/],
    [{ ...bar, time: bar.time - STEP }, /PaperModel.next: bar must open after .*, got/],
    [{ ...bar, time: Number.NaN }, /PaperModel.next: bar must open after .*, got NaN/],
  ];
  const inside = (bar: Bar) => minutes.filter(({ time }) => time >= bar.time && time < bar.time + STEP);
  const trades = toObjects(run.market.base).flatMap((bar, i) => {
    if (i > 0) for (const [bad, problem] of spoiled(bar)) assert.throws(() => model.next(bad, []), problem);
    const own = inside(bar);
    if (own.length > 1) {
      assert.throws(() => model.next(bar, [own[1], own[0]]), /times must rise, .* in the minutes of the bar of/);
      assert.throws(() => model.next(bar, [{ ...own[0], open: -1 }]), /open must be above 0, got -1/);
    }
    const others = minutes.filter((minute) => !own.includes(minute)).slice(0, 3);
    return model.next(bar, [...others, ...own]).closed;
  });
  trades.push(...model.closeAtEnd().closed);
  assert.deepStrictEqual(
    trades.map(({ htfFlag, broker, ...trade }) => trade),
    run.trades,
  );
});

test('it goes on only from its own snapshot, and only with an incremental form', () => {
  const { model, make, rows } = plain(quiet(3), { sides: { 0: 1 } });
  assert.throws(() => model.orders(), /PaperModel.orders: there must have been a bar, got none/);
  model.next(rows[0]);
  const snapshot = model.snapshot();
  assert.equal(make(snapshot).lastTime, at(0));
  const strategy = scriptedLive({ sides: {} }, quiet(3));
  const other = strategyParameters(strategy, { ...PLAIN, tp_rr: 3 });
  assert.throws(
    () => new PaperModel({ strategy, parameters: other, step: STEP, finer: false, from: snapshot }),
    /PaperModel: tp_rr must be 2 as in the snapshot it goes on from, got 3; begin a new journal for another tp_rr/,
  );
  const same = strategyParameters(strategy, PLAIN);
  assert.throws(
    () => new PaperModel({ strategy, parameters: same, step: STEP, finer: true, from: snapshot }),
    /PaperModel: finer must be false as in the snapshot/,
  );
  assert.throws(
    () => new PaperModel({ strategy: scripted({ sides: {} }), parameters: same, step: STEP, finer: false }),
    /strategy must have an incremental form to run bar by bar, got scripted/,
  );
  assert.throws(
    () => new PaperModel({ strategy, parameters: { ...same, intrabar: 'finer' }, step: STEP, finer: false }),
    /intrabar must be pessimistic, optimistic or path without 1-minute bars/,
  );
});
