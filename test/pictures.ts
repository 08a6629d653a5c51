// Draws the pictures of the README anew: node dist/test/pictures.js, after npm start and npm run lab -- --install-only.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { root } from './needs.js';
import { withPage } from './page.js';
import { withLab } from './run/in-lab.js';

/** Fewer colours than a screen has: a picture of text and lines stays under 300 kB. */
const SHOT = { animations: 'disabled', scale: 'css' } as const;
const SIZE = { width: 1360, height: 860 };

async function dashboard(): Promise<void> {
  const dashboardFile = pathToFileURL(join(root, 'outputs', 'dashboard.html')).href;
  const entry = middleTrade();
  await withPage(async (page) => {
    await page.goto(`${dashboardFile}#backtest&trade=${entry}`);
    await settled(page);
    await page.screenshot({ ...SHOT, path: join(root, 'docs', 'dashboard.png') });
  }, SIZE);
}

/** Entry time of a trade that is neither the first nor the last. */
function middleTrade(): string {
  const rows = readFileSync(join(root, 'outputs', 'trades.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return rows[Math.floor(rows.length / 2)].split(',')[0];
}

async function lab(): Promise<void> {
  const notebook = readFileSync(join(root, 'notebooks', '03-backtest.ipynb'), 'utf8');
  await withLab(async ({ page, open, runAll }) => {
    await page.setViewportSize(SIZE);
    await open('03-backtest', notebook);
    await runAll();
    await page.keyboard.press('Control+b');
    const chart = page.locator('.jp-Notebook [data-mtf-chart] canvas').first();
    await chart.waitFor({ timeout: 180_000 });
    await page.getByText('TypeScript (tslab) | Idle').first().waitFor({ timeout: 180_000 });
    await page.locator('.jp-Notebook').getByRole('button', { name: '1 week' }).first().click();
    await settled(page);
    await chart.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await page.waitForTimeout(1000);
    await page.screenshot({ ...SHOT, path: join(root, 'docs', 'jupyterlab.png') });
  });
}

async function settled(page: Page): Promise<void> {
  await page.locator('.js-plotly-plot .main-svg').first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(3000);
}

void dashboard().then(lab);
