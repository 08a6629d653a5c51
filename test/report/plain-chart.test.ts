import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inWidth } from '../../lib/report/figures/in-width.js';
import { COLOURS, DARK_COLOURS, figure, timeAxis, valueAxis } from '../../lib/report/figures/theme.js';
import { figureHtml } from '../../lib/report/html.js';
import { chromium, needs } from '../needs.js';
import { problemsOf, withPage } from '../page.js';

const ENTRY = Date.UTC(2024, 2, 1, 12, 35);
const TITLE = '10,000 USD became 8,509 USD (-14.91 %) in 580 days and 773 trades; deepest drawdown -14.91 %';
const trades = {
  type: 'scatter',
  mode: 'markers',
  x: [ENTRY, ENTRY + 3_600_000],
  y: [1, 2],
  ids: ['trade:2024-03-01T12:35:00Z', 'other'],
  marker: { size: 30 },
};
const drawn = figure(
  [trades],
  { title: TITLE, subtitle: 'What it was found on' },
  { xaxis: timeAxis(), yaxis: valueAxis('USD') },
);
const lines = (text: unknown) => (text as { text: string }).text.split('<br>').length;

test('a heading is broken for the width there is, and the figure as much taller; a wide one stays as it is', () => {
  const narrow = inWidth(drawn, 390);
  assert.equal(inWidth(drawn, 700), drawn);
  const more = lines(narrow.layout.title) - lines(drawn.layout.title);
  assert.ok(more >= 1);
  assert.equal(narrow.layout.height, (drawn.layout.height as number) + 19 * more);
  assert.deepEqual(inWidth({ data: [], layout: {} }, 390).layout, {});
});

const PLOT = 'document.querySelector(".js-plotly-plot")';

test(
  'a plain chart in a narrow, dark page is dark and fits; it becomes light with the page and tells of a clicked trade',
  needs('Chromium', chromium() !== undefined),
  async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mtf-plain-')), 'page.html');
    writeFileSync(file, figureHtml(drawn, 'A chart'));
    await withPage(
      async (page) => {
        const problems = problemsOf(page);
        await page.goto(pathToFileURL(file).href);
        const has = (condition: string) => page.waitForFunction(`${PLOT}?._fullLayout && ${PLOT}.${condition}`);
        await has(`_fullLayout.paper_bgcolor === '${DARK_COLOURS.background}'`);
        assert.ok(((await page.evaluate(`${PLOT}._fullLayout.title.text.split('<br>').length`)) as number) >= 3);
        assert.deepEqual(
          await page.evaluate(
            '[document.documentElement.scrollWidth, innerWidth, document.querySelector(".js-plotly-plot").clientWidth]',
          ),
          [390, 390, 390],
        );
        await page.emulateMedia({ colorScheme: 'light' });
        await has(`_fullLayout.paper_bgcolor === '${COLOURS.background}'`);
        await page.evaluate(
          'document.addEventListener("mtf-open-trade", (event) => { window.opened = event.detail.entryTime; })',
        );
        await page.locator('.points path').first().hover({ force: true });
        await page.locator('.points path').first().click({ force: true });
        await page.waitForFunction(`window.opened === ${ENTRY}`);
        assert.deepEqual(problems, []);
      },
      { width: 390, height: 800, dark: true },
    );
  },
);
