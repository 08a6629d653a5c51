import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Backtest, backtest, pnlByCost, rerun, zeroCostTwin } from '../../../lib/backtest/backtest.js';
import { drawdowns } from '../../../lib/backtest/drawdown.js';
import { fillAmbiguity } from '../../../lib/backtest/fill-ambiguity.js';
import type { Figure } from '../../../lib/report/figure.js';
import { alignmentFigure } from '../../../lib/report/figures/alignment.js';
import { costCurve } from '../../../lib/report/figures/cost-curve.js';
import { costsFigure } from '../../../lib/report/figures/costs.js';
import { equityFigure } from '../../../lib/report/figures/equity.js';
import { exitReasons } from '../../../lib/report/figures/exit-reasons.js';
import { fillOrders } from '../../../lib/report/figures/fill-orders.js';
import { maeMfe } from '../../../lib/report/figures/mae-mfe.js';
import { metricsTable } from '../../../lib/report/figures/metrics-table.js';
import { rHistogram } from '../../../lib/report/figures/r-histogram.js';
import { tradeFigure } from '../../../lib/report/figures/trade.js';
import { tradesByBias } from '../../../lib/report/figures/trades-by-bias.js';
import { backtestVerdict } from '../../../lib/report/verdicts/verdicts.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { type BarRow, NO_REAL_BARS, play, realBars } from '../../helpers.js';
import { assertSound, headingOf, smallRun, titleOf, trade } from './support.js';

const run = smallRun();
const LEVELS = [0, 0.0005, 0.001, 0.002];

/** Every figure of a run that needs nothing but the run. */
function figuresOf(one: Backtest): Figure[] {
  const last = one.trades[one.trades.length - 1];
  return [
    equityFigure(one, drawdowns(one.simulation.equity, one.parameters.initial)),
    tradesByBias(one.trades),
    rHistogram(one.trades),
    maeMfe(one.trades, one.parameters),
    costsFigure(one, zeroCostTwin(one)),
    costCurve(one, LEVELS, pnlByCost(one, LEVELS)),
    fillOrders(fillAmbiguity(one)),
    exitReasons(one.trades),
    alignmentFigure(one.metrics),
    ...(last ? [tradeFigure(one, last)] : []),
  ];
}

const flat = (length: number): BarRow[] => Array.from({ length }, () => [100, 101, 99, 100]);

test('every figure of a run is plain, small and titled', () => {
  assert.ok(run.trades.length > 10);
  for (const figure of figuresOf(run)) assertSound(figure);
});

test('without trades, with one, without trend and without minutes there is still something to read', () => {
  const none = play(flat(30), { sides: {} });
  const one = play(flat(30), { sides: { 5: 1 }, trend: flat(30).map(() => 1) });
  const withoutTrend = play(flat(30), { sides: { 5: -1, 9: 1 } });
  for (const small of [none, one, withoutTrend]) for (const figure of figuresOf(small as Backtest)) assertSound(figure);
  assert.equal(one.trades.length, 1);
  assert.equal(titleOf(rHistogram(none.trades)), 'There are no trades');
  assert.match(headingOf(fillOrders(fillAmbiguity(one as Backtest))), /No 1-minute bars were given/);
});

test('the equity figure states the result, and its lines end where the run ended', () => {
  const figure = equityFigure(run, drawdowns(run.simulation.equity, run.parameters.initial), { most: 200 });
  const [equity, drawdown] = figure.data;
  const values = equity.y as number[];
  assert.ok(values.length <= 200);
  assert.equal(values[values.length - 1], Math.round(run.metrics.final_equity * 100) / 100);
  const deepest = Math.round(run.metrics.max_drawdown * 1e5) / 1e3;
  assert.equal(Math.min(...(drawdown.y as number[])), deepest);
  assert.match(titleOf(figure), new RegExp(`^10,000 USD became .* and ${run.trades.length} trades`));
  assert.throws(() => equityFigure(run, new Float64Array(3)), /equityFigure: drawdown must be as long as the equity/);
});

test('trades by bias counts wins and losses of each direction and trend', () => {
  const trades = [trade(), trade({ pnl: 2, rMultiple: 2 }), trade({ direction: 'short', uptrend1h: false })];
  const [won, lost, mean] = tradesByBias(trades).data;
  assert.deepEqual(won.x, [1, 0, 0, 0]);
  assert.deepEqual(lost.x, [1, 0, 0, 1]);
  assert.deepEqual(mean.x, [0.5, null, null, -1]);
  assert.equal((tradesByBias([trade({ uptrend1h: null })]).data[0].y as string[]).at(-1), 'Long, 1h unknown');
});

test('no bin of the R histogram holds both wins and losses, and none of the trades is left out', () => {
  const results = [-3.2, -1.01, -0.02, 0.02, 0.4, 2.19];
  const [bins] = rHistogram(results.map((rMultiple) => trade({ rMultiple, pnl: rMultiple }))).data;
  const total = (from: (middle: number) => boolean) =>
    (bins.y as number[]).reduce((sum, value, k) => sum + (from((bins.x as number[])[k]) ? value : 0), 0);
  assert.equal(
    total((middle) => middle < 0),
    3,
  );
  assert.equal(
    total((middle) => middle > 0),
    3,
  );
  assertSound(rHistogram([trade({ rMultiple: -1e6 }), trade({ rMultiple: 5 })]));
});

