import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { HOUR } from '../../../lib/core/time.js';
import { chartHtml } from '../../../lib/report/chart-html.js';
import { plainFigure } from '../../../lib/report/figure-json.js';
import { maeMfe } from '../../../lib/report/figures/mae-mfe.js';
import { tradeFinding } from '../../../lib/report/figures/trade-words.js';
import { minuteOf } from '../../../lib/report/figures/words.js';
import { figureHtml } from '../../../lib/report/html.js';
import { inspectionsOf } from '../../../lib/report/inspector/inspections-of.js';
import { longChart } from '../../../lib/report/long-chart/long-chart.js';
import { chromium, needs } from '../../needs.js';
import { problemsOf, withPage } from '../../page.js';
import { smallRun } from '../figures/support.js';

const run = smallRun();
const { trades } = inspectionsOf(run);
const last = trades.length - 1;
const chart = "document.querySelector('[data-mtf-chart]')";

/** A long chart with its inspector, a figure of the same trades, and a field to type into. */
function pageHtml(): string {
  const more = `${chartHtml(plainFigure(maeMfe(run.trades)), undefined)}<label>Note <input id="note"></label>`;
  return figureHtml(longChart(run.market, { inspect: run, minStrength: 0 }), 'Candles').replace(
    '</main>',
    `${more}</main>`,
  );
}

const current = (page: Page) => page.evaluate(`${chart}.mtfInspector.current()`);
const shows = async (page: Page, trade: number) => {
  assert.equal(await current(page), trades[trade].entryTime);
  assert.equal(await page.locator('.mtf-inspector h2').textContent(), tradeFinding(trades[trade]));
};

/** Where a trade lies in the prices of the long chart, from the left of the page, and the pixels of its panel. */
const placeOf = (page: Page, time: number, price: number) =>
  page.evaluate(`(() => {
    const plot = ${chart}.querySelector('.js-plotly-plot');
    const { xaxis, yaxis } = plot._fullLayout;
    const { left, top } = plot.getBoundingClientRect();
    const { from, to } = ${chart}.mtfLongChart.view();
    const x = left + xaxis._offset + ((${time} - from) / (to - from)) * xaxis._length;
    return { x, y: top + yaxis._offset + yaxis.l2p(${price}), bottom: top + yaxis._offset + yaxis._length };
  })()`) as Promise<{ x: number; y: number; bottom: number }>;

