// Runs what docs/python.md shows, and reads our files with the tools they are for.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { backtest, zeroCostTwin } from '../../lib/backtest/backtest.js';
import { fillAmbiguity } from '../../lib/backtest/fill-ambiguity.js';
import { loadBars } from '../../lib/data/load.js';
import { backtestResults } from '../../lib/report/backtest-results.js';
import { updateResults } from '../../lib/report/results.js';
import { saveTrades } from '../../lib/report/save.js';
import { saveEquity, saveTradesArrow } from '../../lib/report/save-tables.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { dataPython, needs, root } from '../needs.js';

const page = readFileSync(join(root, 'docs', 'python.md'), 'utf8');
const blocks = [...page.matchAll(/```python\n([\s\S]*?)```\s+```text\n([\s\S]*?)```/g)];
const folder = mkdtempSync(join(tmpdir(), 'mtf-python-'));
after(() => rmSync(folder, { recursive: true }));
const python = needs('.cache/python', dataPython() !== undefined);

before(async () => {
  if (python.skip) return;
  const out = join(folder, 'outputs');
  mkdirSync(out);
  const { bars, finer } = await loadBars({ source: 'sample', folder: join(root, 'data') });
  const run = backtest(mtfStrategy, makeMarket(bars), { ...(finer && { finer }) });
  saveTrades(out, run.trades);
  saveTradesArrow(out, run.trades);
  saveEquity(out, run);
  updateResults(out, backtestResults(run, zeroCostTwin(run), fillAmbiguity(run)));
});

function runPython(code: string): string {
  const { status, stdout, stderr } = spawnSync(dataPython() ?? '', ['-c', code], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, MPLBACKEND: 'Agg', MPLCONFIGDIR: folder, HOME: folder },
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('the Python of docs/python.md prints what stands below it', python, () => {
  assert.equal(blocks.length, (page.match(/```python/g) ?? []).length);
  const mark = '-- next --\n';
  const printed = runPython(blocks.map(([, code]) => code).join(`print(${JSON.stringify(mark.trim())})\n`));
  assert.deepEqual(
    printed.replace(/ +$/gm, '').split(mark),
    blocks.map(([, , text]) => text),
  );
});

const COMPARE = `
import pandas as pd
import pyarrow as pa
arrow = pd.read_feather("outputs/trades.arrow")
csv = pd.read_csv("outputs/trades.csv", parse_dates=["timestamp", "exit_timestamp"])
csv["duration"] = pd.to_timedelta(csv["duration"])
assert list(arrow) == list(csv) and len(arrow) == len(csv) > 100
known = lambda column: column.astype(object).where(column.notna(), None).tolist()
assert [name for name in csv if known(arrow[name]) != known(csv[name])] == []
equity = pd.read_feather("outputs/equity.arrow").set_index("timestamp")
text = pd.read_csv("outputs/equity.csv.gz", parse_dates=["timestamp"], index_col="timestamp")
assert list(equity) == list(text) and (equity.values == text.values).all() and (equity.index == text.index).all()
daily = pd.read_csv("outputs/daily_returns.csv", index_col="date", parse_dates=True)
assert (equity["equity"].resample("1D").last().values == daily["equity"].values).all()
with pa.ipc.open_file("outputs/trades.arrow") as file:
    types = {field.name: str(field.type) for field in file.schema}
print(types["timestamp"], types["duration"], types["ambiguous"], types["exit_reason"], types["pnl"], sep="; ")
`;

test('pandas finds in the Arrow files what the CSV files say, to the bit, with types', python, () => {
  const types =
    'timestamp[ms, tz=UTC]; duration[ms]; bool; dictionary<values=string, indices=int32, ordered=0>; double\n';
  assert.equal(runPython(COMPARE), types);
});
