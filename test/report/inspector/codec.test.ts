import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../../lib/backtest/backtest.js';
import { explain } from '../../../lib/backtest/explain.js';
import { figureHtml } from '../../../lib/report/html.js';
import { decodeInspectionBytes, encodeInspectionBytes } from '../../../lib/report/inspector/codec.js';
import { encodeInspections } from '../../../lib/report/inspector/encode.js';
import type { Inspection, InspectionWords } from '../../../lib/report/inspector/inspection.js';
import { inspectionsOf } from '../../../lib/report/inspector/inspections-of.js';
import { inspectedChartScript } from '../../../lib/report/inspector/page-script.js';
import { decodeWords, encodeWords } from '../../../lib/report/inspector/words-codec.js';
import { integerReader, integerWriter } from '../../../lib/report/long-chart/integers.js';
import { longChart } from '../../../lib/report/long-chart/long-chart.js';
import { longChartScript } from '../../../lib/report/long-chart/page-script.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { type BarRow, NO_REAL_BARS, play, realBars, realMinutes, START } from '../../helpers.js';
import { smallRun } from '../figures/support.js';

/** Base64 of 939 trades of the real bars. */
const BUDGET = 250_000;

/** Bytes of the long chart of the real bars with overlays, inspector and chart library. */
const PAGE_BUDGET = 3_200_000;

const CALM: BarRow = [100, 101, 99, 100];

const run = smallRun();

/** Numbers may be rounded, and nothing else may change. */
function assertLike(one: Inspection, other: Inspection): void {
  for (const [name, value] of Object.entries(other)) {
    const kept = one[name as keyof Inspection];
    if (typeof value === 'number') assert.ok(Math.abs(Number(kept) - value) < 0.0051, `${name}: ${kept}, ${value}`);
    else if (name !== 'exits' && name !== 'gap') assert.deepEqual(kept, value, name);
  }
  assert.equal(one.gap?.side, other.gap?.side);
  assert.equal(one.gap?.from, other.gap?.from);
  other.exits.forEach((exit, k) => {
    const kept = one.exits[k];
    assert.equal(kept?.exitTime, exit?.exitTime);
    assert.equal(kept?.exitReason, exit?.exitReason);
    if (exit && kept)
      assert.ok(Math.abs(kept.pnl - exit.pnl) < 0.0051 && Math.abs(kept.exitPrice - exit.exitPrice) < 0.0051);
  });
}

test('every trade comes back with its times, words, state, gap and exits', () => {
  const made = inspectionsOf(run);
  const back = decodeInspectionBytes(encodeInspectionBytes(made));
  assert.deepEqual([back.order, back.orders], ['finer', ['pessimistic', 'optimistic', 'path', 'finer']]);
  assert.equal(back.trades.length, run.trades.length);
  const names = ['signalTime', 'entryTime', 'exitTime', 'direction', 'exitReason', 'words', 'exits', 'gap'] as const;
  back.trades.forEach((one, k) => {
    const { exits, ...rest } = made.trades[k];
    assertLike(one, {
      ...Object.fromEntries(Object.entries(rest).filter(([name]) => name in one)),
      exits,
    } as Inspection);
    assert.ok(names.every((name) => name in one));
  });
  const own = run.trades.find(({ entryTime }) => entryTime === back.trades[3].entryTime);
  assert.ok(own);
  assert.deepEqual(back.trades[3].words.exit, explain(run, own).exit);
});

test('no trades, and a strategy without columns, gaps or confidence, are kept too', () => {
  const none = inspectionsOf(play([CALM, CALM], { sides: {} }));
  assert.deepEqual(decodeInspectionBytes(encodeInspectionBytes(none)), none);
  const bare = decodeInspectionBytes(
    encodeInspectionBytes(inspectionsOf(play([CALM, CALM, CALM], { sides: { 0: 1 } }))),
  );
  const [trade] = bare.trades;
  assert.deepEqual(
    [trade.uptrend1h, trade.momentum15m, trade.vpProximity, trade.confidence, trade.gap, trade.signalTime],
    [null, null, null, null, null, START],
  );
});

test('a trade that one order did not take is null there, and an exit elsewhere has its own place', () => {
  const rows: BarRow[] = [CALM, [100, 112, 99, 104], CALM, CALM];
  const one = play(rows, { sides: { 0: 1, 1: 1 } }, { max_positions: 1, intrabar: 'path' });
  const { orders, trades } = decodeInspectionBytes(encodeInspectionBytes(inspectionsOf(one)));
  assert.deepEqual(orders, ['pessimistic', 'optimistic', 'path']);
  assert.deepEqual(
    trades.map(({ exits }) => exits.map((exit) => exit && [exit.exitReason, exit.exitPrice])),
    [
      // The path raises the stop to 107 on its way up and falls into it on the way to the close.
      [
        ['trailing', 100],
        ['trailing', 100],
        ['trailing', 107],
      ],
      [null, null, ['end-of-data', 100]],
    ],
  );
});

test('sentences come back to the letter, whatever stands in them', () => {
  const sentences = [
    'At 2024-01-01T00:05:00Z a price of 1,234.50 USD, -0.00 R and EMA200_1h.',
    'At 2024-01-01T00:10:00Z a price of 99.25 USD, 0.10 R and EMA200_1h.',
    'At 2023-12-31T00:10:00Z a price of 12345.5 USD, 007 R and EMA200_1h.',
    'A number of 99,999,999,999,999.25 and 1e-7, 1,00 and 1.2.3; a line\nmore',
    'A number of 3.5 and 1e-8, 100 and 4.5.6; a line\nmore',
    '',
    'no number',
  ];
  const words = sentences.map(
    (sentence, k): InspectionWords => ({
      entry: k === 2 ? [] : [sentence],
      size: [sentence, ''],
      levels: [],
      exit: [sentence],
    }),
  );
  const times = words.map((_, k) => START + 300_000 * k);
  const out = integerWriter();
  const head = JSON.parse(JSON.stringify(encodeWords(words, times, out)));
  const back = decodeWords(head, times, integerReader(out.bytes()));
  assert.deepEqual(
    times.map((_, k) => back(k)),
    words,
  );
});

test('a trade costs at most 266 characters of base64: 250 kB for 939 of them', () => {
  const characters = encodeInspections(run).length;
  assert.ok(
    characters <= (BUDGET / 939) * run.trades.length,
    `${characters} characters for ${run.trades.length} trades`,
  );
});

test('19 months of real bars and their trades stay within both budgets', { skip: NO_REAL_BARS }, () => {
  const real = backtest(mtfStrategy, makeMarket(realBars()), { finer: realMinutes() });
  assert.equal(real.trades.length, 939);
  const { length } = encodeInspections(real);
  assert.ok(length <= BUDGET, `${length} characters`);
  const page = figureHtml(longChart(real.market, { inspect: real }), 'Candles');
  assert.ok(page.length <= PAGE_BUDGET, `${page.length} bytes`);
});

test('the script has no eval, ends no script element, and is small; without an inspector a chart does not have it', () => {
  const script = inspectedChartScript();
  assert.doesNotMatch(script, /\beval\(|new Function|<\/script/i);
  assert.ok(script.length < 100_000, `${script.length} bytes`);
  const [plain, inspected] = [longChart(run.market, { result: run.result }), longChart(run.market, { inspect: run })];
  assert.equal(plain.live.script, longChartScript());
  assert.doesNotMatch(plain.live.data, /\./);
  assert.equal(inspected.live.script, script);
  assert.equal(inspected.live.data.split('.')[1], encodeInspections(run));
});
