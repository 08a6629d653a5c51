import { counted } from '../report/figures/words.js';

/** A file of a folder of results, by its path with forward slashes, and its size in bytes. */
export interface OutputFile {
  readonly name: string;
  readonly size: number;
}

/** Files that SQLite makes and removes beside its own, and those that are on their way to their name. */
const PASSING = /\.(sqlite-(wal|shm)|tmp)$/;

/** Names of files as a reader is told of them: without SQLite's side files, what paper trading works with as one folder. */
export function toldNames(names: readonly string[]): readonly string[] {
  const told = names.filter((name) => !PASSING.test(name)).map((name) => name.replace(/^paper\/.*$/s, 'paper/'));
  return [...new Set(told)].sort();
}

/**
 * What a folder of results holds, a line each: pages and executed copies of `notebooks` (their names) in one line each, a
 * folder in one line, all else file by file; the dashboard is first.
 */
export function outputLines(files: readonly OutputFile[], notebooks: readonly string[]): readonly string[] {
  const groups = new Map<string, OutputFile[]>();
  for (const file of files.filter(({ name }) => !PASSING.test(name)).sort(byName)) {
    const group = groupOf(file.name, notebooks);
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const order = (group: string) => (group === 'dashboard.html' ? 0 : group in NOTEBOOK_GROUPS ? 1 : 2);
  const lines = [...groups].sort(([a], [b]) => order(a) - order(b));
  return lines.map(([group, members]) => line(group, members));
}

const NOTEBOOK_GROUPS: Readonly<Record<string, string>> = {
  '.html': 'the notebooks as pages',
  '.ipynb': 'the notebooks as executed',
};

function groupOf(name: string, notebooks: readonly string[]): string {
  const [, stem, end = ''] = /^(.*?)(\.html|\.ipynb)$/.exec(name) ?? [];
  if (stem !== undefined && notebooks.includes(stem)) return end;
  const slash = name.indexOf('/');
  return slash === -1 ? name : name.slice(0, slash + 1);
}

function line(group: string, members: readonly OutputFile[]): string {
  const size = sizeText(members.reduce((sum, file) => sum + file.size, 0));
  const [first, last] = [members[0]?.name ?? '', members[members.length - 1]?.name ?? ''];
  const isNotebooks = group in NOTEBOOK_GROUPS;
  const name = isNotebooks && first !== last ? `${first} ... ${last}` : isNotebooks ? first : group;
  const note = isNotebooks ? NOTEBOOK_GROUPS[group] : group.endsWith('/') ? counted(members.length, 'file') : '';
  return `${name.padEnd(36)} ${size.padStart(9)}  ${note}`.trimEnd();
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function byName(a: OutputFile, b: OutputFile): number {
  return a.name < b.name ? -1 : 1;
}
