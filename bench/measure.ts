/** One figure of the bench: measured in processes of its own, held against a goal. */
export interface BenchCase {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly goal: number;
  readonly better: 'higher' | 'lower';
  /** Processes to measure in; 1 where the figure comes out the same in each, which a time never does. */
  readonly processes?: number;
  /** Measures once in this process; the bench takes the median over processes. */
  measure(): number | Promise<number>;
}

/** Median wall time in ms of `runs` calls, after `warmup` calls that are not counted. */
export function medianTime(call: () => unknown, { runs = 15, warmup = 5 } = {}): number {
  for (let k = 0; k < warmup; k++) call();
  const times = Array.from({ length: runs }, () => timed(call));
  return median(times);
}

/** Wall time of one call, ms. */
export function timed(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Peak resident memory of this process, MB. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}
