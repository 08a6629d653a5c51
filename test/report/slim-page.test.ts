import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chartHtml, chartLoaderHtml } from '../../lib/report/chart-html.js';
import type { Figure, Trace } from '../../lib/report/figure.js';
import { plainFigure } from '../../lib/report/figure-json.js';
import { figureHtml } from '../../lib/report/html.js';
import { chromium, needs } from '../needs.js';
import { problemsOf, withPage } from '../page.js';

const CHROMIUM = needs('Chromium', chromium() !== undefined);
const [x, y] = [
  [1, 2, 3],
  [2, 1, 3],
];
const LIGHT: Readonly<Record<string, Trace>> = {
  scatter: { type: 'scatter', x, y },
  bar: { type: 'bar', x, y },
  box: { type: 'box', y },
  candlestick: { type: 'candlestick', x, open: y, close: x, high: [3, 3, 4], low: [0, 0, 0] },
  heatmap: { type: 'heatmap', z: [x, y] },
  histogram: { type: 'histogram', x: y },
  indicator: { type: 'indicator', mode: 'gauge+number', value: 3 },
};
const RARE: Readonly<Record<string, Trace>> = {
  contour: { type: 'contour', z: [x, y, x] },
  violin: { type: 'violin', y },
  pie: { type: 'pie', values: x },
  table: { type: 'table', header: { values: ['a'] }, cells: { values: [x] } },
  waterfall: { type: 'waterfall', x, y },
};

/** Opens a page and says of what kind each chart in it was drawn. */
async function drawnKinds(html: string, charts: number): Promise<string[]> {
  const file = join(mkdtempSync(join(tmpdir(), 'mtf-slim-')), 'page.html');
  writeFileSync(file, html);
  let kinds: string[] = [];
  await withPage(async (page) => {
    const problems = problemsOf(page);
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(`document.querySelectorAll('.js-plotly-plot .main-svg').length >= ${charts}`);
    kinds = await page.evaluate("[...document.querySelectorAll('.js-plotly-plot')].map((e) => e._fullData[0].type)");
    assert.deepEqual(problems, []);
  });
  return kinds;
}

const figureOf = (trace: Trace): Figure => ({ data: [trace], layout: { title: { text: 'A chart' } } });

test('each light kind of trace is drawn by its own slim library', CHROMIUM, async () => {
  for (const [kind, trace] of Object.entries(LIGHT)) {
    assert.deepEqual(await drawnKinds(figureHtml(figureOf(trace), kind), 1), [kind]);
  }
});

test('the library of a notebook draws other kinds as well', CHROMIUM, async () => {
  const charts = Object.values(RARE).map((trace) => chartHtml(plainFigure(figureOf(trace)), undefined));
  const page = `<!doctype html><html><link rel="icon" href="data:,"><body>${chartLoaderHtml()}${charts.join('')}</body></html>`;
  assert.deepEqual(await drawnKinds(page, charts.length), Object.keys(RARE));
});
