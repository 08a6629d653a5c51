import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { DAY, HOUR } from '../../../lib/core/time.js';
import { figureHtml } from '../../../lib/report/html.js';
import { type View, wholeView } from '../../../lib/report/long-chart/levels.js';
import { type LongChartOptions, longChart } from '../../../lib/report/long-chart/long-chart.js';
import { chromium, needs } from '../../needs.js';
import { type PageOptions, problemsOf, withPage } from '../../page.js';
import { smallRun } from '../figures/support.js';

const CHROMIUM = needs('Chromium', chromium() !== undefined);
const run = smallRun(6000);
const whole = wholeView(run.market.base);
const chart = "document.querySelector('[data-mtf-chart]').mtfLongChart";

/** Opens the chart of the run in a page; fails when anything goes wrong there. */
async function withChart(
  use: (page: Page) => Promise<void>,
  options: PageOptions = {},
  overlays: LongChartOptions = { result: run.result, trades: run.trades, minStrength: 0 },
): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'mtf-long-')), 'chart.html');
  const figure = longChart(run.market, overlays);
  writeFileSync(file, figureHtml(figure, 'Candles'));
  await withPage(async (page) => {
    const problems = problemsOf(page);
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(`${chart} !== undefined`);
    await use(page);
    assert.deepEqual(problems, []);
  }, options);
}

const viewOf = (page: Page) => page.evaluate(`${chart}.view()`) as Promise<View>;
const show = (page: Page, { from, to }: View) => page.evaluate(`${chart}.show({ from: ${from}, to: ${to} })`);
const words = async (page: Page) => (await page.locator('[data-mtf-chart]').textContent()) ?? '';

/** How many different colours the canvas has in the middle of the prices. */
const coloursPainted = (page: Page) =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, canvas.height / 3, canvas.width, canvas.height / 4);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) colours.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
    return colours.size;
  })()`) as Promise<number>;

async function settled(page: Page, is: (view: View) => boolean): Promise<View> {
  for (let i = 0; i < 100; i++) {
    const view = await viewOf(page);
    if (is(view)) return view;
    await page.waitForTimeout(50);
  }
  return viewOf(page);
}

test('the chart draws candles, a day of it in 5-minute bars', CHROMIUM, async () => {
  await withChart(async (page) => {
    assert.match(await words(page), /Drawn in 1h bars/);
    assert.ok((await coloursPainted(page)) > 4);
    await show(page, { from: whole.from + 5 * DAY, to: whole.from + 6 * DAY });
    assert.match(await words(page), /Drawn in 5m bars/);
    assert.match(await words(page), /UTC, 5m bar/);
    assert.ok((await coloursPainted(page)) > 4);
  });
});

test('candles alone are drawn too, from the view asked for', CHROMIUM, async () => {
  const view = { from: whole.from + 3 * DAY, to: whole.from + 4 * DAY };
  const look = async (page: Page) => {
    assert.deepEqual(await viewOf(page), view);
    assert.ok((await coloursPainted(page)) > 2);
  };
  await withChart(look, {}, { view });
});

test('dragging pans, and the end of the data is the end of the view', CHROMIUM, async () => {
  await withChart(async (page) => {
    const from = whole.to - 12 * HOUR;
    await show(page, { from: from - DAY, to: from });
    const box = await page.locator('.nsewdrag').first().boundingBox();
    assert.ok(box);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 20, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, y, { steps: 10 });
    await page.mouse.up();
    const view = await settled(page, ({ to }) => to === whole.to);
    assert.equal(view.to, whole.to);
    assert.ok(Math.abs(view.to - view.from - DAY) < 1000);
  });
});

test(
  'the wheel zooms about the pointer once the chart was clicked, buttons choose spans, the overview moves',
  CHROMIUM,
  async () => {
    await withChart(async (page) => {
      const panels = page.locator('.nsewdrag');
      const box = await panels.first().boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.wheel(0, -300);
      assert.deepEqual(await viewOf(page), whole, 'a page can be scrolled over a chart');
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.wheel(0, -300);
      const zoomed = await settled(page, ({ from, to }) => to - from < whole.to - whole.from);
      assert.ok(Math.abs((zoomed.from + zoomed.to - whole.from - whole.to) / 2) < HOUR);
      await page.getByRole('button', { name: '1 day' }).click();
      const day = await settled(page, ({ from, to }) => Math.abs(to - from - DAY) < 1000);
      assert.equal(day.to - day.from, DAY);
      const overview = await panels.last().boundingBox();
      assert.ok(overview);
      await page.mouse.click(overview.x + overview.width / 4, overview.y + overview.height / 2);
      const moved = await settled(page, ({ from }) => from < day.from - DAY);
      const middle = whole.from + (whole.to - whole.from) / 4;
      assert.ok(Math.abs((moved.from + moved.to) / 2 - middle) < 2 * HOUR);
    });
  },
);

test('a legend entry that was switched off stays off when the view changes', CHROMIUM, async () => {
  await withChart(async (page) => {
    await page.locator('.legendtoggle').first().click();
    const visible = 'document.querySelector(".js-plotly-plot").data[0].visible';
    await page.waitForFunction(`${visible} === 'legendonly'`);
    await show(page, { from: whole.from + DAY, to: whole.from + 2 * DAY });
    assert.equal(await page.evaluate(visible), 'legendonly');
  });
});

for (const [width, dark] of [
  [390, false],
  [390, true],
  [1280, true],
] as const) {
  test(`the chart fits ${width} pixels in a ${dark ? 'dark' : 'light'} page`, CHROMIUM, async () => {
    await withChart(
      async (page) => {
        assert.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= width);
        const background = await page.locator('[data-mtf-chart]').evaluate((e) => getComputedStyle(e).backgroundColor);
        assert.equal(background, dark ? 'rgb(21, 25, 31)' : 'rgb(255, 255, 255)');
        assert.ok((await coloursPainted(page)) > 4);
      },
      { width, dark },
    );
  });
}