async function assertAccessible(page: Page, where: string): Promise<void> {
  const found = (await page.evaluate("axe.run('section.mtf-inspector')")) as AxeResults;
  assert.deepEqual(
    found.violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0].html} ${nodes[0].failureSummary}`),
    [],
  );
}

async function clickTrades(page: Page): Promise<void> {
  // Seen from afar, a click on a mark opens a trade of its bar.
  const mark = trades[4];
  const far = await placeOf(page, mark.entryTime, mark.entryMarket);
  await page.mouse.click(far.x, far.bottom - 5);
  const opened = Number(await current(page));
  assert.ok(Math.abs(opened - mark.entryTime) <= 4 * HOUR, new Date(opened).toISOString());
  await page.keyboard.press('Escape');
  assert.equal(await current(page), undefined);
  // Opening scrolled the page. A drag that begins on a mark is no click.
  await page.evaluate('window.scrollTo(0, 0)');
  await page.mouse.move(far.x, far.bottom - 5);
  await page.mouse.down();
  await page.mouse.move(far.x + 60, far.bottom - 5, { steps: 4 });
  await page.mouse.up();
  assert.equal(await current(page), undefined);
  // Seen near, a click on its marker does.
  const near = trades[7];
  await page.evaluate(
    `${chart}.mtfLongChart.show({ from: ${near.entryTime - 2 * HOUR}, to: ${near.exitTime + 2 * HOUR} })`,
  );
  const { x, y } = await placeOf(page, near.entryTime, near.entryMarket);
  await page.mouse.move(x, y);
  await page.waitForSelector('.hovertext');
  await page.mouse.click(x, y);
  await page.waitForFunction(`${chart}.mtfInspector.current() !== undefined`);
  await shows(page, 7);
}

async function step(page: Page): Promise<void> {
  for (const [key, trade] of [
    ['ArrowRight', 8],
    ['j', 9],
    ['ArrowLeft', 8],
    ['k', 7],
    ['End', last],
    ['ArrowRight', last],
    ['Home', 0],
    ['ArrowLeft', 0],
  ] as const) {
    await page.keyboard.press(key);
    await shows(page, trade);
  }
  await page.getByRole('button', { name: 'Next' }).click();
  await shows(page, 1);
  // What is typed is typed, also while the pointer is over the panel.
  await page.locator('.mtf-inspector h2').hover();
  await page.locator('#note').focus();
  await page.keyboard.type('jk');
  assert.equal(await page.locator('#note').inputValue(), 'jk');
  await shows(page, 1);
  // Away from both, keys are the page's.
  await page.evaluate('document.activeElement.blur()');
  await page.locator('#note').hover();
  await page.keyboard.press('j');
  await shows(page, 1);
}

async function clickInAnotherFigure(page: Page): Promise<void> {
  const figure = page.locator('[data-mtf-chart]').nth(1);
  const point = figure.locator('.scatterlayer .trace').nth(1).locator('.point').first();
  await point.hover({ force: true });
  const words = await figure.locator('.hovertext').first().textContent();
  await point.click({ force: true });
  await page.waitForFunction(`${chart}.mtfInspector.current() !== ${trades[1].entryTime}`);
  const [, opened] = /of (.*) UTC/.exec(words ?? '') ?? [];
  assert.equal(opened, minuteOf(Number(await current(page))));
}

test(
  'trades open by a click anywhere, and are gone through by keys',
  needs('Chromium', chromium() !== undefined),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mtf-inspector-'));
    const file = join(folder, 'page.html');
    writeFileSync(file, pageHtml());
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    await withPage(
      async (page) => {
        const problems = problemsOf(page);
        await page.goto(pathToFileURL(file).href);
        await page.waitForFunction(`${chart}.mtfInspector !== undefined`);
        await page.evaluate(
          "window.shown = []; document.addEventListener('mtf-trade-shown', (e) => shown.push(e.detail.entryTime ?? null))",
        );
        await clickTrades(page);
        await step(page);
        await clickInAnotherFigure(page);
        const shown = (await page.evaluate('shown')) as (number | null)[];
        assert.equal(shown[1], null);
        assert.equal(shown[shown.length - 1], await current(page));
        await page.evaluate(axe);
        for (const [width, colorScheme] of [
          [1280, 'light'],
          [1280, 'dark'],
          [390, 'dark'],
          [390, 'light'],
        ] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          const background = colorScheme === 'dark' ? 'rgb(21, 25, 31)' : 'rgb(255, 255, 255)';
          await page.waitForFunction(
            `getComputedStyle(document.querySelector('section.mtf-inspector')).backgroundColor === '${background}'`,
          );
          await page.waitForFunction(
            "(() => { const c = document.querySelector('.mtf-inspector .chart'); return c._fullLayout.width === c.clientWidth; })()",
          );
          assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= width);
          await assertAccessible(page, `${width} ${colorScheme}`);
        }
        // A trade that the run does not have is said not to be there.
        await page.evaluate(`${chart}.mtfInspector.open(${trades[2].entryTime + 1000})`);
        assert.match(
          (await page.locator('.mtf-inspector h2').textContent()) ?? '',
          /^No trade of this run was entered at 2024/,
        );
        await page.keyboard.press('ArrowRight');
        await shows(page, 3);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Inspect the first trade in view' }).click();
        await shows(page, 7);
        assert.deepEqual(problems, []);
      },
      { width: 1280, height: 900 },
    );
    rmSync(folder, { recursive: true });
  },
);
