// The dashboard as one file in a browser: every page, light and dark, wide and narrow, offline.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { PAGE_IDS } from '../../../lib/report/dashboard/address.js';
import { dashboardFile } from '../../../lib/report/dashboard/site.js';
import { chromium, needs } from '../../needs.js';
import { problemsOf, withPage } from '../../page.js';
import { FIRST_TRADE, somePieces } from './pieces.js';

const CHROMIUM = needs('Chromium', chromium() !== undefined);
const pieces = somePieces();
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a dashboard without a network; fails when anything goes wrong in the page. */
async function withDashboard(
  use: (page: Page, address: string, problems: string[]) => Promise<void>,
  dark = false,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-dashboard-'));
  const file = join(folder, 'dashboard.html');
  writeFileSync(file, dashboardFile(pieces));
  await withPage(
    async (page) => {
      const problems = problemsOf(page);
      await page.context().setOffline(true);
      const address = pathToFileURL(file).href;
      await page.goto(address);
      await drawn(page, '#report');
      await use(page, address, problems);
      assert.deepEqual(problems, []);
    },
    { width: 1280, height: 900, dark },
  );
  rmSync(folder, { recursive: true });
}

/** Waits until the page at this address is drawn whole. */
const drawn = (page: Page, address: string) =>
  page.waitForFunction(`document.getElementById('mtf-dashboard').dataset.drawn === ${JSON.stringify(address)}`);

const goTo = async (page: Page, address: string) => {
  await page.evaluate(`location.hash = ${JSON.stringify(address)}`);
  await drawn(page, address);
};

const hash = (page: Page) => page.evaluate('location.hash');
const inspector = (page: Page) => page.locator('.inspector');

for (const dark of [false, true]) {
  test(
    `every page is drawn whole, fits 1280 and 390 pixels, and axe finds nothing, ${dark ? 'dark' : 'light'}`,
    CHROMIUM,
    async () => {
      await withDashboard(async (page) => {
        await page.evaluate(AXE);
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 900 });
          for (const id of PAGE_IDS) {
            await goTo(page, `#${id}`);
            const where = `${id} at ${width}`;
            assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, where);
            const plots = '[...document.querySelectorAll(".plot")]';
            assert.equal(
              await page.evaluate(`${plots}.every((plot) => plot.querySelector("svg.main-svg"))`),
              true,
              where,
            );
            if (dark && width === 390) continue;
            const found = (await page.evaluate(`axe.run(document, { exclude: ['.js-plotly-plot'] })`)) as AxeResults;
            const serious = found.violations.map(
              (one) => `${where}: ${one.id} ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`,
            );
            assert.deepEqual(serious, []);
          }
        }
        const background = String(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
        assert.equal(background, dark ? 'rgb(21, 25, 31)' : 'rgb(255, 255, 255)');
      }, dark);
    },
  );
}

