// JupyterLab as `npm run lab` starts it, and a browser to look at it.

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../needs.js';
import { withPage } from '../page.js';

/** Zooms by dragging over a chart and tells whether its range changed. */
export async function zooms(page: Page): Promise<boolean> {
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

/** A notebook in a JupyterLab of its own, all its cells run. */
export interface OpenNotebook {
  readonly page: Page;
  /** Asks the server, under `/api/`. */
  api(path: string, method?: string): Promise<unknown>;
}

/** A JupyterLab and a browser for several notebooks, one after the other. */
export interface LabSession extends OpenNotebook {
  /** Where the notebook of this name is stored: in a folder of the session, within the repository for its imports. */
  file(name: string): string;
  /** Opens the notebook alone and waits for its kernel; `notebook` (its JSON) is stored first, where given. */
  open(name: string, notebook?: string): Promise<void>;
  /** Runs all cells; does not wait for their end. */
  runAll(): Promise<void>;
  /** Closes the notebook and ends its kernel. */
  close(): Promise<void>;
}

const IDLE = 'TypeScript (tslab) | Idle';

/** Starts JupyterLab and a browser, hands them over, and ends both. */
export async function withLab(use: (session: LabSession) => Promise<void>): Promise<void> {
  const port = await freePort();
  // Copies, because JupyterLab saves what it opens.
  const folder = join(root, 'outputs', 'test', `lab-${port}`);
  const file = (name: string) => join(folder, `${name}.ipynb`);
  mkdirSync(folder, { recursive: true });
  const lab = startLab(port);
  const api = async (path: string, method = 'GET') => {
    const headers = { authorization: 'token secret' };
    const answer = await fetch(`http://127.0.0.1:${port}/api/${path}`, { method, headers });
    return answer.status === 204 ? undefined : answer.json();
  };
  try {
    await answers(`http://127.0.0.1:${port}/api/status?token=secret`, lab);
    await withPage(async (page) => {
      await use({
        page,
        api,
        file,
        async open(name, notebook) {
          if (notebook !== undefined) writeFileSync(file(name), notebook);
          await page.goto(`http://127.0.0.1:${port}/lab/tree/${relative(root, file(name))}?reset&token=secret`);
          await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
          await page.getByText(IDLE).first().waitFor({ timeout: 60_000 });
        },
        async runAll() {
          await page.locator('.lm-MenuBar-item', { hasText: 'Run' }).first().click();
          await page.locator('.lm-Menu-item', { hasText: 'Run All Cells' }).first().click();
        },
        async close() {
          await page.goto('about:blank');
          for (const { id } of (await api('sessions')) as readonly { readonly id: string }[]) {
            await api(`sessions/${id}`, 'DELETE');
          }
        },
      });
    });
  } finally {
    lab.kill('SIGTERM');
    if (lab.exitCode === null) await once(lab, 'exit');
    rmSync(folder, { recursive: true });
  }
}

/** Opens a copy of a notebook (its JSON) in JupyterLab, runs all cells, and hands it over. */
export async function inLab(notebook: string, use: (open: OpenNotebook) => Promise<void>): Promise<void> {
  await withLab(async (session) => {
    await session.open('notebook', notebook);
    await session.runAll();
    await use(session);
  });
}

/** `npm run lab` without a browser, with the token `secret`, as the leader of a group of processes. */
export function startLab(port: number): ChildProcess {
  const words = [
    '--no-browser',
    '--port',
    String(port),
    '--ServerApp.port_retries=0',
    '--IdentityProvider.token=secret',
    // So that a test can give the commands that menus give.
    '--LabApp.expose_app_in_browser=True',
  ];
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'lab.js'), ...words], {
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until `url` answers, two minutes at most. */
export async function answers(url: string, lab: ChildProcess): Promise<void> {
  for (let i = 0; i < 600; i++) {
    assert.equal(lab.exitCode, null, 'JupyterLab ended');
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`answers: ${url} must answer within two minutes, got nothing`);
}
