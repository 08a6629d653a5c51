import { createOptimiser, type Optimiser, type OptimiserOptions } from './bayesian.js';
import type { Success, Told } from './history.js';
import { type Point, pointKey } from './space.js';

export interface OptimiseOptions extends OptimiserOptions {
  /** Evaluations in all, those of `told` included. */
  readonly budget: number;
  /**
   * The objective of a point; null or NaN where it has none. A throw counts as failed, its message kept.
   * `index` counts evaluations from 0 in the order in which points are asked for, however long each takes.
   */
  readonly evaluate: (point: Point, index: number) => number | null | Promise<number | null>;
  /** Points evaluated at the same time, 1 by default. It decides which points are asked for: keep it when resuming. */
  readonly batch?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the evaluations under way; what they came to is kept. One that throws after the signal is forgotten. */
  readonly signal?: AbortSignal;
  /** Milliseconds of any steady clock; without one, times are null. */
  readonly clock?: () => number;
}

export interface Progress {
  readonly done: number;
  readonly budget: number;
  /** The last of the batch just told; null when a stop has cut all of it. */
  readonly latest: Told | null;
  readonly best: Success | null;
  readonly failed: number;
  /** Since the start of this run, ms. */
  readonly elapsed: number | null;
  /** Expected until the end, ms, from the latest evaluations of this run; null before there are three. */
  readonly remaining: number | null;
}

export interface OptimiseResult {
  readonly optimiser: Optimiser;
  readonly best: Success | null;
  /** Every evaluation, in order: what to pass as `told` to go on from here. */
  readonly told: readonly Told[];
  /** Why it ended: all done, no points left, or asked to stop. */
  readonly ended: 'budget' | 'exhausted' | 'stopped';
  readonly failed: number;
  /** In words, where there is no best. */
  readonly reason?: string;
  /** Message of the first evaluation that threw. */
  readonly firstError?: string;
}

/**
 * Asks, evaluates and tells until the budget is spent. Points are told in the order in which they were asked for, so that
 * an equal seed gives equal points whatever takes longer. Resumes from `told` of a run with the same seed, batch and
 * options exactly as if it had not been interrupted, in the midst of a batch too.
 * Throws when budget or batch is not a whole number of at least 1, and on whatever `createOptimiser` refuses.
 */
export async function optimise(options: OptimiseOptions): Promise<OptimiseResult> {
  const { budget, batch = 1, told = [], signal, onProgress } = options;
  checkCount('budget', budget);
  checkCount('batch', batch);
  // A batch that was cut short is asked for again, whole, and what is known of it is not evaluated twice.
  const whole = told.length >= budget ? told.length : told.length - (told.length % batch);
  const optimiser = createOptimiser({ ...options, told: told.slice(0, whole) });
  const evaluator = makeEvaluator(options, optimiser, told.slice(whole));
  const pace = makePace(options.clock);
  let ended: OptimiseResult['ended'] = 'budget';
  for (let done = whole; done < budget && ended === 'budget'; ) {
    const points = signal?.aborted ? [] : optimiser.ask(Math.min(batch, budget - done));
    if (points.length === 0) ended = signal?.aborted ? 'stopped' : 'exhausted';
    const outcomes = await Promise.all(points.map((point, k) => evaluator.outcome(point, done + k)));
    points.forEach((point, k) => {
      if (outcomes[k] !== CUT) optimiser.tell(point, outcomes[k]);
    });
    if (outcomes.includes(CUT)) ended = 'stopped';
    done += points.length;
    pace.note(evaluator.made());
    if (points.length > 0) onProgress?.(progressOf(optimiser, budget, pace.times(budget - done)));
  }
  return resultOf(optimiser, ended, evaluator.firstError());
}

/** What an evaluation comes to when it was ended by the signal: neither a value nor a failure. */
const CUT = 'cut';

function makeEvaluator({ evaluate, signal }: OptimiseOptions, { space }: Optimiser, told: readonly Told[]) {
  const known = new Map(told.map(({ point, value }) => [pointKey(space, point), value]));
  let firstError: string | undefined;
  let made = 0;
  const outcome = async (point: Point, index: number): Promise<number | null | typeof CUT> => {
    const before = known.get(pointKey(space, point));
    if (before !== undefined) return before;
    made++;
    try {
      return await evaluate(point, index);
    } catch (error) {
      if (signal?.aborted) return CUT;
      firstError ??= error instanceof Error ? error.message : String(error);
      return null;
    }
  };
  return { outcome, made: () => made, firstError: () => firstError };
}

function progressOf(optimiser: Optimiser, budget: number, times: Pick<Progress, 'elapsed' | 'remaining'>): Progress {
  const told = optimiser.told();
  const latest = told[told.length - 1] ?? null;
  return { done: told.length, budget, latest, best: optimiser.best(), failed: countFailed(told), ...times };
}

function resultOf(optimiser: Optimiser, ended: OptimiseResult['ended'], firstError?: string): OptimiseResult {
  const told = optimiser.told();
  const best = optimiser.best();
  const reason = told.length === 0 ? 'nothing was evaluated' : `none of ${told.length} evaluations gave a finite value`;
  return {
    optimiser,
    best,
    told,
    ended,
    failed: countFailed(told),
    ...(best === null && { reason }),
    ...(firstError !== undefined && { firstError }),
  };
}

const countFailed = (told: readonly Told[]) => told.filter(({ value }) => value === null).length;

/** Evaluations over which the pace is averaged: recent ones, since the model takes longer as it grows. */
const RECENT = 10;

/** Evaluations before which no remaining time is named. */
const FEWEST_PACED = 3;

function makePace(clock: OptimiseOptions['clock']) {
  const start = clock?.() ?? 0;
  const stamps: { readonly at: number; readonly made: number }[] = [{ at: start, made: 0 }];
  return {
    /** `made` evaluations have been made since the start of this run. */
    note: (made: number) => {
      stamps.push({ at: clock?.() ?? 0, made });
      while (stamps.length > 2 && made - stamps[1].made >= RECENT) stamps.shift();
    },
    times: (left: number): { elapsed: number | null; remaining: number | null } => {
      if (!clock) return { elapsed: null, remaining: null };
      const [first, last] = [stamps[0], stamps[stamps.length - 1]];
      const each = (last.at - first.at) / (last.made - first.made);
      return { elapsed: last.at - start, remaining: last.made < FEWEST_PACED ? null : each * left };
    },
  };
}

function checkCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new Error(`optimise: ${what} must be a whole number of at least 1, got ${count}`);
}
