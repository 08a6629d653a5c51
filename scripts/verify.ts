// npm run verify -- [outputs/run.json] [--rerun] [--threads N] [--files DIR]: whether a folder of results is as its receipt
// says, and whether running its notebooks again gives the same. Ends with 1 when anything differs.
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCheckout } from '../lib/run/receipt/checkout.js';
import { RECEIPT_FILE, type RunReceipt, readReceipt } from '../lib/run/receipt/receipt.js';
import { threadsOf } from '../lib/run/threads.js';
import { checkFolder, checkoutNotices } from '../lib/run/verify/check-folder.js';
import { rerunReceipt } from '../lib/run/verify/rerun.js';
import { folderLines, printable, rerunLines, shortened } from '../lib/run/verify/words.js';
import { callerFolder, endSignal, root, usageError } from './run-report.js';

const USAGE = 'npm run verify -- [outputs/run.json] [--rerun] [--threads N] [--files DIR]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rerun: { type: 'boolean' },
      threads: { type: 'string' },
      files: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const [word = join(root, 'outputs'), ...more] = positionals;
  if (more.length > 0) throw new Error(`verify: one run.json must be given, got ${positionals.length}; ${USAGE}`);
  const threads = threadsOf(values.threads, '--threads');
  const file = receiptFile(resolve(callerFolder, word));
  const folder = dirname(file);
  const receipt = readReceipt(file);
  const check = checkFolder(receipt, folder);
  const notices = checkoutNotices(receipt, folder, readCheckout());
  for (const line of folderLines(shortened(file, callerFolder), receipt, check, notices)) console.log(printable(line));
  if (check.problems.length > 0) process.exitCode = 1;
  if (values.rerun) await rerun(receipt, folder, { threads, files: values.files });
}

async function rerun(
  receipt: RunReceipt,
  folder: string,
  { threads, files }: { threads: number | undefined; files: string | undefined },
): Promise<void> {
  console.log(`\nRerun into a temporary folder${threads === undefined ? '' : `, threads: ${threads}`}:`);
  const started = performance.now();
  const result = await rerunReceipt(receipt, folder, {
    environment: process.env,
    signal: endSignal(),
    clock: () => performance.now(),
    onNotebook: (name, seconds) => console.log(`  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s`),
    ...(threads !== undefined && { threads }),
    ...(files !== undefined && { elsewhere: resolve(callerFolder, files) }),
  });
  for (const line of rerunLines(result, (performance.now() - started) / 1000)) console.log(printable(line));
  if (result.differences.length > 0 || result.rerun.length === 0) process.exitCode = 1;
}

/** A folder stands for the receipt in it. */
function receiptFile(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    throw new Error(
      `verify: run.json must be there, got none at ${shortened(path, callerFolder)}; run notebooks first`,
    );
  return stats.isDirectory() && basename(path) !== RECEIPT_FILE ? receiptFile(join(path, RECEIPT_FILE)) : path;
}

main().catch((error: Error) => {
  console.error(usageError('verify', error, USAGE));
  process.exitCode = 1;
});
