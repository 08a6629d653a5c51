// The live page in a browser, under its real policy: what comes in is seen without a reload, and what is lost is said.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { writeAtomic } from '../../../lib/data/files.js';
import type { DashboardPart } from '../../../lib/report/dashboard/piece.js';
import type { PlainFigure } from '../../../lib/report/figure-json.js';
import { type Dashboard, startDashboard } from '../../../lib/run/dashboard/dashboard-server.js';
import { pieceFiles, siteTexts } from '../../../lib/run/dashboard/sources.js';
import { chromium, needs, root } from '../../needs.js';
import { withPage } from '../../page.js';
import { madeInput, madeOutcome, openJournal } from '../../paper/journal/made.js';

/** With what the chart library styles by attributes, which is where a strict policy would stop it. */
const FIGURE: PlainFigure = {
  data: [
    {
      type: 'heatmap',
      z: [
        [1, 2],
        [3, 4],
      ],
    },
    { type: 'scatter', x: [0, 1], y: [0, 1], name: 'a <b>line</b>', hovertemplate: '%{y} <i>USD</i>' },
  ],
  layout: { title: { text: 'Equity <span style="color:red">fell</span>' }, height: 300, showlegend: true },
};

test('the live page follows files and journal', needs('Chromium', chromium() !== undefined), async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mtf-live-page-'));
  try {
    await withPage((page) => follow(page, folder), { width: 1280, height: 900 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function serve(folder: string, port = 0): Promise<Dashboard> {
  const site = siteTexts();
  return startDashboard({
    out: folder,
    port,
    site,
    files: pieceFiles(folder),
    redact: (text) => text,
    now: Date.now,
    every: 50,
  });
}

async function follow(page: Page, folder: string): Promise<void> {
  const dashboard = await serve(folder);
  let again: Dashboard | undefined;
  try {
    const problems = problemsAt(page, dashboard.url);
    await page.goto(`${dashboard.url}#paper`);
    await seen(page, '08-paper-trading');
    await page.evaluate('window.sameDocument = true');
    await barsArrive(page, folder);
    await partArrives(page, folder);
    await crashIsSeen(page, folder);
    await damageIsSaid(page, folder);
    assert.deepEqual(problems, []);
    await dashboard.close();
    await page.waitForSelector('#mtf-live .lost');
    assert.match(
      String(await page.textContent('#mtf-live .lost')),
      /No connection since about \d{4}-.*grows old.*Trying again/,
    );
    await page.click('nav a:has-text("Optimisation")');
    writePart(folder, 'found while nobody listened');
    again = await serve(folder, dashboard.port);
    await seen(page, 'found while nobody listened');
    assert.equal(await page.locator('#mtf-live .lost').count(), 0);
    assert.equal(await page.evaluate('window.sameDocument'), true);
    await othersAreRefused(page, dashboard.url);
  } finally {
    await dashboard.close();
    await again?.close();
  }
}

/** Errors in the console, those of the policy included, and requests to anywhere else. */
function problemsAt(page: Page, url: string): string[] {
  const problems: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) problems.push(request.url());
  });
  return problems;
}

const seen = (page: Page, text: string) => page.waitForSelector(`#mtf-dashboard :text("${text}")`);

async function barsArrive(page: Page, folder: string): Promise<void> {
  const journal = openJournal(join(folder, 'paper'));
  const bar = (k: number) => journal.atomically(() => journal.recordBar(madeInput(k), madeOutcome(k)));
  bar(0);
  await seen(page, '1 bar, 0 of them warm-up');
  await page.waitForSelector('.plot .main-svg');
  for (const [k, [scheme, width]] of LOOKS.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    bar(k + 1);
    await seen(page, `${k + 2} bars, 0 of them warm-up`);
    const drawn = Number(await page.evaluate('document.documentElement.scrollWidth'));
    assert.ok(drawn <= width, `${scheme} ${width}: ${drawn} pixels`);
    const isDark = await page.evaluate('document.querySelector(".mtf-paper").classList.contains("dark")');
    assert.equal(isDark, scheme === 'dark');
  }
  const zoomed = await zoom(page);
  const points = await page.evaluate('document.querySelector(".plot").data[0].x.length');
  bar(5);
  await seen(page, '6 bars, 0 of them warm-up');
  while ((await page.evaluate('document.querySelector(".plot").data[0].x.length')) === points)
    await page.waitForTimeout(50);
  assert.deepEqual(await timesShown(page), zoomed, 'a zoom outlives the bars that come');
  journal.close();
  await seen(page, 'Stopped');
}

/** Drags over the middle of the equity chart; returns the stretch of time that is shown then. */
async function zoom(page: Page): Promise<unknown> {
  const plot = page.locator('.plot .nsewdrag').first();
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox()) ?? assert.fail('the chart must have a place');
  const before = await timesShown(page);
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  while (JSON.stringify(await timesShown(page)) === JSON.stringify(before)) await page.waitForTimeout(50);
  return timesShown(page);
}

