import { relative } from 'node:path';
import { counted } from '../../report/figures/words.js';
import type { RunReceipt } from '../receipt/receipt.js';
import type { FolderCheck } from './check-folder.js';
import type { RerunResult } from './rerun.js';

/** What `npm run verify` says of a folder: each file that is not as recorded, then notices, and a last line that sums up. */
export function folderLines(
  name: string,
  { runs }: RunReceipt,
  { covered, problems, notices: grown, notCovered }: FolderCheck,
  notices: readonly string[],
): readonly string[] {
  const notebooks = new Set(runs.map(({ notebook }) => notebook)).size;
  return [
    `${name}: ${counted(notebooks, 'notebook')}, ${counted(covered, 'file')} covered`,
    ...problems.map(({ name: file, what, detail }) => `  ${what.padEnd(8)} ${file}: ${detail}`),
    ...[...grown, ...notices].map((notice) => `  notice   ${notice}`),
    ...byReason(notCovered).map((line) => `  not covered: ${line}`),
    problems.length === 0
      ? 'Unaltered: every covered file is as its run left it.'
      : `Not as recorded: ${counted(problems.length, 'file')}.`,
  ];
}

/** What it says of a rerun: the first figure that differs, then the first of each other file. */
export function rerunLines(result: RerunResult, seconds: number): readonly string[] {
  const { rerun, skipped, equal, differences, notCompared, remarks } = result;
  const [first, ...others] = differences;
  const left = Object.entries(skipped).map(([notebook, why]) => `  left out ${notebook}: ${why}`);
  if (rerun.length === 0) return [...left, 'Nothing was run again.'];
  return [
    ...left,
    ...byReason(notCompared).map((line) => `  not compared: ${line}`),
    ...equal.map((name) => `  equal    ${name}`),
    ...others.map(({ name, what }) => `  differs  ${name}: ${what}`),
    ...(first ? remarks.map((remark) => `  note     ${remark}`) : []),
    first
      ? `The rerun differs in ${counted(differences.length, 'file')} of ${equal.length + differences.length} (${seconds.toFixed(0)} s). First difference: ${first.name}, ${first.what}`
      : `The rerun gave the same bytes: ${counted(equal.length, 'file')} (${seconds.toFixed(0)} s).`,
  ];
}

/** A path as from the folder `from`, where that is shorter. */
export function shortened(path: string, from: string): string {
  const short = relative(from, path) || '.';
  return short.length < path.length ? short : path;
}

/** A line without what a terminal would obey: names of files come from receipts and folders of other people. */
export function printable(line: string): string {
  return line.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Files with the same reason on one line. */
function byReason(reasons: Readonly<Record<string, string>>): string[] {
  const groups = new Map<string, string[]>();
  for (const [name, why] of Object.entries(reasons)) groups.set(why, [...(groups.get(why) ?? []), name]);
  return Array.from(groups, ([why, names]) => {
    const shown = names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
    return `${shown} (${why})`;
  });
}
