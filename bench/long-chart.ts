import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { backtest } from '../lib/backtest/backtest.js';
import { DAY } from '../lib/core/time.js';
import { figureHtml } from '../lib/report/html.js';
import { longChart } from '../lib/report/long-chart/long-chart.js';
import { makeMarket } from '../lib/strategy/market.js';
import { mtfStrategy } from '../lib/strategy/mtf.js';
import { chromium } from '../test/needs.js';
import { withPage } from '../test/page.js';
import { fiveMinuteBars } from './data.js';
import { type BenchCase, median } from './measure.js';

/** 19 months of candles with all overlays, trades and the chart library, as one page. */
function page(): string {
  const run = backtest(mtfStrategy, makeMarket(fiveMinuteBars()));
  return figureHtml(longChart(run.market, { result: run.result, trades: run.trades }), 'Candles');
}

const chart = "document.querySelector('[data-mtf-chart]').mtfLongChart";
const painted = 'new Promise((done) => requestAnimationFrame(() => setTimeout(done)))';

async function inChromium(use: (page: Page) => Promise<number>): Promise<number> {
  const file = join(mkdtempSync(join(tmpdir(), 'mtf-bench-')), 'chart.html');
  writeFileSync(file, page());
  let value = Number.NaN;
  await withPage(
    async (opened) => {
      await opened.goto(pathToFileURL(file).href);
      await opened.waitForFunction(`${chart} !== undefined`, undefined, { polling: 5 });
      value = await use(opened);
    },
    { width: 1280, height: 900 },
  );
  return value;
}

/** Times of 60 views, from a day and a half to 300 days long, each drawn and painted, ms. */
function redraws(opened: Page): Promise<number[]> {
  return opened.evaluate(`(async () => {
    const times = [];
    for (const days of [1.5, 6, 20, 90, 300]) for (let k = 0; k < 12; k++) {
      const from = Date.UTC(2023, 6, 1) + ((k * 0.3) % 1) * 250 * ${DAY};
      const start = performance.now();
      await ${chart}.show({ from, to: from + days * ${DAY} });
      await ${painted};
      times.push(performance.now() - start);
    }
    return times;
  })()`);
}

const CASES: readonly BenchCase[] = [
  {
    name: 'long-chart.page',
    what: 'page of all candles, overlays, trades and the chart library',
    unit: 'MB',
    goal: 3.2,
    better: 'lower',
    processes: 1,
    measure: () => page().length / 1e6,
  },
  {
    name: 'long-chart.first',
    what: 'from opening the page to its first drawing, Chromium without GPU',
    unit: 'ms',
    goal: 1500,
    better: 'lower',
    measure: () => inChromium((opened) => opened.evaluate(`${painted}.then(() => performance.now())`)),
  },
  {
    name: 'long-chart.redraw',
    what: 'median redraw after pan or zoom, paint counted',
    unit: 'ms',
    goal: 60,
    better: 'lower',
    measure: () => inChromium(async (opened) => median(await redraws(opened))),
  },
  {
    name: 'long-chart.worst',
    what: 'worst of 60 redraws',
    unit: 'ms',
    goal: 150,
    better: 'lower',
    measure: () => inChromium(async (opened) => Math.max(...(await redraws(opened)))),
  },
];

/** None on a machine without Chromium. */
export const LONG_CHART_CASES: readonly BenchCase[] = chromium() === undefined ? [] : CASES;
