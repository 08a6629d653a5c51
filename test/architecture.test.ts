// Reads the import lines of lib/ and keeps the order of its folders, so that it stays true without anyone watching.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { test } from 'node:test';

const LIB = resolve(__dirname, '../../lib');

/** What each folder may import besides itself. A new folder has to be entered here, with its place. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  data: ['core'],
  bars: ['core'],
  indicators: ['core', 'bars'],
  strategy: ['core', 'bars', 'indicators'],
  backtest: ['core', 'bars', 'indicators', 'strategy'],
  compute: ['core'],
  optimise: ['core', 'data'],
  robustness: ['core', 'data', 'bars', 'indicators', 'strategy', 'backtest', 'optimise', 'compute'],
  paper: ['core', 'data', 'bars', 'indicators', 'strategy', 'backtest'],
  pine: ['core', 'strategy'],
  // Of paper only what the live page shows: types and pure functions.
  report: ['core', 'data', 'bars', 'indicators', 'strategy', 'backtest', 'optimise', 'robustness', 'paper', 'pine'],
  // The top: the session of a notebook puts data, market and parameters together.
  run: ['core', 'data', 'bars', 'strategy', 'backtest', 'optimise', 'robustness', 'compute', 'paper', 'pine', 'report'],
};

/** Tables of parameters: data with a line for each property, not code. */
const LONG_TABLES = ['strategy/mtf-parameters.ts', 'strategy/backtest-parameters.ts'];
const MOST_LINES = 220;

interface Source {
  /** Path below lib/, with forward slashes. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  /** Without comments and without what strings say. */
  readonly code: string;
  /** Files of lib/ that it imports, type imports included. */
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

const posix = (path: string) => path.split(sep).join('/');

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const path = posix(relative(LIB, file));
  const specifiers = Array.from(
    text.matchAll(/(?:^(?:import|export)\b[^'";]*?\bfrom\s*|^import\s*|\b(?:import|require)\(\s*)['"]([^'"]+)['"]/gm),
    ([, specifier]) => specifier,
  );
  const local = specifiers.filter((specifier) => specifier.startsWith('.'));
  return {
    path,
    folder: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    text,
    code: withoutComments(text),
    imports: local.map((specifier) => posix(relative(LIB, resolve(dirname(file), specifier.replace(/\.js$/, '.ts'))))),
    packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
  };
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|[^:'"`])\/\/.*$/gm, '');
}

const sources = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('node_modules'))
  .map((file) => readSource(join(LIB, file)));

/** Every offence at once, so that one run shows all there is to mend. */
function none(offences: readonly string[]): void {
  assert.deepEqual(offences, []);
}

test('the import lines are found', () => {
  assert.ok(sources.length > 40);
  const engine = sources.find(({ path }) => path === 'backtest/engine.ts');
  assert.ok(engine?.imports.includes('backtest/risk.ts'));
});

test('imports run one way: core < data, bars < indicators < strategy < backtest < optimise < robustness', () => {
  const offences = sources.flatMap(({ path, folder, imports }) =>
    imports
      .map((target) => ({ target, of: target.slice(0, target.indexOf('/')) }))
      .filter(({ of }) => folder !== '' && of !== folder && !MAY_IMPORT[folder]?.includes(of))
      .map(({ target }) => `${path} imports ${target}`),
  );
  none(offences);
});

test('every folder of lib has its place in the order', () => {
  const folders = new Set(sources.map(({ folder }) => folder).filter((folder) => folder !== ''));
  none([...folders].filter((folder) => !(folder in MAY_IMPORT)));
});

test('no files import each other in a circle', () => {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
    if (trail.includes(path) || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  none(circles);
});

test('nothing in lib imports the contents page', () => {
  none(sources.filter(({ imports }) => imports.includes('index.ts')).map(({ path }) => path));
});

test('only run/ and report/show.ts know tslab', () => {
  const knowing = sources.filter(({ packages }) => packages.some((name) => /^tslab(\/|$)/.test(name)));
  none(knowing.filter(({ path, folder }) => folder !== 'run' && path !== 'report/show.ts').map(({ path }) => path));
});

test('clock, randomness and environment are arguments: no Math.random, Date.now, new Date() or process.env outside run/', () => {
  const hidden = /\bMath\.random\b(?!\s*=)|\bDate\.now\b|\bnew Date\(\)|\bprocess\.env\b|\bperformance\.now\b/;
  const offences = sources.filter(({ folder, code }) => folder !== 'run' && hidden.test(code));
  none(offences.map(({ path, code }) => `${path}: ${code.match(hidden)?.[0]}`));
});

test(`no file is longer than ${MOST_LINES} lines, parameter tables apart`, () => {
  const long = sources.filter(
    ({ text, path }) => text.split('\n').length > MOST_LINES + 1 && !LONG_TABLES.includes(path),
  );
  none(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1} lines`));
});

test('a relative import names the compiled file, .js, or a .json', () => {
  const offences = sources.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/from ['"](\.[^'"]*)['"]/g), ([, name]) => name)
      .filter((name) => !/\.(js|json)$/.test(name))
      .map((name) => `${path}: ${name}`),
  );
  none(offences);
});
