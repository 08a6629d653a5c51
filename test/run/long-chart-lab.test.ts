import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, labPython, needs } from '../needs.js';
import { problemsOf } from '../page.js';
import { inLab } from './in-lab.js';

const CELLS = [
  "import { longChart, makeMarket, setUpCharts, show } from 'mtf-lab';\nsetUpCharts();",
  `const column = (value: (i: number) => number) => Float64Array.from({ length: 20000 }, (_, i) => value(i));
const price = (i: number) => 60000 + 5000 * Math.sin(i / 900) + 40 * Math.sin(i / 3);
const bars = {
  step: 300000,
  time: column((i) => Date.UTC(2024, 0, 1) + i * 300000),
  open: column(price),
  high: column((i) => price(i) + 60),
  low: column((i) => price(i) - 60),
  close: column((i) => price(i) + 30 * Math.cos(i)),
  volume: column((i) => 10 + (i % 7)),
};
await show(longChart(makeMarket(bars), { title: 'Waves come and go' }));`,
];

const notebook = JSON.stringify({
  cells: CELLS.map((source, k) => ({
    cell_type: 'code',
    id: `cell-${k}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  })),
  metadata: { kernelspec: { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' } },
  nbformat: 4,
  nbformat_minor: 5,
});

const chart = "[...document.querySelectorAll('[data-mtf-chart]')].find((e) => e.mtfLongChart)";

test(
  'a long chart is live in JupyterLab: its picture gives way to it, and a day of it is 5-minute bars',
  needs('Chromium, or the Python of npm run lab,', chromium() !== undefined && labPython() !== undefined),
  async () => {
    await inLab(notebook, async ({ page }) => {
      await page.waitForFunction(`${chart} !== undefined`, undefined, { timeout: 120_000 });
      const problems = problemsOf(page);
      assert.equal(await page.evaluate(`${chart}.querySelectorAll('img').length`), 0);
      await page.evaluate(`${chart}.mtfLongChart.show({ from: Date.UTC(2024, 1, 1), to: Date.UTC(2024, 1, 2) })`);
      const words = (await page.evaluate(`${chart}.textContent`)) as string;
      assert.match(words, /Waves come and go/);
      assert.match(words, /Drawn in 5m bars/);
      assert.deepEqual(
        problems.filter((problem) => !/^https?:\/\/127\.0\.0\.1/.test(problem)),
        [],
      );
    });
  },
);
