import { type LabCompute, openCompute as openOn } from '../robustness/run-tasks.js';

/** Sets how many threads notebooks use, for a whole command: a notebook's results do not depend on it. */
export const THREADS_VARIABLE = 'MTF_THREADS';

/**
 * Opens a place to run walk-forward and Monte Carlo: `{ kind: 'threads' }`, `{ kind: 'inline' }`, or a cluster. Close it
 * when done. Threads without a number are as many as MTF_THREADS says, else as the machine has cores.
 */
export function openCompute(place: Parameters<typeof openOn>[0]): Promise<LabCompute> {
  if (place.kind !== 'threads' || place.threads !== undefined) return openOn(place);
  const threads = threadsOf(process.env[THREADS_VARIABLE]);
  return openOn({ ...place, ...(threads !== undefined && { threads }) });
}

/** A number of threads as it is typed; undefined for none. Throws on anything else, naming `what`. */
export function threadsOf(text: string | undefined, what = THREADS_VARIABLE): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`threadsOf: ${what} must be a whole number from 1 to 9999, got ${text}`);
}
