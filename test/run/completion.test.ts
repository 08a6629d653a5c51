// What Tab and Shift-Tab show in a cell, asked of the real kernel as JupyterLab asks it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { registerKernel } from '../../scripts/python-environment.js';
import { labPython, needs, root } from '../needs.js';

const python = labPython();

const CELLS = [
  `import { atr, backtest, defineStrategy, ema, explore, makeMarket, mtfStrategy } from 'mtf-lab';
const column = (value: (i: number) => number) => Float64Array.from({ length: 300 }, (_, i) => value(i));
const bars = { step: 300000, time: column((i) => i * 300000), open: column(() => 1), high: column(() => 2), low: column(() => 1), close: column((i) => 1 + (i % 2)), volume: column(() => 1) };
const run = backtest(mtfStrategy, makeMarket(bars));
const result = run.result;
console.log(JSON.stringify([result.columns, result.columns15m, result.columns1h].map((columns) => Object.keys(columns))));`,
  `const crossover = defineStrategy({
  name: 'crossover',
  parameters: [{ name: 'fast', title: 'Fast', help: 'Bars.', use: 'signals', kind: 'integer', default: 24, min: 1, max: 500 }],
  compute({ base }, { fast }) {
    const quick = ema(base.close, fast);
    return { signals: { side: new Int8Array(base.time.length), atr: atr(base, 14) }, columns: { quick } };
  },
});
const own = backtest(crossover, makeMarket(bars));
const table = explore(result.columns);`,
];
const ASKED = [
  'result.columns.',
  'result.columns15m.',
  'result.columns1h.',
  'own.result.columns.',
  'own.parameters.fa',
];
const MEMBERS = ['run.', 'table.', 'table.filter'];

/** Runs cells in a kernel, then completes each text at its end and asks for the documentation of every candidate. */
const SCRIPT = `
import json, sys
from jupyter_client.manager import start_new_kernel
cells, asked, members = json.loads(sys.argv[1])
manager, client = start_new_kernel(kernel_name='tslab', startup_timeout=60, cwd=sys.argv[2])
printed = []
def hook(message):
    if message['msg_type'] == 'stream': printed.append(message['content']['text'])
def candidates(text):
    client.complete(text, len(text))
    return client.get_shell_msg(timeout=60)['content']['matches']
def words(text):
    # JupyterLab's completer asks beyond the end.
    client.inspect(text, len(text) + 5)
    return client.get_shell_msg(timeout=60)['content']['data'].get('text/plain', '')
for cell in cells: client.execute_interactive(cell, timeout=60, output_hook=hook)
docs = {text: {name: words(text[:text.rindex('.') + 1] + name) for name in candidates(text)} for text in asked}
found = {text: candidates(text) for text in members}
client.shutdown()
print(json.dumps({'printed': ''.join(printed), 'docs': docs, 'members': found}))
`;

interface Answers {
  readonly printed: string;
  readonly docs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly members: Readonly<Record<string, readonly string[]>>;
}

async function ask(): Promise<Answers> {
  registerKernel(root);
  const words = ['-c', SCRIPT, JSON.stringify([CELLS, ASKED, MEMBERS]), join(root, 'notebooks')];
  const { stdout } = await promisify(execFile)(python ?? 'python3', words, { maxBuffer: 1e7 });
  return JSON.parse(stdout) as Answers;
}

test(
  'Tab on a frame shows its columns, each with its meaning and unit; so it does on a strategy of one’s own',
  needs('Python with nbclient (npm run lab installs it)', python !== undefined),
  async () => {
    const { printed, docs, members } = await ask();
    const frames = JSON.parse(printed) as string[][];
    for (const [k, asked] of ASKED.slice(0, 3).entries()) {
      assert.deepEqual(Object.keys(docs[asked]).sort(), [...frames[k]].sort(), asked);
      for (const [name, text] of Object.entries(docs[asked])) {
        const [signature, words = ''] = text.split('\n\n');
        const isMask = signature.endsWith('Uint8Array');
        assert.match(
          words,
          isMask ? /^1 where / : /USD|BTC|ms UTC|in ATR|^From 0|over its own average/,
          `${asked}${name}`,
        );
      }
    }
    assert.deepEqual(Object.keys(docs['own.result.columns.']), ['quick']);
    assert.match(docs['own.parameters.fa'].fast, /fast: number/);
    for (const name of ['metrics', 'result', 'trades']) assert.ok(members['run.'].includes(name), name);
    for (const name of ['filter', 'groupby', 'rollup']) assert.ok(members['table.'].includes(name), name);
    assert.equal(members['table.filter'][0], 'filter');
  },
);
