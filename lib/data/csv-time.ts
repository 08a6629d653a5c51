/** How a file writes its times; one file must keep to one. */
export type TimeUnit = 'ISO' | 's' | 'ms' | 'us' | 'ns';

const EPOCH_UNITS = [
  { unit: 's', below: 1e11, divisor: 1e-3 },
  { unit: 'ms', below: 1e14, divisor: 1 },
  { unit: 'us', below: 1e17, divisor: 1e3 },
  { unit: 'ns', below: 1e20, divisor: 1e6 },
] as const;

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Milliseconds UTC of a time as people write it, and how it was written: ISO 8601 (with Z, with an offset, or bare, which
 * means UTC) or a number since 1970 whose size tells seconds, ms, us and ns apart (from 1973 to 5138). Undefined when it is
 * neither. Number() reads the 19 digits of ns to within 256 ns, and exactly for whole minutes.
 */
export function parseTime(text: string): { time: number; unit: TimeUnit } | undefined {
  if (/^\d+(\.\d*)?$/.test(text)) {
    const value = Number(text);
    const epoch = EPOCH_UNITS.find(({ below }) => value < below);
    return epoch && { time: value / epoch.divisor, unit: epoch.unit };
  }
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const midnight = utcDay(year, month, day);
  if (Number.isNaN(midnight) || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = match[7] ? Number(`0.${match[7]}`) * 1000 : 0;
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return { time: local - offsetMillis(match[8]), unit: 'ISO' };
}

/** Midnight UTC of a calendar day in ms; NaN when there is no such day. */
export function utcDay(year: number, month: number, day: number): number {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : Number.NaN;
}

function offsetMillis(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
