// Notebooks as a person has them: opened in JupyterLab, run, changed, run again, interrupted, saved, closed, opened again.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { COLOURS, DARK_COLOURS } from '../../lib/report/figures/theme.js';
import { notebookText, readNotebook } from '../../lib/run/notebook.js';
import { stopPaper } from '../../lib/run/paper-launch.js';
import { withParameters } from '../../lib/run/parameters.js';
import { chromium, labPython, needs, root } from '../needs.js';
import { type LabSession, withLab, zooms } from './in-lab.js';

const PATIENCE = 180_000;
const MOST_BYTES = 4e6;
const SETTINGS = { from: '2024-03-01', to: '2024-04-15' };

function notebook(name: string, settings: Readonly<Record<string, string>>): string {
  const file = join(root, 'notebooks', `${name}.ipynb`);
  return notebookText(withParameters(readNotebook(file), { ...SETTINGS, ...settings }, name));
}

/** Waits until every cell has run and every chart is drawn, live; then there must be no error in any output. */
async function drawn(page: Page, charts: number): Promise<void> {
  await page.waitForFunction(
    `document.querySelectorAll('[data-mtf-chart]').length >= ${charts} &&
     [...document.querySelectorAll('[data-mtf-chart]')].every((e) => e.querySelector('.main-svg')) &&
     [...document.querySelectorAll('.jp-InputPrompt')].every((e) => !e.textContent.includes('*'))`,
    undefined,
    { timeout: PATIENCE },
  );
  assert.deepEqual(await page.locator('.jp-RenderedText[data-mime-type$="stderr"]').allTextContents(), []);
}

const command = (page: Page, name: string, options: object = {}) =>
  page.evaluate(`window.jupyterapp.commands.execute(${JSON.stringify(name)}, ${JSON.stringify(options)})`);

/** Types a cell at the end of the notebook. */
async function typeCell(page: Page, source: string): Promise<void> {
  await page.locator('.jp-Notebook .jp-Cell').last().click();
  await command(page, 'notebook:insert-cell-below');
  await command(page, 'notebook:enter-edit-mode');
  await page.keyboard.type(source);
}

const output = (page: Page) => page.locator('.jp-Notebook .jp-Cell').last().locator('.jp-OutputArea');

async function changeParameter(page: Page): Promise<void> {
  const line = page.locator('.jp-Notebook .cm-line', { hasText: 'const window_bars' });
  await line.locator('span', { hasText: /^300$/ }).dblclick();
  await page.keyboard.type('150');
}

async function completes(page: Page): Promise<void> {
  await typeCell(page, 'result.columns.EMA');
  const items = page.locator('.jp-Completer .jp-Completer-item');
  // JupyterLab waits one second for candidates, which a busy machine may miss.
  for (let tries = 0; tries < 10 && (await items.count()) === 0; tries++) {
    await page.keyboard.press('Tab');
    await page.waitForTimeout(1500);
  }
  assert.deepEqual(
    (await items.locator('.jp-Completer-match').allTextContents()).map((text) => text.trim()),
    ['EMA18', 'EMA20', 'EMA200_1h', 'EMA48', 'EMA50_15m'],
  );
  await page.locator('.jp-Completer-docpanel', { hasText: 'Fast EMA of the close, USD' }).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await command(page, 'notebook:delete-cell');
}

/** A cell that never ends is interrupted, and the kernel goes on. */
async function interrupts(page: Page): Promise<void> {
  await typeCell(page, 'while (true) {}');
  // Resolves when the cell ends.
  await page.evaluate("void window.jupyterapp.commands.execute('notebook:run-cell')");
  await page.getByText('TypeScript (tslab) | Busy').first().waitFor({ timeout: 30_000 });
  // While the cell is still being compiled an interrupt goes by: a person presses again.
  const idle = page.getByText('TypeScript (tslab) | Idle').first();
  for (let tries = 0; tries < 10 && !(await idle.isVisible()); tries++) {
    await command(page, 'kernelmenu:interrupt');
    await idle.waitFor({ timeout: 3000 }).catch(() => undefined);
  }
  await idle.waitFor({ timeout: 1000 });
  await command(page, 'notebook:delete-cell');
  await typeCell(page, "console.log('columns', Object.keys(result.columns).length)");
  // The kernel drops what arrives within 200 ms of an error.
  await page.waitForTimeout(300);
  await command(page, 'notebook:run-cell');
  await output(page).filter({ hasText: 'columns 35' }).waitFor({ timeout: 30_000 });
  await command(page, 'notebook:delete-cell');
}

/** Charts follow the theme while they stand there, and keep what the reader has zoomed to. */
async function followsTheme(page: Page): Promise<void> {
  const first = '[...document.querySelectorAll(".js-plotly-plot")][0]';
  const range = () => page.evaluate(`JSON.stringify(${first}._fullLayout.xaxis.range)`);
  const zoomed = await range();
  for (const [theme, { background }] of [
    ['JupyterLab Dark', DARK_COLOURS],
    ['JupyterLab Light', COLOURS],
  ] as const) {
    await command(page, 'apputils:change-theme', { theme });
    await page.waitForFunction(
      `[...document.querySelectorAll('.mtf-plain')].every((e) => e._fullLayout.paper_bgcolor === '${background}')`,
      undefined,
      { timeout: 30_000 },
    );
  }
  assert.equal(await range(), zoomed);
}

async function reopens({ page, open, close, file }: LabSession): Promise<void> {
  await command(page, 'docmanager:save');
  const { size } = statSync(file('02-mtf-analysis'));
  assert.ok(size > 1e6 && size < MOST_BYTES, `${size} bytes`);
  await close();
  await open('02-mtf-analysis');
  await drawn(page, 5);
  assert.match((await page.locator('.mtf-plain').first().textContent()) ?? '', /in 150 bars/);
  assert.ok(await zooms(page));
}

test(
  'notebooks 02, 03 and 08 in JupyterLab: run, zoomed, changed, interrupted, saved, and live again when reopened',
  needs('Chromium, or the Python of npm run lab,', chromium() !== undefined && labPython() !== undefined),
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'mtf-notebooks-lab-'));
    try {
      await withLab(async (session) => {
        const { page, open, runAll, close } = session;
        await open('02-mtf-analysis', notebook('02-mtf-analysis', { out }));
        await runAll();
        await drawn(page, 5);
        assert.match((await page.locator('.mtf-plain').first().textContent()) ?? '', /in 300 bars/);
        await changeParameter(page);
        await runAll();
        await page.locator('.mtf-plain', { hasText: 'in 150 bars' }).first().waitFor({ timeout: PATIENCE });
        await drawn(page, 5);
        assert.ok(await zooms(page));
        await followsTheme(page);
        await completes(page);
        await interrupts(page);
        await reopens(session);
        await close();
        for (const [name, charts, settings] of [
          ['03-backtest', 10, {}],
          ['08-paper-trading', 2, { days: '2' }],
        ] as const) {
          await open(name, notebook(name, { out, ...settings }));
          await runAll();
          await drawn(page, charts);
          assert.ok(await zooms(page), name);
          await close();
        }
      });
    } finally {
      await stopPaper(out);
      rmSync(out, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);