test('MAE and MFE say how many losers had been ahead', () => {
  const figure = maeMfe([trade({ mfe: 1.2 }), trade({ mfe: 0.1 }), trade({ pnl: 3, mfe: 2 })], {
    trail_start_r: 1,
    tp_rr: 2.2,
  });
  assert.equal(titleOf(figure), '50 % of the 2 losing trades had been 1 R ahead or more before they lost');
  assertSound(maeMfe(Array.from({ length: 20_000 }, (_, k) => trade({ mae: -k / 1e4 }))));
});

test('the cost waterfall runs from gross to net', () => {
  const [bar] = costsFigure(run, zeroCostTwin(run)).data;
  const [gross, fees, slippage, net] = bar.y as number[];
  assert.ok(Math.abs(gross + fees + slippage - net) < 0.03);
  assert.ok(fees < 0 && slippage < 0);
});

test('the cost curve finds the break-even between two levels', () => {
  const cheap = { ...run, costs: { ...run.costs, break_even_per_side: 0.0004 } };
  assert.match(titleOf(costCurve(cheap, [0, 0.001], [30, -70])), /breaks even at 0\.030 % a side/);
  assert.match(
    titleOf(costCurve(cheap, [0, 0.001], [-3, -70])),
    /No cost level shown is profitable: the best result is a net loss of 3\.00 USD, at zero cost/,
  );
  assert.match(titleOf(costCurve(cheap, [0, 0.001], [70, 20])), /Profitable at every cost shown: \+20\.00 USD/);
  assert.throws(() => costCurve(cheap, [0], [1, 2]), /costCurve: pnl must be as long as costs/);
});

test('the fill orders stand side by side with the least and the greatest of each trade', () => {
  const ambiguity = fillAmbiguity(run);
  const [bars] = fillOrders(ambiguity).data;
  assert.deepEqual(bars.y, [
    'pessimistic',
    'optimistic',
    'path',
    'finer',
    'least of each trade',
    'greatest of each trade',
  ]);
  assert.equal((bars.x as number[])[4], Math.round(ambiguity.least * 100) / 100);
});

test('exit reasons are shares of all trades, the most frequent first', () => {
  const trades = [trade(), trade(), trade({ exitReason: 'target', pnl: 2, rMultiple: 2 })];
  const [bars] = exitReasons(trades).data;
  assert.deepEqual(bars.y, ['stop', 'target']);
  assert.deepEqual(bars.x, [66.67, 33.33]);
});

test('a trade is drawn with its levels, its fills, and the market prices they slipped from', () => {
  for (const one of run.trades.slice(0, 40)) {
    const figure = tradeFigure(run, one);
    assertSound(figure);
    const list = (name: string, key: string) =>
      (figure.data.find((trace) => trace.name === name)?.[key] ?? []) as readonly number[];
    const bar = list('Price', 'x').indexOf(one.entryTime);
    // A market price is never outside its bar; a fill may be.
    const [entry] = list('Market, before slippage', 'y');
    assert.ok(entry <= list('Price', 'high')[bar] && entry >= list('Price', 'low')[bar]);
    assert.ok(figure.data.some((trace) => String(trace.name).startsWith('Exit fill')));
    assert.ok(figure.data.some((trace) => /^(Bull|Bear) gap/.test(String(trace.name))));
  }
});

test('the table gives every metric a value with its unit and a meaning', () => {
  const rows = metricsTable(run.metrics);
  assert.equal(rows.length, Object.keys(run.metrics).length - 2); // days and final equity are in the equity figure's title
  assert.ok(rows.every(({ metric, value, meaning }) => metric && value && meaning));
  const none = metricsTable(play(flat(30), { sides: {} }).metrics);
  assert.equal(none.find(({ metric }) => metric === 'Win rate')?.value, 'n/a');
  const meaning = (metrics: Backtest['metrics']) => metricsTable(metrics, ['htf_alignment'])[0]?.meaning ?? '';
  assert.match(meaning(play([...flat(3), [100, 121, 99, 100]], { sides: { 0: 1 } }).metrics), /gives no 1h trend/);
  assert.match(meaning(run.metrics), /since a reversal closes them/);
});

test('a run without trades points to the funnel of notebook 02 where that is of its own strategy', () => {
  const none = play(flat(30), { sides: {} });
  assert.deepEqual(backtestVerdict(none, none), ['No trade was taken: there is nothing to judge.']);
  const [sentence] = backtestVerdict({ ...none, strategy: mtfStrategy }, none);
  assert.match(sentence ?? '', /The funnel in notebook 02 shows which rule stops most/);
});

test('equal runs give equal figures', () => {
  const text = (figures: readonly Figure[]) => JSON.stringify(figures);
  assert.equal(text(figuresOf(run)), text(figuresOf(rerun(run, {}))));
});

// The figures of an independent implementation on the same bars: 939 trades, -1,797.11, 1.43 R.
test('on the real bars the titles say what the costs did', { skip: NO_REAL_BARS }, () => {
  const real = backtest(mtfStrategy, makeMarket(realBars())) as unknown as Backtest;
  const title = titleOf(costsFigure(real, zeroCostTwin(real)));
  assert.equal(title, 'Costs of 1.43 R a trade turn a gross loss of 119 USD into a net loss of 1,797 USD');
  for (const figure of figuresOf(real)) assertSound(figure);
});
