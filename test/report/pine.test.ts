import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { PineParity, SeriesParity } from '../../lib/pine/parity.js';
import type { Figure } from '../../lib/report/figure.js';
import { pineFillsFigure } from '../../lib/report/figures/pine-fills.js';
import { pineSeriesFigure } from '../../lib/report/figures/pine-series.js';
import { pineSignalsFigure } from '../../lib/report/figures/pine-signals.js';
import { pineParameters } from '../../lib/report/pine-provenance.js';
import { checkResults } from '../../lib/report/results.js';
import { PINE_FILES, savePine } from '../../lib/report/save-pine.js';
import { pineResults, pineVerdict } from '../../lib/report/verdicts/pine-verdict.js';
import { compareTradeLists, tradeListRow } from '../../lib/run/trade-lists.js';
import { bars, START } from '../helpers.js';
import { sampleFives } from '../pine/cases.js';
import { libraryRun } from '../pine/verify.js';
import { assertLegible } from './figures/legible.js';

const folder = mkdtempSync(join(tmpdir(), 'pine-'));
after(() => rmSync(folder, { recursive: true }));

const SCRIPTS = { indicator: 'an indicator\n', strategy: 'a strategy\n' };
const series = (name: string, largest: number, firstBreak = -1): SeriesParity => ({
  name,
  compared: 10,
  unmatched: 0,
  largest,
  at: 3,
  tolerance: 1e-6,
  firstBreak,
});
const parity = (changes: Partial<PineParity['strategy']> = {}): PineParity => {
  const script = { bars: 10, series: [series('ATR', 1e-10)], signals: { both: [2, -6], onlyOurs: [], onlyTheirs: [] } };
  const trades = { pairs: [], onlyOurs: [], onlyTheirs: [] };
  return {
    indicator: script,
    strategy: {
      ...script,
      series: [series('ATR', 1e-10), series('equity', 0)],
      trades,
      leftOpen: 0,
      unexplained: 0,
      ...changes,
    },
  };
};
function titleOf(figure: Figure): string {
  assertLegible(figure);
  return (figure.layout.title as { text: string }).text.replaceAll('<br>', ' ');
}

const RESULTS = {
  optimization: {
    best_params: { tp_rr: 2.5, min_strength: 0.8 },
    train: { days: 406 },
    holdout: { total_return: -0.0141, days: 174, total_trades: 67 },
  },
  walk_forward: { stitched: { total_return: -0.0144, days: 168, t_statistic: -4.55 } },
  overfitting: { dsr: { value: 0.02, trials: 200 } },
  receipt: {
    '04-optimisation': {
      source: 'sample',
      data_hash: 'abc',
      from: '2023-06-01T00:00:00Z',
      parameters: { fee: 0.002, tp_rr: 2.2 },
    },
  },
};

test('the parameters of the search come with its period, its verdict and its hash', () => {
  const { parameters, provenance, dataHash } = pineParameters(RESULTS, {});
  assert.deepEqual(parameters, { fee: 0.002, tp_rr: 2.5, min_strength: 0.8 });
  assert.deepEqual(provenance.fitted, { from: '2023-06-01', to: '2024-07-10' });
  assert.equal(dataHash, 'abc');
  assert.match(provenance.hash ?? '', /^[0-9a-f]{16}$/);
  assert.match(
    provenance.verdict.join(' '),
    /held out.*-1\.41 % in 174 days and 67 trades.*-1\.44 % in 168 days.*200 tries is 0\.02/,
  );
  assert.deepEqual(provenance.notes, ['Fitted on the built-in sample, which is made up: not to be traded.']);
});

test('given values win and are named; without results, or unfitted, nothing is claimed', () => {
  const byHand = pineParameters(RESULTS, { tp_rr: 2 });
  assert.equal(byHand.parameters.tp_rr, 2);
  assert.match(byHand.provenance.notes?.join() ?? '', /Set by hand: tp_rr/);
  for (const found of [pineParameters({}, { tp_rr: 2 }), pineParameters(RESULTS, { tp_rr: 2 }, false)]) {
    assert.deepEqual(found.parameters, { tp_rr: 2 });
    assert.deepEqual([found.provenance.fitted, found.provenance.verdict, found.provenance.hash], [null, [], null]);
  }
});

test('both scripts are written, or neither', () => {
  const [first, second] = savePine(join(folder, 'both'), SCRIPTS);
  assert.deepEqual([readFileSync(first, 'utf8'), readFileSync(second, 'utf8')], Object.values(SCRIPTS));
  const blocked = join(folder, 'blocked');
  mkdirSync(join(blocked, PINE_FILES.strategy), { recursive: true });
  assert.throws(() => savePine(blocked, SCRIPTS), /optimized_strategy\.pine must be writable/);
  assert.ok(!existsSync(join(blocked, PINE_FILES.indicator)));
  writeFileSync(join(blocked, PINE_FILES.indicator), 'former');
  assert.throws(() => savePine(blocked, SCRIPTS));
  assert.equal(readFileSync(join(blocked, PINE_FILES.indicator), 'utf8'), 'former');
});

