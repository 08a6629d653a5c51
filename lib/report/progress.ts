import { formatDigits } from '../core/format.js';

/** How far a long run is. */
export interface RunProgress {
  readonly done: number;
  readonly budget: number;
  /** Best value so far, null before there is one. */
  readonly best: number | null;
  /** Expected until the end, ms; null before it can be told. */
  readonly remaining: number | null;
}

/** `Search: 40 of 100, best 1.234, about 12 s left`. */
export function progressText(label: string, { done, budget, best, remaining }: RunProgress): string {
  const parts = [`${label}: ${done} of ${budget}`];
  if (best !== null) parts.push(`best ${formatDigits(best)}`);
  if (done >= budget) parts.push('done');
  else if (remaining !== null) parts.push(`about ${duration(remaining)} left`);
  return parts.join(', ');
}

/** `45 s`, `3 min`, `2.5 h`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
