// npm start: runs every notebook in order on the built-in sample and says what outputs/ then holds.
import { statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
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
  for (const name of [...folderFiles(out).keys()].sort()) {
    console.log(`  ${name.padEnd(34)} ${sizeText(statSync(join(out, name)).size)}`);
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
