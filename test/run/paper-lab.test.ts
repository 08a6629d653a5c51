// Paper trading started from notebook 08 in a real JupyterLab: it is watched there, and outlives kernel and server.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { JournalReader } from '../../lib/paper/journal/reader.js';
import { runningPid } from '../../lib/run/engine-note.js';
import { notebookText, readNotebook } from '../../lib/run/notebook.js';
import { stopPaper } from '../../lib/run/paper-launch.js';
import { withParameters } from '../../lib/run/parameters.js';
import { chromium, labPython, needs, root } from '../needs.js';
import { inLab } from './in-lab.js';

const PATIENCE = 180_000;

/** Notebook 08 up to its live display, on a replay that lasts for minutes; then a cell that counts. */
function watched(out: string): string {
  const { cells, ...rest } = withParameters(
    readNotebook(join(root, 'notebooks', '08-paper-trading.ipynb')),
    { out, days: '60', speed: '50' },
    '08-paper-trading',
  );
  const last = cells.findIndex(({ source }) => source.includes('showLive('));
  assert.ok(last > 0);
  const [live] = cells.slice(last, last + 1);
  const counting = { ...live, id: 'counting', source: "console.log('six by seven is', 6 * 7);" };
  return notebookText({ ...rest, cells: [...cells.slice(0, last + 1), counting] });
}

function bars(folder: string): number {
  const reader = new JournalReader(folder);
  const { counts } = reader.status(Date.now());
  reader.close();
  return counts.bars;
}

async function grows(folder: string): Promise<void> {
  const before = bars(folder);
  for (let i = 0; i < 300 && bars(folder) <= before; i++) await new Promise((done) => setTimeout(done, 100));
  assert.ok(bars(folder) > before, 'the journal grows');
}

test(
  'started from notebook 08 in JupyterLab, paper trading is shown live beside other cells and outlives kernel and server',
  needs('Chromium, or the Python of npm run lab,', chromium() !== undefined && labPython() !== undefined),
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'mtf-paper-lab-'));
    const folder = join(out, 'paper');
    try {
      await inLab(watched(out), async ({ page, api }) => {
        const shown = '[...document.querySelectorAll(".jp-Notebook .jp-OutputArea")].map((area) => area.textContent)';
        await page.waitForFunction(`${shown}.some((text) => text.includes("six by seven is 42"))`, undefined, {
          timeout: PATIENCE,
        });
        // In place: the page has one live display, and what it says changes though no cell is running.
        const display = page.locator('.jp-Notebook [data-mtf-watch]');
        assert.equal(await display.count(), 1);
        const area = page.locator('.jp-Notebook .jp-OutputArea', { has: page.locator('[data-mtf-watch]') }).first();
        const text = () => area.textContent();
        await page.getByText('TypeScript (tslab) | Idle').first().waitFor({ timeout: PATIENCE });
        const first = await text();
        for (let i = 0; i < 300 && (await text()) === first; i++) await page.waitForTimeout(100);
        assert.notEqual(await text(), first);
        assert.equal(await display.count(), 1);

        const pid = runningPid(folder);
        assert.ok(pid !== undefined);
        const [kernel] = (await api('kernels')) as readonly { readonly id: string }[];
        await api(`kernels/${kernel.id}`, 'DELETE');
        await grows(folder);
        assert.equal(runningPid(folder), pid);
      });
      // JupyterLab and the browser are gone now.
      const pid = runningPid(folder);
      assert.ok(pid !== undefined);
      await grows(folder);
      assert.equal(await stopPaper(out), true);
      assert.equal(runningPid(folder), undefined);
      const reader = new JournalReader(folder);
      assert.deepEqual(
        [reader.status(Date.now()).engine.state, reader.status(Date.now()).engine.pid],
        ['stopped', pid],
      );
      reader.close();
    } finally {
      if (runningPid(folder) !== undefined) await stopPaper(out);
      rmSync(out, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);
