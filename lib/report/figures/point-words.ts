import { formatDigits } from '../../core/format.js';
import type { PointValue } from '../../optimise/axis.js';
import type { Point } from '../../optimise/space.js';

/** A parameter's value: four digits of a number, a name as it is. */
export function valueWords(value: PointValue): string {
  return typeof value === 'number' ? formatDigits(value) : String(value);
}

/** `ema1_entry = 24, tp_rr = 2.312`. */
export function pointWords(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${valueWords(value)}`)
    .join(', ');
}

/** Four significant digits, enough for the eye and short as JSON. */
export function brief(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}

/** Whether numbers are spread by factors: the middle value lies nearer to the geometric than to the arithmetic mean of the ends. */
export function isLogarithmic(values: readonly PointValue[]): boolean {
  const [low, middle, high] = [values[0], values[values.length >> 1], values[values.length - 1]].map(Number);
  if (!(low > 0) || high < 4 * low || values.length % 2 === 0) return false;
  return Math.abs(middle - Math.sqrt(low * high)) < Math.abs(middle - (low + high) / 2);
}
