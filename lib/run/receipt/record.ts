import { dirname, join, resolve } from 'node:path';
import { PINE_FILES } from '../../report/save-pine.js';
import { defaultText } from '../parameters.js';
import type { BeginningRun, RunRecorder } from '../run-notebook.js';
import { TRIALS_FILE } from '../session.js';
import { readCheckout } from './checkout.js';
import { coverageFacts, coverageOf } from './coverage.js';
import { computedFrom, endingOf, entryStart } from './entry.js';
import { folderFiles, hashFile, ledgerAsItIs } from './files.js';
import { outputFile, placeOf } from './places.js';
import { type OutputRecord, type RunEntry, type RunReceipt, receiptOf, writeReceipt } from './receipt.js';

const NOTHING: RunReceipt = { format: 1, runs: [], code: {}, outputs: {}, not_covered: {} };

/**
 * Records runs in the receipt of their folder: an entry for the run, and hashes of what it wrote. A run that was stopped
 * before it changed anything leaves no entry. Throws before the first cell where the folder's receipt is damaged.
 */
export function receiptRecorder(clock: () => number): RunRecorder {
  return (run) => {
    const former = receiptOf(run.out) ?? NOTHING;
    const started = clock();
    const checkout = readCheckout();
    const start = entryStart(run, checkout, started);
    const before = filesOf(run);
    return (result) => {
      const after = filesOf(run);
      const wrote = [...after].filter(([name, mark]) => before.get(name) !== mark).map(([name]) => name);
      const gone = [...before.keys()].filter((name) => !after.has(name));
      if (!result && wrote.length === 0 && gone.length === 0) return;
      const entry: RunEntry = {
        run: Math.max(0, ...former.runs.map((one) => one.run)) + 1,
        ...start,
        seconds: Math.max(0, Math.round(clock() - started)) / 1000,
        ended: endingOf(result),
        computed_from: wrote.includes('results.json') ? computedFrom(run.out, run.name) : null,
        ...notesOn(former, start.found.results),
      };
      const runs = [...former.runs, entry];
      const present = { run, runs, names: [...after.keys()] };
      const outputs = { ...without(former.outputs, gone), ...recorded(present, wrote, former) };
      const kept = withoutReplaced(runs, outputs);
      const code = { ...former.code, [checkout.code]: checkout.files };
      writeReceipt(run.out, {
        format: 1,
        runs: kept,
        code: Object.fromEntries(Object.entries(code).filter(([key]) => kept.some((one) => one.code === key))),
        outputs: sorted(outputs),
        not_covered: sorted(notCovered(present, outputs)),
      });
    };
  };
}

interface Present {
  readonly run: BeginningRun;
  readonly runs: readonly RunEntry[];
  readonly names: readonly string[];
}

/** Files in the folder, and the Pine scripts outside it, by their names in the receipt, with marks. */
function filesOf({ notebook, file, out }: BeginningRun): Map<string, string> {
  const files = folderFiles(out);
  const pine = defaultText(notebook, 'pine');
  if (pine === undefined || pine === '') return files;
  const folder = resolve(dirname(file), pine);
  const scripts = folderFiles(folder);
  for (const name of Object.values(PINE_FILES)) {
    const mark = scripts.get(name);
    const place = placeOf(join(folder, name), out);
    if (mark !== undefined && !place.startsWith('out:')) files.set(place, mark);
  }
  return files;
}

function recorded({ run, runs }: Present, wrote: readonly string[], former: RunReceipt): RunReceipt['outputs'] {
  const number = runs[runs.length - 1]?.run ?? 0;
  const facts = coverageFacts(run.out, runs);
  const records = wrote.flatMap((name): [string, OutputRecord][] => {
    const coverage = coverageOf(name, facts);
    if (!coverage.covered) return [];
    const hashed = coverage.covered === 'trials' ? trialsRecord(run.out) : hashFile(outputFile(name, run.out));
    if (!hashed) return [];
    // A ledger's file changes when it is opened: what counts is who changed its content.
    const same = coverage.covered === 'trials' && former.outputs[name]?.sha256 === hashed.sha256;
    return [[name, { ...hashed, run: same ? (former.outputs[name]?.run ?? number) : number }]];
  });
  return Object.fromEntries(records);
}

function trialsRecord(out: string): { sha256: string; trials: number } {
  const { sha256, trials } = ledgerAsItIs(join(out, TRIALS_FILE));
  return { sha256, trials };
}

function notCovered(present: Present, outputs: RunReceipt['outputs']): Record<string, string> {
  const facts = coverageFacts(present.run.out, present.runs);
  return Object.fromEntries(
    present.names.flatMap((name): [string, string][] => {
      const coverage = coverageOf(name, facts);
      if (coverage.covered || name in outputs) return [];
      return [[name, coverage.why]];
    }),
  );
}

/** Runs of which nothing is left are dropped, but for the newest of each notebook. */
function withoutReplaced(runs: readonly RunEntry[], outputs: RunReceipt['outputs']): RunEntry[] {
  const used = new Set(Object.values(outputs).map(({ run }) => run));
  const newest = new Map(runs.map(({ notebook, run }) => [notebook, run]));
  return runs.filter(({ notebook, run }) => used.has(run) || newest.get(notebook) === run);
}

function notesOn(former: RunReceipt, found: string | null): { notes?: readonly string[] } {
  const known = former.outputs['results.json'];
  if (!known || found === known.sha256) return {};
  return { notes: ['results.json was not as the run before had left it: changed by hand, or from an open notebook'] };
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
