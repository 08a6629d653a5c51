// npm run bench [-- NAME ...]: measures each case in several processes, prints medians against goals, writes outputs/bench.json.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES } from '../bench/cases.js';
import { benchFiles } from '../bench/data.js';
import { type BenchCase, median } from '../bench/measure.js';
import { writeAtomic } from '../lib/data/files.js';

const PROCESSES = 5;
const NAME_WIDTH = Math.max(...CASES.map(({ name }) => name.length));
const root = join(__dirname, '..', '..');
const file = join(root, 'outputs', 'bench.json');

interface Figure {
  readonly median: number;
  readonly unit: string;
  readonly goal: number;
  readonly met: boolean;
}

function main(words: readonly string[]): void {
  const cases = CASES.filter(({ name }) => words.length === 0 || words.some((word) => name.startsWith(word)));
  if (cases.length === 0) {
    throw new Error(
      `bench: name must begin one of ${CASES.map(({ name }) => name).join(', ')}, got ${words.join(' ')}`,
    );
  }
  console.log(
    `Medians of ${PROCESSES} processes each (of one where nothing varies), on ${benchFiles().what}, Node ${process.versions.node}.`,
  );
  const figures: Record<string, Figure> = {};
  for (const one of cases) {
    const values = Array.from({ length: one.processes ?? PROCESSES }, () => inOwnProcess(one.name));
    const figure = figureOf(one, median(values));
    figures[one.name] = figure;
    console.log(line(one, figure, values));
  }
  const former = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Figure>) : {};
  writeAtomic(file, `${JSON.stringify({ ...former, ...figures }, null, 2)}\n`);
}

function inOwnProcess(name: string): number {
  const text = execFileSync(process.execPath, [join(__dirname, 'bench-case.js'), name], { encoding: 'utf8' });
  return (JSON.parse(text) as { value: number }).value;
}

function figureOf({ unit, goal, better }: BenchCase, value: number): Figure {
  return { median: value, unit, goal, met: better === 'higher' ? value >= goal : value <= goal };
}

function line(one: BenchCase, { median: value, unit, goal, met }: Figure, values: readonly number[]): string {
  const number = (x: number) => (x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential(2) : x.toPrecision(3));
  const range = values.length > 1 ? `  (${number(Math.min(...values))}..${number(Math.max(...values))})` : '';
  const sign = one.better === 'higher' ? '>=' : '<=';
  return `${one.name.padEnd(NAME_WIDTH)} ${number(value).padStart(8)} ${unit.padEnd(8)} ${sign} ${String(goal).padEnd(6)} ${met ? 'met   ' : 'MISSED'}${range}  ${one.what}`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
