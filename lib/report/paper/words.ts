import { bucketStart, DAY, HOUR, isoTime, MINUTE, SECOND } from '../../core/time.js';

/** `12 s`, `3 min`, `2 h 5 min`, `3 d 4 h`: a length of time for people. */
export function lasting(length: number): string {
  const whole = (step: number) => Math.floor(Math.max(0, length) / step);
  if (length < MINUTE) return `${whole(SECOND)} s`;
  if (length < HOUR) return `${whole(MINUTE)} min`;
  const [big, small, ofBig, ofSmall] =
    length < DAY ? ([HOUR, MINUTE, 'h', 'min'] as const) : ([DAY, HOUR, 'd', 'h'] as const);
  const rest = Math.floor((length % big) / small);
  return `${whole(big)} ${ofBig}${rest > 0 ? ` ${rest} ${ofSmall}` : ''}`;
}

/** `12 s ago`. */
export function ago(length: number): string {
  return `${lasting(length)} ago`;
}

/** `12:05:30`, UTC; with the day where it is not that of `now`. */
export function clockTime(time: number, now: number): string {
  const text = new Date(time).toISOString();
  const clock = text.slice(11, 19);
  return Math.floor(time / DAY) === Math.floor(now / DAY) ? clock : `${text.slice(0, 10)} ${clock.slice(0, 5)}`;
}

/** `2026-11-22T14:07:12Z`: ISO 8601 to the second, whatever the milliseconds. */
export function secondOf(time: number): string {
  return isoTime(bucketStart(time, SECOND));
}
