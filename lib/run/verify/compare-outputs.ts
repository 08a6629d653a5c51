import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../report/results.js';
import { coverageFacts, coverageOf } from '../receipt/coverage.js';
import { folderFiles, ledgerAsItIs, sha256 } from '../receipt/files.js';
import { outputFile } from '../receipt/places.js';
import type { OutputRecord, RunEntry, RunReceipt } from '../receipt/receipt.js';
import { firstDifference, firstJsonDifference, shown } from './first-difference.js';

/** An output that came out otherwise in the rerun. */
export interface OutputDifference {
  readonly name: string;
  /** The first figure that differs, with both values. */
  readonly what: string;
}

export interface ComparedOutputs {
  readonly equal: readonly string[];
  readonly differences: readonly OutputDifference[];
  readonly notCompared: Readonly<Record<string, string>>;
}

interface Folders {
  readonly original: string;
  readonly out: string;
  readonly pine: string;
}

const SIDES = { before: "in the receipt's folder", after: 'in the rerun' };
/** What a person looks at first. */
const FIRST = ['results.json', 'trades.csv', 'paper_trades.csv'];

/** Compares what the runs wrote that were made again with what they wrote then; results.json and trades come first. */
export function compareOutputs(
  receipt: RunReceipt,
  folders: Folders,
  rerun: readonly RunEntry[],
  skipped: readonly string[],
): ComparedOutputs {
  const facts = coverageFacts(folders.original, receipt.runs);
  const numbers = new Set(rerun.map(({ run }) => run));
  const equal: string[] = [];
  const differences: OutputDifference[] = [];
  const notCompared: Record<string, string> = {};
  const made = new Set([...folderFiles(folders.out).keys()].filter((name) => isCompared(name, facts)));
  for (const [name, record] of inOrder(receipt.outputs)) {
    made.delete(name);
    const coverage = coverageOf(name, facts);
    if (coverage.covered && coverage.rerun !== 'equal') notCompared[name] = coverage.rerun.differs;
    else if (!isMadeAgain(name, record, numbers)) notCompared[name] = 'its run was not made again';
    else {
      const what = outputDifference(name, record, folders, skipped, notCompared);
      if (what === undefined) equal.push(name);
      else differences.push({ name, what });
    }
  }
  for (const name of made) differences.push({ name, what: 'the rerun wrote it, no run of the receipt did' });
  return { equal, differences, notCompared };
}

/** Of what several notebooks write, results and trials, the last of them may be one that was left out. */
function isMadeAgain(name: string, record: OutputRecord, numbers: ReadonlySet<number>): boolean {
  if (numbers.size === 0) return false;
  return numbers.has(record.run) || name === 'results.json' || record.trials !== undefined;
}

function isCompared(name: string, facts: Parameters<typeof coverageOf>[1]): boolean {
  const coverage = coverageOf(name, facts);
  return coverage.covered !== false && coverage.rerun === 'equal';
}

function inOrder(outputs: RunReceipt['outputs']): [string, OutputRecord][] {
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(outputs).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}

function outputDifference(
  name: string,
  record: OutputRecord,
  folders: Folders,
  skipped: readonly string[],
  notCompared: Record<string, string>,
): string | undefined {
  const scripts = /^repository:.*?([^/]+)$/.exec(name)?.[1];
  const again = scripts === undefined ? join(folders.out, name) : join(folders.pine, scripts);
  if (!existsSync(again)) return 'the rerun did not write it';
  if (record.trials !== undefined) return trialsDifference(again, record);
  const data = readFileSync(again);
  if (sha256(data) === record.sha256) return undefined;
  const file = outputFile(name, folders.original);
  const then = existsSync(file) ? readFileSync(file) : undefined;
  if (then === undefined || sha256(then) !== record.sha256) {
    return `it is not what the receipt says, and ${then ? 'the file was altered since' : 'the file is gone'}: which figure differs cannot be told`;
  }
  if (name === 'results.json' && skipped.length > 0) return sectionsDifference(then, data, skipped, notCompared);
  return firstDifference(name, then, data, SIDES);
}

function trialsDifference(again: string, record: OutputRecord): string | undefined {
  const now = ledgerAsItIs(again);
  if (now.sha256 === record.sha256) return undefined;
  return `${record.trials} trials ${SIDES.before}, ${now.trials} ${SIDES.after}, not all alike`;
}

/** Sections of notebooks that were left out are missing in the rerun; all others have to be there and equal. */
function sectionsDifference(
  then: Uint8Array,
  again: Uint8Array,
  skipped: readonly string[],
  notCompared: Record<string, string>,
): string | undefined {
  const sections = (data: Uint8Array) => JSON.parse(new TextDecoder().decode(data)) as Readonly<Record<string, Json>>;
  const [before, after] = [sections(then), sections(again)];
  const left = Object.keys(before).filter((name) => !(name in after));
  for (const name of left)
    notCompared[`results.json ${name}`] = `of a notebook that was left out (${skipped.join(', ')})`;
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !left.includes(name)));
  const receipt = Object.entries((kept.receipt ?? {}) as Readonly<Record<string, Json>>);
  const wanted = { ...kept, receipt: Object.fromEntries(receipt.filter(([name]) => !skipped.includes(name))) };
  const found = firstJsonDifference(wanted, after);
  return found && `${found.path}: ${shown(found.before)} ${SIDES.before}, ${shown(found.after)} ${SIDES.after}`;
}
