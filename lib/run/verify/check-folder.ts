import { existsSync } from 'node:fs';
import { earliestContent } from '../../optimise/ledger-content.js';
import { count, counted } from '../../report/figures/words.js';
import { type Checkout, changedFiles } from '../receipt/checkout.js';
import { coverageFacts, coverageOf } from '../receipt/coverage.js';
import { folderFiles, hashFile, ledgerAsItIs, withLedgerCopy } from '../receipt/files.js';
import { outputFile, pathOf } from '../receipt/places.js';
import type { OutputRecord, RunEntry, RunReceipt } from '../receipt/receipt.js';

/** A file that is not as the receipt says. */
export interface AlteredFile {
  readonly name: string;
  readonly what: 'altered' | 'missing' | 'extra';
  /** One clause: sizes and hashes, or who should have written it. */
  readonly detail: string;
}

export interface FolderCheck {
  /** How many files the receipt vouches for. */
  readonly covered: number;
  readonly problems: readonly AlteredFile[];
  /** What was added to a file that is made to grow, and took nothing from what was recorded. */
  readonly notices: readonly string[];
  /** Files in the folder that nobody vouches for, with the reason. */
  readonly notCovered: Readonly<Record<string, string>>;
}

/** Holds every file of a folder against its receipt. Changes nothing. */
export function checkFolder(receipt: RunReceipt, folder: string): FolderCheck {
  const facts = coverageFacts(folder, receipt.runs);
  const notices: string[] = [];
  const problems = Object.entries(receipt.outputs).flatMap(([name, record]) =>
    checkOutput(name, record, { folder, receipt, notices }),
  );
  const notCovered: Record<string, string> = {};
  for (const name of folderFiles(folder).keys()) {
    if (Object.hasOwn(receipt.outputs, name)) continue;
    const coverage = coverageOf(name, facts);
    if (coverage.covered && !Object.hasOwn(receipt.not_covered, name)) {
      problems.push({ name, what: 'extra', detail: 'no run of this receipt wrote it' });
    } else notCovered[name] = coverage.covered ? (receipt.not_covered[name] ?? '') : coverage.why;
  }
  return { covered: Object.keys(receipt.outputs).length, problems, notices, notCovered };
}

interface Checking {
  readonly folder: string;
  readonly receipt: RunReceipt;
  /** Where notices are added. */
  readonly notices: string[];
}

function checkOutput(name: string, record: OutputRecord, { folder, receipt, notices }: Checking): AlteredFile[] {
  const file = outputFile(name, folder);
  const by = receipt.runs.find(({ run }) => run === record.run)?.notebook ?? `run ${record.run}`;
  if (!existsSync(file)) return [{ name, what: 'missing', detail: `${by} wrote it` }];
  try {
    if (record.trials === undefined) return checkBytes(name, file, record, by);
    return checkTrials(name, file, record.trials, record.sha256, notices);
  } catch (error) {
    return [{ name, what: 'altered', detail: `it does not read: ${(error as Error).message}` }];
  }
}

function checkBytes(name: string, file: string, record: OutputRecord, by: string): AlteredFile[] {
  const found = hashFile(file);
  if (found?.sha256 === record.sha256) return [];
  const detail = `${by} wrote ${record.bytes} bytes of SHA-256 ${short(record.sha256)}, now ${found?.bytes ?? 'no'} bytes of ${short(found?.sha256 ?? 'none')}`;
  return [{ name, what: 'altered', detail }];
}

/** A ledger grows with each search: what counts is that the recorded trials are the first in it, as they were. */
function checkTrials(name: string, file: string, recorded: number, hash: string, notices: string[]): AlteredFile[] {
  const { trials, sha256 } = ledgerAsItIs(file);
  if (sha256 === hash) return [];
  if (trials > recorded && withLedgerCopy(file, (copy) => earliestContent(copy, recorded)).sha256 === hash) {
    const added = trials - recorded;
    notices.push(
      `${name}: ${counted(added, 'trial')} ${added === 1 ? 'was' : 'were'} added; the recorded ${count(recorded)} are unchanged`,
    );
    return [];
  }
  const now = trials === recorded ? `${count(trials)} of other content` : count(trials);
  const detail = `${counted(recorded, 'trial')} were recorded, now ${now}: not all of the recorded are there as they were`;
  return [{ name, what: 'altered', detail }];
}

function short(hash: string): string {
  return hash.slice(0, 12);
}

/** How many changed files a notice names. */
const NAMED = 6;

/** What of this checkout differs from what the runs were made with: code, notebooks, lockfile, environment. One line each. */
export function checkoutNotices(receipt: RunReceipt, folder: string, present: Checkout): readonly string[] {
  return [
    ...[...new Set(receipt.runs.map(({ code }) => code))].flatMap((code) => codeNotice(receipt, code, present)),
    ...receipt.runs.flatMap((entry) => notebookNotice(entry, folder)),
    ...byRuns(receipt, ({ lockfile }) => (lockfile === present.lockfile ? '' : 'package-lock.json differs')),
    ...byRuns(receipt, ({ environment }) => environmentNotice(environment, present.environment)),
    ...receipt.runs.flatMap(({ notebook, notes }) => (notes ?? []).map((note) => `${notebook}: ${note}`)),
    ...receipt.runs.flatMap(({ notebook, ended }) =>
      ended.how === 'complete'
        ? []
        : [
            `${notebook} ${ended.how}${ended.cell === undefined ? '' : ` in cell ${ended.cell}`}${ended.error ? `: ${ended.error}` : ''}`,
          ],
    ),
  ];
}

function codeNotice({ runs, code }: RunReceipt, key: string, present: Checkout): string[] {
  const changed = key === present.code ? [] : changedFiles(code[key] ?? {}, present.files);
  if (changed.length === 0) return [];
  const names = changed.slice(0, NAMED).map(({ file, how }) => (how === 'changed' ? file : `${file} (${how})`));
  const more = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : '';
  const whose = runs.filter((entry) => entry.code === key).map(({ notebook }) => notebook);
  return [`code differs from that of ${list(whose)}: ${names.join(', ')}${more}`];
}

function notebookNotice({ notebook, file, file_sha256 }: RunEntry, folder: string): string[] {
  const path = pathOf(file, folder);
  if (path === undefined) return [];
  const now = hashFile(path)?.sha256;
  if (now === file_sha256) return [];
  return [`${notebook}: the notebook's file ${now === undefined ? 'is gone' : 'was changed'} since`];
}

function environmentNotice(then: RunEntry['environment'], now: RunEntry['environment']): string {
  return Object.entries(then)
    .filter(([name, value]) => now[name as keyof typeof now] !== value)
    .map(([name, value]) => `${name} is ${now[name as keyof typeof now]}, was ${value}`)
    .join('; ');
}

/** The same words about several runs are one line. */
function byRuns({ runs }: RunReceipt, words: (entry: RunEntry) => string): string[] {
  const groups = new Map<string, string[]>();
  for (const entry of runs) {
    const text = words(entry);
    if (text !== '') groups.set(text, [...(groups.get(text) ?? []), entry.notebook]);
  }
  return Array.from(groups, ([text, whose]) => `${text} (${list(whose)})`);
}

function list(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length <= 3 ? unique.join(', ') : `${unique.slice(0, 2).join(', ')} and ${unique.length - 2} more`;
}
