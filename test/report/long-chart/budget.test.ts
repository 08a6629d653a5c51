import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../../lib/backtest/backtest.js';
import type { Bars } from '../../../lib/core/bars.js';
import type { LiveFigure } from '../../../lib/report/figure.js';
import { figureHtml } from '../../../lib/report/html.js';
import { longChart } from '../../../lib/report/long-chart/long-chart.js';
import { longChartScript } from '../../../lib/report/long-chart/page-script.js';
import { renderPng } from '../../../lib/report/pictures/png.js';
import { plotlyScript } from '../../../lib/report/plotly-script.js';
import { slimPlotlyScript } from '../../../lib/report/plotly-slim.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { NO_REAL_BARS, realBars } from '../../helpers.js';
import { longBars } from './support.js';

/** Bytes of a page with 167,040 candles, overlays, trades and the chart library. */
const PAGE_BUDGET = 3_200_000;
/** Bytes in a notebook, which has the chart library besides. */
const DATA_BUDGET = 1_500_000;

function chartOf(bars: Bars): LiveFigure {
  const run = backtest(mtfStrategy, makeMarket(bars));
  const middle = bars.time[100_000];
  const parts = [
    { kind: 'in-sample', from: bars.time[0], to: middle },
    { kind: 'out-of-sample', from: middle, to: bars.time[bars.time.length - 1] },
  ] as const;
  return longChart(run.market, { result: run.result, trades: run.trades, parts });
}

const made = longBars();

test('167,040 candles with all overlays and the chart library make a page within its budget', () => {
  const figure = chartOf(made);
  const page = figureHtml(figure, 'Candles');
  assert.ok(figure.live.data.length <= DATA_BUDGET * 1.2, `${figure.live.data.length} bytes of data`);
  assert.ok(page.length <= PAGE_BUDGET, `${page.length} bytes`);
  assert.doesNotMatch(page.replace(/"[A-Za-z0-9+/=]{1000,}"/g, ''), /https?:\/\/(?!www\.w3\.org)/);
});

test('19 months of real bars with all overlays stay within both budgets', { skip: NO_REAL_BARS }, () => {
  const figure = chartOf(realBars());
  assert.ok(figure.live.data.length <= DATA_BUDGET, `${figure.live.data.length} bytes of data`);
  assert.ok(figureHtml(figure, 'Candles').length <= PAGE_BUDGET);
});

test('equal data give equal bytes', () => {
  const bars = longBars(3000);
  const chart = () => longChart(makeMarket(bars));
  assert.deepEqual(chart().live.data, chart().live.data);
});

test('the script has no eval, ends no script element, and is small', () => {
  const script = longChartScript();
  assert.doesNotMatch(script, /\beval\(|new Function|<\/script/i);
  assert.ok(script.length < 60_000, `${script.length} bytes`);
});

test('a chart is a figure that is drawn as a picture without a browser', async () => {
  const png = await renderPng(longChart(makeMarket(longBars(3000))), { scale: 1 });
  assert.ok(png.length > 10_000);
});

test('a page has as much of the chart library as its kinds of traces need; a rare kind brings all of it', () => {
  const lines = slimPlotlyScript(['scatter', 'scatter']).gzipBase64.length;
  const common = slimPlotlyScript(['bar', 'candlestick', 'heatmap', 'indicator', 'scatter']).gzipBase64.length;
  assert.ok(lines < 550_000, `${lines} bytes`);
  assert.ok(common > lines && common < 700_000, `${common} bytes`);
  assert.equal(slimPlotlyScript(['scatter3d']), plotlyScript());
});

test('a tick that does not divide a dollar is refused, and so is a market without bars', () => {
  const market = makeMarket(longBars(100));
  assert.throws(() => longChart(market, { tick: 0.3 }), /longChart: tick must be one over a whole number of USD/);
  assert.throws(
    () => longChart(makeMarket(longBars(0))),
    /longChart: market must have at least one base bar, got none/,
  );
});
