import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { chromium, labPython, needs, root } from '../needs.js';
import { problemsOf, withPage } from '../page.js';
import { inLab, zooms } from './in-lab.js';

const browserPath = chromium();
const fixture = join(root, 'test', 'run', 'fixtures', 'charts.ipynb');
test(
  'the exported HTML opens offline with live charts and no error',
  needs('Chromium', browserPath !== undefined),
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'mtf-html-'));
    const { html, failure } = await runNotebook(fixture, { settings: { out }, environment: process.env });
    assert.equal(failure, undefined);
    await withPage(async (page) => {
      const problems = problemsOf(page);
      await page.context().setOffline(true);
      await page.goto(pathToFileURL(html).href);
      await page.locator('.js-plotly-plot .main-svg').first().waitFor({ timeout: 30_000 });
      await page.waitForFunction('document.querySelectorAll(".js-plotly-plot").length === 2');
      assert.ok(await zooms(page));
      assert.deepEqual(problems, []);
    });
  },
);

test(
  'npm run lab: a notebook is run in JupyterLab, and its charts are live',
  needs('Chromium, or the Python of npm run lab,', browserPath !== undefined && labPython() !== undefined),
  async () => {
    await inLab(readFileSync(fixture, 'utf8'), async ({ page }) => {
      await page.waitForFunction('document.querySelectorAll(".js-plotly-plot").length === 2', undefined, {
        timeout: 120_000,
      });
      assert.ok(await zooms(page));
      assert.match((await page.locator('.jp-Notebook table').last().textContent()) ?? '', /Sharpe-1\.2346/);
    });
  },
);
