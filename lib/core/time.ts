/** Lengths in milliseconds. A day and a year are those of a market that never closes: 24 h, 365 days. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The timeframes of the system and their steps in milliseconds, named as Alpaca names them. */
export const TIMEFRAMES = { '1Min': MINUTE, '5Min': 5 * MINUTE, '15Min': 15 * MINUTE, '1Hour': HOUR } as const;
export type Timeframe = keyof typeof TIMEFRAMES;

/** Open time of the bucket of `step` milliseconds that contains `time`, by the clock (UTC). */
export function bucketStart(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

/** `2024-03-01T12:05:00Z`: ISO 8601 to the second. Milliseconds are kept only when there are any. */
export function isoTime(time: number): string {
  if (!Number.isFinite(time)) return String(time);
  const text = new Date(time).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

/** `2024-03-01`, the UTC day of a time. */
export function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
