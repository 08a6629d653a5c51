import type { Json } from '../../report/results.js';
import { changedFiles } from '../receipt/checkout.js';
import { completeRuns, type RunEntry } from '../receipt/receipt.js';
import type { RunSide } from './side.js';

/** Something that two runs were given, or ran on, and that is not the same. */
export interface InputDifference {
  readonly what: 'data' | 'parameters' | 'code' | 'environment';
  readonly name: string;
  /** Values as text; a dash where a run has none. */
  readonly a: string;
  readonly b: string;
  /** Notebooks for which it differs; none where it is of the whole folder. */
  readonly notebooks: readonly string[];
}

/** Names in the receipt of results.json, and of settings, that say which bars were used. */
const DATA = ['source', 'data_hash', 'finer_hash', 'from', 'to', 'bars', 'finer'] as const;
const NONE = '-';

type Facts = ReadonlyMap<string, { readonly what: InputDifference['what']; readonly value: string }>;

/** What differs in data, parameters, code and environment, for the notebooks that both runs have. */
export function compareInputs(a: RunSide, b: RunSide): InputDifference[] {
  const found = new Map<string, InputDifference>();
  for (const notebook of commonNotebooks(a, b)) {
    const known = entryOf(a, notebook) !== undefined && entryOf(b, notebook) !== undefined;
    const told = computedOf(a, notebook) !== undefined && computedOf(b, notebook) !== undefined;
    const facts = (side: RunSide) =>
      factsOf(told ? computedOf(side, notebook) : undefined, known ? entryOf(side, notebook) : undefined);
    const [left, right] = [facts(a), facts(b)];
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const { what, value } = left.get(name) ?? { what: right.get(name)?.what ?? 'parameters', value: NONE };
      add(found, { what, name, a: value, b: right.get(name)?.value ?? NONE, notebooks: [notebook] });
    }
    for (const one of codeOf(a, b, notebook)) add(found, { ...one, notebooks: [notebook] });
  }
  const order = ['data', 'parameters', 'code', 'environment'];
  return [...found.values(), ...unknown(a, b)].sort((x, y) => order.indexOf(x.what) - order.indexOf(y.what));
}

/** Notebooks that both have results of, and those that one alone has. */
export function sharedNotebooks(
  a: RunSide,
  b: RunSide,
): { readonly common: string[]; readonly onlyA: string[]; readonly onlyB: string[] } {
  const [left, right] = [notebooksOf(a), notebooksOf(b)];
  return {
    common: commonNotebooks(a, b),
    onlyA: left.filter((name) => !right.includes(name)),
    onlyB: right.filter((name) => !left.includes(name)),
  };
}

function notebooksOf({ receipt, results }: RunSide): string[] {
  const ran = receipt ? completeRuns(receipt).map(({ notebook }) => notebook) : [];
  return [...new Set([...Object.keys((results.receipt ?? {}) as object), ...ran])].sort();
}

function commonNotebooks(a: RunSide, b: RunSide): string[] {
  const others = notebooksOf(b);
  return notebooksOf(a).filter((name) => others.includes(name));
}

/** The same difference of several notebooks is one. */
function add(found: Map<string, InputDifference>, one: InputDifference): void {
  if (one.a === one.b) return;
  const key = JSON.stringify([one.what, one.name, one.a, one.b]);
  const known = found.get(key);
  found.set(key, known ? { ...known, notebooks: [...known.notebooks, ...one.notebooks] } : one);
}

function entryOf({ receipt }: RunSide, notebook: string): RunEntry | undefined {
  return receipt && completeRuns(receipt).find((entry) => entry.notebook === notebook);
}

/** What a notebook wrote of its data and parameters into results.json; where that is gone, what run.json has of it. */
function computedOf(side: RunSide, notebook: string): Record<string, Json> | undefined {
  const written = (side.results.receipt as Record<string, Json> | undefined)?.[notebook];
  return (written ?? entryOf(side, notebook)?.computed_from ?? undefined) as Record<string, Json> | undefined;
}

/** Data and parameters as the notebook wrote them; what the parameters cell held, and the environment, from run.json. */
function factsOf(written: Record<string, Json> | undefined, entry: RunEntry | undefined): Facts {
  const facts = new Map<string, { what: InputDifference['what']; value: string }>();
  const put = (name: string, value: Json) => {
    const what = (DATA as readonly string[]).includes(name) ? 'data' : 'parameters';
    if (!facts.has(name)) facts.set(name, { what, value: text(value) });
  };
  const { parameters = {}, ...computed } = written ?? {};
  for (const [name, value] of [...Object.entries(computed), ...Object.entries(parameters as object)]) put(name, value);
  for (const [name, value] of Object.entries(entry?.values ?? {})) put(name, value);
  for (const [name, value] of Object.entries(entry?.environment ?? {})) {
    facts.set(name, { what: 'environment', value });
  }
  if (entry) facts.set('package-lock.json', { what: 'environment', value: entry.lockfile.slice(0, 12) });
  return facts;
}

function codeOf(a: RunSide, b: RunSide, notebook: string): Omit<InputDifference, 'notebooks'>[] {
  const [left, right] = [entryOf(a, notebook), entryOf(b, notebook)];
  if (!left || !right) return [];
  const short = (hash: string | undefined) => hash?.slice(0, 12) ?? NONE;
  const [before, after] = [a.receipt?.code[left.code] ?? {}, b.receipt?.code[right.code] ?? {}];
  return [
    { what: 'code' as const, name: `${notebook}.ipynb`, a: short(left.file_sha256), b: short(right.file_sha256) },
    ...changedFiles(before, after).map(({ file }) => ({
      what: 'code' as const,
      name: file,
      a: short(before[file]),
      b: short(after[file]),
    })),
  ];
}

function unknown(a: RunSide, b: RunSide): InputDifference[] {
  if (a.receipt && b.receipt) return [];
  const words = ({ receipt }: RunSide) => (receipt ? 'known' : 'not known: no run.json');
  if (!a.receipt && !b.receipt) return [];
  return (['code', 'environment'] as const).map((what) => ({
    what,
    name: 'receipt',
    a: words(a),
    b: words(b),
    notebooks: [],
  }));
}

function text(value: Json): string {
  if (value === '') return NONE;
  return typeof value === 'string'
    ? /^[0-9a-f]{64}$/.test(value)
      ? value.slice(0, 12)
      : value
    : JSON.stringify(value);
}
