import type { Bars } from '../../core/bars.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import { isoDay, MINUTE } from '../../core/time.js';

/** `1,797 USD`; whole dollars from 100 on, cents below. Without sign. */
export function usd(value: number): string {
  const size = Math.abs(value);
  return `${formatNumber(size, size >= 100 ? 0 : 2)} USD`;
}

/** `-1,797 USD`, `+12.50 USD`. */
export function signedUsd(value: number): string {
  return `${sign(value)}${usd(value)}`;
}

/** `a net loss of 1,797 USD`, with the word before the result as given (`net`). */
export function gainOrLoss(value: number, kind: string): string {
  return `a ${kind} ${value < 0 ? 'loss' : 'profit'} of ${usd(value)}`;
}

/** `-1.43 R`. */
export function inR(value: number): string {
  return `${formatNumber(value, 2)} R`;
}

/** A count with thousands separated. */
export function count(value: number): string {
  return formatNumber(value, 0);
}

/** `1 trade`, `939 trades`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A share as percent, whole where that is precise enough: `63 %`, `0.7 %`. */
export function share(fraction: number): string {
  const percent = Math.abs(100 * fraction);
  return formatPercent(fraction, percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2);
}

/** `-17.97 %`, `+3.20 %`. */
export function signedPercent(fraction: number): string {
  return `${sign(fraction)}${formatPercent(Math.abs(fraction))}`;
}

function sign(value: number): string {
  return value < 0 ? '-' : '+';
}

/** `5m`, `15m`, `1h`: the name of a bar's length. */
export function stepName(step: number): string {
  const minutes = step / MINUTE;
  return minutes % 1440 === 0 ? `${minutes / 1440}d` : minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** `167,040 bars of 5m, 2023-06-01 to 2024-12-31 UTC`: what the numbers were found on. */
export function span({ time, step }: Pick<Bars, 'time' | 'step'>): string {
  if (time.length === 0) return 'no bars';
  return `${counted(time.length, 'bar')} of ${stepName(step)}, ${isoDay(time[0])} to ${isoDay(time[time.length - 1])} UTC`;
}

/** `fee 0.10 % and slippage 0.10 % a side`: the costs in force. */
export function costsInForce({ fee, slippage }: { readonly fee: number; readonly slippage: number }): string {
  return `fee ${formatPercent(fee)} and slippage ${formatPercent(slippage)} a side`;
}

/** `2024-03-01 12:05`, UTC. */
export function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