test('the verdict says equal, different or not verified, and results.json takes each', () => {
  assert.match(
    pineVerdict(parity()).join(' '),
    /all 2 series agree.*2 signals equal, 0 only in the library.*The scripts are this strategy/,
  );
  const bad = parity({ series: [series('ATR', 0.5, 7)], unexplained: 2 });
  assert.match(
    pineVerdict({ ...bad, indicator: { ...bad.indicator, series: [series('ATR', 0.5, 7)] } }).join(' '),
    /DIFFER \(ATR from bar 7\).*2 differ by more.*are NOT this strategy/,
  );
  assert.match(pineVerdict(null).join(), /NOT VERIFIED.*not installed/);
  for (const [one, verified] of [
    [parity(), true],
    [bad, false],
    [null, null],
  ] as const) {
    const section = pineResults(one, 'f00d');
    assert.equal(section.verified, verified);
    checkResults({ pine: section });
  }
});

test('figures state what agrees and what does not', () => {
  assert.match(
    titleOf(pineSeriesFigure([series('ATR', 1e-10), series('ifvg_bull', 0)], 900)),
    /every one of 2 series of the library on 900 bars; 1 to the last digit/,
  );
  assert.match(titleOf(pineSeriesFigure([series('ATR', 1, 4)], 900)), /1 of 1 series differ: ATR/);
  assert.match(titleOf(pineSeriesFigure([], 0)), /Nothing was compared/);
  const few = bars(Array.from({ length: 9 }, () => [10, 11, 9, 10] as const));
  assert.match(
    titleOf(pineSignalsFigure(few, { both: [2, -6], onlyOurs: [], onlyTheirs: [] })),
    /All 2 signals are the same/,
  );
  assert.match(
    titleOf(pineSignalsFigure(few, { both: [2], onlyOurs: [3], onlyTheirs: [-1] })),
    /2 of 3 signals are in one of the two only/,
  );
  assert.match(titleOf(pineSignalsFigure(few, { both: [], onlyOurs: [], onlyTheirs: [] })), /Neither/);
  assert.match(titleOf(pineFillsFigure([], [], 'finer')), /no trades to compare/);
});

test('the columns of a fills figure are the trades that both orders take', () => {
  const run = libraryRun(sampleFives(600), {
    ema_slow_1h: 5,
    ema_slow_15m: 5,
    vp_len: 20,
    min_strength: 0.1,
    atr_multi: 0.05,
    slippage: 0.0001,
  });
  assert.ok(run.trades.length > 0);
  assert.match(titleOf(pineFillsFigure(run.trades, run.trades, 'path')), /end alike/);
});

test('every CSV of a folder is compared with our trades of its time; no folder is no list', () => {
  const run = libraryRun(sampleFives(600), {
    ema_slow_1h: 5,
    ema_slow_15m: 5,
    vp_len: 20,
    min_strength: 0.1,
    atr_multi: 0.05,
    slippage: 0.0001,
  });
  const lists = join(folder, 'lists');
  mkdirSync(lists);
  const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const closed = run.trades.slice(0, 3);
  const rows = closed.flatMap((trade, k) => [
    `${k + 1},Exit ${trade.direction},${minute(run.market.base.time[trade.exitBar])},${trade.exitReason},${trade.exitMarket + 1},${trade.quantity}`,
    `${k + 1},Entry ${trade.direction},${minute(trade.entryTime)},x,${trade.entryMarket},${trade.quantity}`,
  ]);
  writeFileSync(
    join(lists, 'trades.csv'),
    ['Trade #,Type,Date and time,Signal,Price USD,Size (qty)', ...rows].join('\n'),
  );
  writeFileSync(join(lists, 'notes.txt'), 'not a list');
  const [list, ...others] = compareTradeLists(lists, run.trades, run.market.base, 0);
  assert.equal(others.length, 0);
  assert.deepEqual(tradeListRow(list), {
    file: 'trades.csv',
    trades_in_both: closed.length,
    same_exit_bar: closed.length,
    only_ours:
      run.trades.filter(({ entryTime }) => entryTime <= closed[closed.length - 1].entryTime).length - closed.length,
    only_tradingview: 0,
    median_entry_difference_usd: 0,
    median_exit_difference_usd: (tradeListRow(list) as { median_exit_difference_usd: number })
      .median_exit_difference_usd,
  });
  assert.ok(list.pairs.every(({ exitDifference }) => Math.abs(exitDifference - 1) < 1e-9));
  assert.deepEqual(compareTradeLists(join(folder, 'none'), run.trades, run.market.base, 0), []);
  writeFileSync(join(lists, 'z.csv'), `${START},x`);
  assert.throws(
    () => compareTradeLists(lists, run.trades, run.market.base, 0),
    /z\.csv must be a list of trades, got parseTradeList: header/,
  );
});
