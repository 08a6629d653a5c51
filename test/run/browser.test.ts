import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium as launcher } from 'playwright-core';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { chromium, labPython, needs, root } from '../needs.js';

const browserPath = chromium();
const fixture = join(root, 'test', 'run', 'fixtures', 'charts.ipynb');
const SWITCHES = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function withPage(use: (page: Page) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'mtf-chromium-'));
  const context = await launcher.launchPersistentContext(profile, {
    ...(browserPath && { executablePath: browserPath }),
    args: SWITCHES,
    chromiumSandbox: false,
    viewport: { width: 1300, height: 1600 },
  });
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Zooms by dragging over a chart and tells whether its range changed. */
async function zooms(page: Page): Promise<boolean> {
  const chart = page.locator('.js-plotly-plot').first();
  await chart.scrollIntoViewIfNeeded();
  const range = () => chart.evaluate((e) => JSON.stringify((e as unknown as Chart)._fullLayout.xaxis.range));
  const before = await range();
  const box = await chart.locator('.nsewdrag').first().boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
  for (let i = 0; i < 50 && (await range()) === before; i++) await page.waitForTimeout(100);
  return (await range()) !== before;
}

interface Chart {
  readonly _fullLayout: { readonly xaxis: { readonly range: unknown } };
}

test(
  'the exported HTML opens offline with live charts and no error',
  needs('Chromium', browserPath !== undefined),
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'mtf-html-'));
    const { html, failure } = await runNotebook(fixture, { settings: { out }, environment: process.env });
    assert.equal(failure, undefined);
    await withPage(async (page) => {
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => /^https?:/.test(request.url()) && problems.push(request.url()));
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
    const port = await freePort();
    // A copy, because JupyterLab saves what it opens; within the repository, for its imports.
    const copy = join(root, 'outputs', 'test', `lab-${port}`, 'charts.ipynb');
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(fixture, copy);
    const lab = startLab(port);
    try {
      await answers(`http://127.0.0.1:${port}/api/status?token=secret`, lab);
      await withPage(async (page) => {
        await page.goto(`http://127.0.0.1:${port}/lab/tree/${relative(root, copy)}?reset&token=secret`);
        await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
        await page.getByText('TypeScript (tslab) | Idle').first().waitFor({ timeout: 60_000 });
        await page.locator('.lm-MenuBar-item', { hasText: 'Run' }).first().click();
        await page.locator('.lm-Menu-item', { hasText: 'Run All Cells' }).first().click();
        await page.waitForFunction('document.querySelectorAll(".js-plotly-plot").length === 2', undefined, {
          timeout: 120_000,
        });
        assert.ok(await zooms(page));
        assert.match((await page.locator('.jp-Notebook table').last().textContent()) ?? '', /Sharpe-1\.2346/);
      });
    } finally {
      lab.kill('SIGTERM');
      if (lab.exitCode === null) await once(lab, 'exit');
      rmSync(join(root, 'outputs', 'test'), { recursive: true });
    }
  },
);

function startLab(port: number): ChildProcess {
  const words = [
    '--no-browser',
    '--port',
    String(port),
    '--ServerApp.port_retries=0',
    '--IdentityProvider.token=secret',
  ];
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'lab.js'), ...words], {
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string, lab: ChildProcess): Promise<void> {
  for (let i = 0; i < 600; i++) {
    assert.equal(lab.exitCode, null, 'JupyterLab ended');
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`answers: ${url} must answer within two minutes, got nothing`);
}
