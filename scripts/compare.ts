// npm run compare -- RUN_A RUN_B [--rows N]: what differs between two folders of results, and which trades were gained and lost.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compareRuns } from '../lib/run/compare/compare-runs.js';
import { comparisonLines } from '../lib/run/compare/lines.js';
import { printable, shortened } from '../lib/run/verify/words.js';
import { callerFolder, usageError } from './run-report.js';

const USAGE = 'npm run compare -- RUN_A RUN_B [--rows N], each a folder of results or the run.json in it';
const ROWS = 12;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rows: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const [a, b, ...more] = positionals;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new Error(`compare: two runs must be given, got ${positionals.length}; ${USAGE}`);
  }
  const comparison = compareRuns(resolve(callerFolder, a), resolve(callerFolder, b));
  const named = { ...comparison, a: shortened(comparison.a, callerFolder), b: shortened(comparison.b, callerFolder) };
  for (const line of comparisonLines(named, rowsOf(values.rows))) console.log(printable(line));
}

function rowsOf(text: string | undefined): number {
  if (text === undefined) return ROWS;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`compare: --rows must be a whole number above 0, got ${text}`);
}

try {
  main();
} catch (error) {
  console.error(usageError('compare', error as Error, USAGE));
  process.exitCode = 1;
}
