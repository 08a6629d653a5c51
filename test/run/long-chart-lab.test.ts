import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium, labPython, needs } from '../needs.js';
import { problemsOf } from '../page.js';
import { inLab } from './in-lab.js';

const CELLS = [
  "import { atr, backtest, defineStrategy, longChart, makeMarket, setUpCharts, show } from 'mtf-lab';\nsetUpCharts();",
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
const now = defineStrategy({
  name: 'now-and-then',
  parameters: [],
  compute: ({ base }) => ({
    signals: { side: Int8Array.from(base.time, (_, i) => (i > 20 && i % 500 === 0 ? 1 : 0)), atr: atr(base, 14) },
    columns: {},
  }),
});
const run = backtest(now, makeMarket(bars));
await show(longChart(run.market, { title: 'Waves come and go', inspect: run }));`,
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

/** The inspector takes the keys that the notebook has other uses for, and leaves a cell those that are typed into it. */
async function inspects(page: Page): Promise<void> {
  const place = () =>
    page.evaluate(
      "document.querySelector('section.mtf-inspector p').textContent.split(':')[0] + ', cell ' + [...document.querySelectorAll('.jp-Cell')].findIndex((e) => e.classList.contains('jp-mod-active'))",
    );
  await page.getByRole('button', { name: 'Inspect the first trade in view' }).click();
  const opened = /^Trade (\d+) of (\d+), cell (\d)$/.exec(String(await place()));
  assert.ok(opened);
  const [, trade, all, cell] = opened;
  await page.keyboard.press('j');
  assert.equal(await place(), `Trade ${Number(trade) + 1} of ${all}, cell ${cell}`);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await place(), `Trade ${trade} of ${all}, cell ${cell}`);
  const code = page.locator('.cm-content').first();
  await code.click();
  await page.keyboard.type('jk');
  assert.match((await code.textContent()) ?? '', /jk/);
  assert.match(String(await place()), new RegExp(`^Trade ${trade} of`));
}

test(
  'a long chart is live in JupyterLab: its picture gives way to it, and a day of it is 5-minute bars; its trades are inspected',
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
      await inspects(page);
      assert.deepEqual(
        problems.filter((problem) => !/^https?:\/\/127\.0\.0\.1/.test(problem)),
        [],
      );
    });
  },
);
