// npm start: runs every notebook in order on the built-in sample and says what outputs/ then holds.
import { existsSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { reportOf } from '../lib/report/report-page/report.js';
import { readResults } from '../lib/report/results.js';
import { outputLines } from '../lib/run/output-list.js';
import { parseSettings } from '../lib/run/parameters.js';
import { folderFiles } from '../lib/run/receipt/files.js';
import { callerFolder, endSignal, repositoryNotebooks, root, runWithReport } from './run-report.js';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { set: { type: 'string', multiple: true } } });
  const settings = parseSettings(values.set ?? [], (path) => resolve(callerFolder, path));
  const signal = endSignal();
  const started = performance.now();
  // People's own notebooks stand beside the numbered ones.
  const files = repositoryNotebooks().filter((file) => /^\d\d-/.test(basename(file)));
  if (files.length === 0) throw new Error(`start: notebooks/ must hold notebooks, got none in ${root}`);
  const names = files.map((file) => basename(file, '.ipynb'));
  console.log(`Running ${files.length} notebooks, some three minutes on two cores.`);
  let out = join(root, 'outputs');
  for (const file of files) {
    const result = await runWithReport(file, { settings, signal });
    out = result.out;
    if (!result.failure) continue;
    process.exitCode = 1;
    return;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n${files.length} notebooks in ${seconds} s. In ${relative(callerFolder, out) || '.'}:`);
  const written = [...folderFiles(out).keys()].map((name) => ({ name, size: statSync(join(out, name)).size }));
  for (const line of outputLines(written, names)) console.log(`  ${line}`);
  const { answer } = reportOf(readResults(join(out, 'results.json')));
  const backtest = answer.find(({ question }) => question === 'Backtest');
  if (backtest) console.log(`\nThe backtest: ${backtest.sentence}`);
  const dashboard = join(out, 'dashboard.html');
  if (existsSync(dashboard)) console.log(`Open first: ${relative(callerFolder, dashboard)}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
