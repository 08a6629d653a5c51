import type { Metrics } from '../backtest/metrics.js';
import { ratio } from '../backtest/ratios.js';
import type { Point } from '../optimise/space.js';
import { Workspace } from '../strategy/workspace.js';
import { type PeriodOptions, type WalkPeriod, walkPeriods } from './periods.js';
import { type SearchOptions, searchAtRandom, searchParameters } from './search.js';
import { type Evaluation, type EvaluationInput, evaluateSegment, periodOf, type Segment } from './segment.js';

/** One part of a period, traded with one set of parameters. */
export interface PartResult {
  /** First moment and the moment after the last, ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly objective: number;
  readonly metrics: Metrics;
  readonly returns: Float64Array;
}

export interface PeriodResult {
  readonly number: number;
  readonly parameters: Point;
  readonly train: PartResult;
  readonly test: PartResult;
  /** The same number of random evaluations: the best on train, and what it came to on test. */
  readonly random: { readonly parameters: Point; readonly train: number; readonly test: PartResult };
  /** (train - test) / train of the Sharpe ratio; null when train is not above 0. */
  readonly degradation: number | null;
}

/** Searches one period's train and trades its test with what was found. Depends on nothing but its arguments. */
export async function walkOne(
  input: EvaluationInput,
  period: WalkPeriod,
  options: SearchOptions,
): Promise<PeriodResult | null> {
  const own = { ...options, seed: options.seed + period.number, purpose: `${options.purpose} ${period.number}` };
  const found = await searchParameters(input, period.train, own);
  if (found.ended === 'stopped') return null;
  if (!found.best) {
    const cause = found.firstError === undefined ? '' : `; the first error: ${found.firstError}`;
    throw new Error(`walkOne: period ${period.number} must have a trial that succeeds, got ${found.reason}${cause}`);
  }
  const workspace = new Workspace();
  const part = (point: Point, segment: Segment) =>
    partOf(input, segment, evaluateSegment(input, point, segment, workspace));
  const lucky = searchAtRandom(input, period.train, own);
  const { point } = found.best;
  const [train, test] = [part(point, period.train), part(point, period.test)];
  return {
    number: period.number,
    parameters: point,
    train,
    test,
    random: { parameters: lucky.point, train: lucky.objective, test: part(lucky.point, period.test) },
    degradation: degradationOf(train.metrics.sharpe_ratio, test.metrics.sharpe_ratio),
  };
}

/** How much of a ratio is lost from train to test, as a share of train; null where train is not above 0: a share of nothing. */
export function degradationOf(train: number | null, test: number | null): number | null {
  return train === null || test === null || train <= 0 ? null : ratio(train - test, train);
}

function partOf(input: EvaluationInput, segment: Segment, { objective, metrics, returns }: Evaluation): PartResult {
  return { ...periodOf(input.market.base, segment), objective, metrics, returns };
}

/**
 * Walk-forward (Pardo): in each period parameters are found on the first part and traded, frozen, on the second. One period
 * after the other in this process, so for any strategy, a notebook cell's too; `walkForwardOn` spreads them. Returns the
 * periods that were finished: fewer than asked for when stopped by the signal, and a ledger then knows what was done.
 */
export async function walkForward(
  input: EvaluationInput,
  options: SearchOptions & PeriodOptions,
): Promise<readonly PeriodResult[]> {
  const results: PeriodResult[] = [];
  for (const period of walkPeriods(input.market.base, options)) {
    const result = await walkOne(input, period, options);
    if (!result) break;
    results.push(result);
  }
  return results;
}