const timesShown = (page: Page) => page.evaluate('document.querySelector(".plot").layout.xaxis.range ?? []');

const LOOKS = [
  ['light', 390],
  ['dark', 390],
  ['dark', 1280],
  ['light', 1280],
] as const;

function writePart(folder: string, sentence: string): void {
  const part: DashboardPart = {
    notebook: '07-stress',
    receipt: {},
    description: 'made up',
    sentences: [sentence],
    figures: { survival: FIGURE },
  };
  writeAtomic(join(folder, 'dashboard', '07-stress.json'), JSON.stringify(part));
}

async function partArrives(page: Page, folder: string): Promise<void> {
  await page.click('nav a:has-text("Optimisation")');
  writePart(folder, 'a first finding');
  await seen(page, 'a first finding');
  await page.waitForSelector('.plot .main-svg image');
  writePart(folder, 'a second finding');
  await seen(page, 'a second finding');
}

async function crashIsSeen(page: Page, folder: string): Promise<void> {
  await page.click('nav a:has-text("Paper")');
  const writer = join(root, 'dist', 'test', 'paper', 'journal', 'journal-writer.js');
  const child = spawn(process.execPath, [writer, join(folder, 'paper'), join(folder, 'trades.csv'), '1000000']);
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await seen(page, 'Running');
  child.kill('SIGKILL');
  await ended;
  await seen(page, 'Crashed');
}

async function damageIsSaid(page: Page, folder: string): Promise<void> {
  const file = join(folder, 'results.json');
  writeAtomic(file, '{"half":');
  await page.waitForSelector('#mtf-live p:has-text("results.json cannot be used")');
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = (await page.evaluate('axe.run("#mtf-live")')) as AxeResults;
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${scheme} ${id} ${nodes[0].html}`),
      [],
    );
  }
  writeAtomic(file, '{}');
  await page.waitForSelector('#mtf-live p', { state: 'detached' });
}

/** What a page of anyone else can do, and what a text that became a script could. */
async function othersAreRefused(page: Page, url: string): Promise<void> {
  await page.evaluate(
    '{const s=document.createElement("script");s.textContent="window.ran=1";document.head.append(s)}',
  );
  assert.equal(await page.evaluate('window.ran'), undefined);
  assert.match(String(await page.evaluate('fetch("https://127.0.0.1:9/").catch((error) => error.message)')), /fetch/);
  await page.goto('data:text/html,<p>another site');
  for (const mode of ['cors', 'no-cors']) {
    const got = await page.evaluate(
      `fetch("${url}pieces.json",{mode:"${mode}"}).then(() => "read", (error) => error.name)`,
    );
    assert.equal(got, 'TypeError', mode);
  }
  const script = `new Promise((end)=>{const s=document.createElement("script");s.src="${url}app.js";s.onload=()=>end("ran");s.onerror=()=>end("refused");document.head.append(s)})`;
  assert.equal(await page.evaluate(script), 'refused');
}
