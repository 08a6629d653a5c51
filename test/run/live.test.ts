// The live display of a notebook: headless, in a real kernel, and in JupyterLab.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parseNotebook } from '../../lib/run/notebook.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { registerKernel } from '../../scripts/python-environment.js';
import { chromium, labPython, needs, root } from '../needs.js';
import { inLab, zooms } from './in-lab.js';

const python = labPython();
const fixtures = join(root, 'test', 'run', 'fixtures');

test('headless, a live display is rendered once, with pictures, and the run ends', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-live-'));
  const file = join(fixtures, 'live.ipynb');
  const { failure, notebook } = await runNotebook(file, { settings: { out }, environment: process.env });
  assert.equal(failure, undefined);
  const { cells } = parseNotebook(readFileSync(notebook, 'utf8'), 'live');
  const [shown] = cells[3].outputs;
  assert.equal(cells[3].outputs.length, 1);
  assert.ok(shown.output_type === 'display_data' && typeof shown.data['text/html'] === 'string');
  assert.match(shown.data['text/html'], /update 1<\/p>.*<img alt="Waves"/s);
  assert.deepEqual(
    cells.slice(4).map(({ outputs }) => outputs.map((output) => (output.output_type === 'stream' ? output.text : ''))),
    [['the kernel is free at true\n'], ['stopped false\n']],
  );
});

/** Runs the code cells of a notebook in a kernel, the live one twice, and prints every message that is a display or a text. */
const SCRIPT = `
import json, sys, time
from jupyter_client.manager import start_new_kernel
cells = [cell for cell in json.load(open(sys.argv[1]))['cells'] if cell['cell_type'] == 'code']
code = [''.join(cell['source']) for cell in cells]
manager, client = start_new_kernel(kernel_name='tslab', cwd=sys.argv[2])
seen = []
def listen(until):
    while not until():
        try: message = client.get_iopub_msg(timeout=0.2)
        except Exception: continue
        kind, content = message['msg_type'], message['content']
        if kind in ('display_data', 'update_display_data'):
            seen.append([kind, content['transient'].get('display_id'), content['data']['text/html'][:3000]])
        elif kind == 'stream': seen.append(['text', None, content['text']])
        elif kind == 'status' and content['execution_state'] == 'idle': idle.append(message['parent_header'].get('msg_id'))
idle = []
def run(source):
    sent = client.execute(source)
    listen(lambda: sent in idle)
def updates(): return sum(kind == 'update_display_data' for kind, _, _ in seen)
def more(count):
    start, deadline = updates(), time.time() + 60
    listen(lambda: updates() >= start + count or time.time() > deadline)
try:
    for source in code[:3]: run(source)
    more(4)
    run(code[3])
    seen.append(['again', None, ''])
    run(code[2].replace('const live', 'const second'))
    more(4)
    run('second.stop(); console.log("stopped", live.running, second.running);')
    seen.append(['end', None, ''])
    deadline = time.time() + 1.5
    listen(lambda: time.time() > deadline)
finally:
    manager.shutdown_kernel(now=True)
print(json.dumps(seen))
`;

test(
  'in a kernel it is updated in place while other cells run, once per cell however often that is run, and stops',
  needs('Python with jupyter_client (npm run lab installs it)', python !== undefined),
  async () => {
    registerKernel(root);
    const words = ['-c', SCRIPT, join(fixtures, 'live.ipynb'), fixtures];
    const { stdout } = await promisify(execFile)(python ?? 'python3', words, { maxBuffer: 1e8 });
    const seen = JSON.parse(stdout) as readonly (readonly [kind: string, id: string | null, text: string])[];
    const [again, end] = ['again', 'end'].map((mark) => seen.findIndex(([kind]) => kind === mark));
    const before = seen.slice(0, again).filter(([, id, text]) => id !== null && !text.includes('__mtfLabPlotly'));
    const after = seen.slice(again, end).filter(([, id]) => id !== null);

    assert.deepEqual(
      before.slice(0, 5).map(([kind]) => kind),
      ['display_data', ...new Array<string>(4).fill('update_display_data')],
    );
    assert.equal(new Set(before.map(([, id]) => id)).size, 1);
    assert.match(before[1][2], /update 2</);
    assert.match(before[2][2], /This update failed<\/b>: third &#60;time&#62;.*update 2</s);
    assert.ok(seen.some(([kind, , text]) => kind === 'text' && text.includes('the kernel is free at true')));

    // The first display, updated once more perhaps, is told that it was stopped; from then on only the second is written.
    const told = after.findIndex(([, , text]) => text.includes('This display has been stopped'));
    assert.ok(told >= 0);
    assert.deepEqual(new Set(after.slice(0, told + 1).map(([, id]) => id)), new Set([before[0][1]]));
    const rest = after.slice(told + 1);
    assert.equal(new Set(rest.map(([, id]) => id)).size, 1);
    assert.notEqual(rest[0][1], before[0][1]);
    assert.match(rest[rest.length - 1][2], /This display has been stopped/);
    assert.ok(seen.some(([kind, , text]) => kind === 'text' && text.includes('stopped false false')));
    assert.deepEqual(seen.slice(end + 1), []);
  },
);

interface Book {
  readonly cells: readonly unknown[];
}

/** The fixture without its last cell, which stops the display. */
function goesOn(): string {
  const book = JSON.parse(readFileSync(join(fixtures, 'live.ipynb'), 'utf8')) as Book;
  return JSON.stringify({ ...book, cells: book.cells.slice(0, -1) });
}

test(
  'in JupyterLab it counts in place, its chart stays the same element with its zoom, and a dead kernel is told',
  needs('Chromium, or the Python of npm run lab,', chromium() !== undefined && python !== undefined),
  async () => {
    await inLab(goesOn(), async ({ page, api }) => {
      const patience = { timeout: 120_000 };
      const count = 'Number(/update (\\d+)/.exec(document.querySelector(".jp-Notebook .counter")?.textContent)?.[1])';
      await page.waitForFunction(
        `${count} > 3 && document.querySelector(".js-plotly-plot .main-svg")`,
        undefined,
        patience,
      );
      const chart = page.locator('.jp-Notebook .js-plotly-plot');
      await chart.evaluate((element) => element.setAttribute('data-first', 'yes'));
      assert.ok(await zooms(page));
      const range = 'JSON.stringify(document.querySelector(".jp-Notebook .js-plotly-plot")._fullLayout.xaxis.range)';
      const zoomed = await page.evaluate(range);
      const before = Number(await page.evaluate(count));
      await page.waitForFunction(`${count} > ${before + 3}`, undefined, patience);
      assert.equal(await chart.count(), 1);
      assert.equal(await chart.getAttribute('data-first'), 'yes');
      assert.equal(await page.evaluate(range), zoomed);
      assert.equal(await page.locator('.jp-Notebook .counter').count(), 1);
      assert.match((await page.locator('.jp-OutputArea').last().textContent()) ?? '', /the kernel is free at true/);
      assert.equal(await page.locator('[data-mtf-watch]').isVisible(), false);

      const [kernel] = (await api('kernels')) as readonly { readonly id: string }[];
      await api(`kernels/${kernel.id}`, 'DELETE');
      await page.getByText('Not updated for at least').waitFor(patience);
    });
  },
);