test('addresses, the back button, keys, trades and the choice of colours go together', CHROMIUM, async () => {
  await withDashboard(async (page, address, problems) => {
    await page.getByRole('link', { name: 'Backtest' }).click();
    await drawn(page, '#backtest');
    assert.equal(await page.title(), 'Backtest · mtf-lab');
    assert.equal(await page.locator('nav [aria-current=page]').textContent(), 'Backtest');
    await page.goBack();
    await drawn(page, '#report');

    await page.locator('nav a').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await drawn(page, '#optimisation');

    await goTo(page, '#backtest');
    await page.locator('.trades a').first().click();
    await inspector(page).locator('h2').waitFor();
    const opened = String(await hash(page));
    assert.match(opened, /^#backtest&trade=2\d{3}-/);
    await page.evaluate(AXE);
    const found = (await page.evaluate(`axe.run('.inspector', { exclude: ['.js-plotly-plot'] })`)) as AxeResults;
    assert.deepEqual(
      found.violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`),
      [],
    );
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(`location.hash !== ${JSON.stringify(opened)}`);
    assert.match(String(await hash(page)), /^#backtest&trade=2\d{3}-/);
    await page.keyboard.press('Escape');
    await page.waitForFunction('location.hash === "#backtest"');
    assert.equal(await inspector(page).isHidden(), true);

    // A trade has an address of its own, and a click on a trade in a figure goes there.
    await page.goto('about:blank');
    await page.goto(`${address}#trade=${FIRST_TRADE}`);
    await drawn(page, `#backtest&trade=${FIRST_TRADE}`);
    assert.match((await inspector(page).textContent()) ?? '', new RegExp(FIRST_TRADE.slice(0, 10)));
    await page.goBack();
    await page.goto(`${address}#multi-tf`);
    await drawn(page, '#multi-tf');
    const event = `new CustomEvent('mtf-open-trade', { bubbles: true, detail: { entryTime: ${Date.parse(FIRST_TRADE)} } })`;
    await page.evaluate(`document.querySelector('.candles').dispatchEvent(${event})`);
    await drawn(page, `#multi-tf&trade=${FIRST_TRADE}`);
    await page.goBack();
    await drawn(page, '#multi-tf');
    assert.equal(await inspector(page).isHidden(), true);

    // So does a click on a point of a figure whose points are trades.
    await goTo(page, '#backtest');
    const excursions = page
      .locator('.plot')
      .nth(
        Number(
          await page.evaluate(
            '[...document.querySelectorAll(".plot")].findIndex(({ data }) => data?.some(({ ids }) => ids?.[0]?.startsWith("trade:")))',
          ),
        ),
      );
    const point = excursions.locator('.points path').first();
    await point.scrollIntoViewIfNeeded();
    await point.hover({ force: true });
    await point.click({ force: true });
    await page.waitForFunction('location.hash.startsWith("#backtest&trade=2")');
    await page.goBack();
    await page.waitForFunction('location.hash === "#backtest"');

    // A piece that changes is drawn anew where it changed, and what the reader zoomed into stays.
    await goTo(page, '#backtest');
    const equity = '[...document.querySelectorAll(".plot")][0]';
    const range = `JSON.stringify(${equity}.layout.xaxis.range)`;
    await page.evaluate(`Plotly.relayout(${equity}, { 'xaxis.range': [1, 2] })`);
    const other = JSON.stringify({ ...pieces['03-backtest'], sentences: ['Another sentence.'] });
    await page.evaluate(`${equity}.kept = true; document.getElementById('mtf-dashboard').mtfDashboard.update('03-backtest',
      ((part) => { part.figures.equity.data[0].y[0] += 1; return part })(${other}))`);
    assert.match((await page.locator('main').textContent()) ?? '', /Another sentence\./);
    assert.match(String(await page.evaluate(range)), /1970/);
    assert.equal(await page.evaluate(`${equity}.kept`), true);
    // What cannot be drawn says so in its place; the rest is drawn, and so is what comes after.
    const update = (trace: string) =>
      page.evaluate(`document.getElementById('mtf-dashboard').mtfDashboard.update('03-backtest',
        ((part) => { part.figures.equity.layout = ${trace}; part.sentences = ['W'.repeat(5000)]; return part })(${other}))`);
    await update('null');
    assert.match((await page.locator('figure').first().textContent()) ?? '', /equity cannot be drawn: TypeError/);
    assert.match(problems.splice(0).join(), /TypeError/);
    assert.equal((await page.locator('.plot .main-svg').count()) > 3, true);
    assert.equal(
      await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
      true,
      'a word of any length',
    );
    await update('part.figures.equity.layout');
    assert.equal(await page.locator('figure .notice').count(), 0);
    assert.equal(await page.evaluate(`${equity}.data.length > 0`), true);
    await goTo(page, '#multi-tf');

    // Light or dark is chosen and kept.
    const isDark = () => page.evaluate('document.body.classList.contains("dark")');
    assert.equal(await isDark(), false);
    await page.getByRole('button', { name: 'Show in dark' }).click();
    assert.equal(await isDark(), true);
    await page.waitForFunction(
      'document.querySelector(".plot .bg, .plot .main-svg").style.background === "rgb(21, 25, 31)"',
    );
    await page.reload();
    await drawn(page, '#multi-tf');
    assert.equal(await isDark(), true);
  });
});

test('candles and inspector of a part that is replaced watch the page no longer', CHROMIUM, async () => {
  await withDashboard(async (page) => {
    await page.evaluate(WATCH);
    await goTo(page, `#multi-tf&trade=${FIRST_TRADE}`);
    const before = await page.evaluate('({ ...watching })');
    assert.deepEqual(before, { colours: 2, pages: 2, keys: 1 });
    const part = pieces['03-backtest'];
    assert.ok(part?.candles);
    const packed = Buffer.from(part.candles, 'base64');
    for (const level of [1, 9, 0]) {
      const candles = gzipSync(gunzipSync(packed), { level }).toString('base64');
      await page.evaluate('document.querySelector(".candles canvas").former = true');
      const other = JSON.stringify({ ...part, candles });
      await page.evaluate(`document.getElementById('mtf-dashboard').mtfDashboard.update('03-backtest', ${other})`);
      assert.equal(await page.evaluate('document.querySelector(".candles canvas").former'), undefined);
      assert.match((await inspector(page).textContent()) ?? '', new RegExp(FIRST_TRADE.slice(0, 10)));
    }
    assert.deepEqual(await page.evaluate('({ ...watching })'), before);
  });
});

/** Counts what is told of the machine's colours, of changes of the body, and of keys. */
const WATCH = `(() => {
  const watching = { colours: 0, pages: 0, keys: 0 };
  const count = (target, name, by, counts) => {
    const former = target[name];
    target[name] = function (...words) { if (counts.call(this, ...words)) by(); return former.apply(this, words); };
  };
  const any = () => true;
  count(MediaQueryList.prototype, 'addEventListener', () => watching.colours++, any);
  count(MediaQueryList.prototype, 'removeEventListener', () => watching.colours--, any);
  count(MutationObserver.prototype, 'observe', () => watching.pages++, any);
  count(MutationObserver.prototype, 'disconnect', () => watching.pages--, any);
  count(window, 'addEventListener', () => watching.keys++, (type) => type === 'keydown');
  count(window, 'removeEventListener', () => watching.keys--, (type) => type === 'keydown');
  window.watching = watching;
})()`;
