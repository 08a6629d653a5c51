import { SECOND } from '../../core/time.js';
import type { IntegerReader, IntegerWriter } from '../long-chart/integers.js';

/** Whole numbers must stay below this in size. */
const MOST = 2 ** 30;

/**
 * Writes numbers at `decimals`, fewer where they are too large for it; returns the decimals kept. Null is kept where it may
 * stand.
 */
export function writeNumbers(values: readonly (number | null)[], decimals: number, out: IntegerWriter): number {
  const most = values.reduce<number>((largest, value) => Math.max(largest, Math.abs(value ?? 0)), 0);
  let kept = decimals;
  while (kept > 0 && most * 10 ** kept >= MOST) kept--;
  out.changing(values.map((value) => (value === null ? 1 : 0)));
  out.signed(values.flatMap((value) => (value === null ? [] : [Math.round(value * 10 ** kept)])));
  return kept;
}

export function readNumbers(length: number, decimals: number, from: IntegerReader): (number | null)[] {
  const isNull = from.changing(length);
  const values = from.signed();
  let next = 0;
  return Array.from(isNull, (absent) => (absent === 1 ? null : values[next++] / 10 ** decimals));
}

/** Writes times as whole seconds after other times. */
export function writeTimes(times: readonly number[], after: readonly number[], out: IntegerWriter): void {
  out.signed(times.map((time, k) => (time - after[k]) / SECOND));
}

export function readTimes(after: readonly number[], from: IntegerReader): number[] {
  return Array.from(from.signed(), (seconds, k) => after[k] + SECOND * seconds);
}

/** Writes one of a few values by its place among them. */
export function writeChoices<T>(values: readonly T[], choices: readonly T[], out: IntegerWriter): void {
  out.unsigned(values.map((value) => choices.indexOf(value)));
}

export function readChoices<T>(choices: readonly T[], from: IntegerReader): T[] {
  return Array.from(from.unsigned(), (choice) => choices[choice]);
}
