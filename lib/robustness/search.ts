import { seededRandom } from '../core/random.js';
import { contentHash } from '../data/quality.js';
import type { Dimension, PointValue } from '../optimise/axis.js';
import { contentKey, type Plain } from '../optimise/content-key.js';
import { type OptimiseResult, optimise, type Progress } from '../optimise/optimise.js';
import { makeSpace, type Point, type SpaceDefinition, samplePosition } from '../optimise/space.js';
import type { Trial, TrialIdentity } from '../optimise/trial.js';
import type { TrialLedger } from '../optimise/trial-ledger.js';
import { parameterTable, type Strategy, strategyParameters } from '../strategy/strategy.js';
import { Workspace } from '../strategy/workspace.js';
import { type Evaluation, type EvaluationInput, evaluateSegment, periodOf, type Segment } from './segment.js';
import { strategyPrint } from './strategy-print.js';

/** Rises when a change of the code changes what an evaluation comes to: trials of another version are other trials. */
const CODE_VERSION = 1;

export interface SearchOptions {
  readonly budget: number;
  readonly seed: number;
  /** What the search is for, as the ledger remembers it. */
  readonly purpose: string;
  /** Names left out of the search (inert ones); they keep their defaults. */
  readonly dropped?: readonly string[];
  /** Remembers every evaluation and gives back those already made. */
  readonly ledger?: Pick<TrialLedger, 'find'> & { record(trial: Trial): unknown };
  /** Milliseconds since 1970, for the ledger and the pace. */
  readonly clock: () => number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The space a search of `strategy` explores: parameters with a search range, its own and the backtest's, less `dropped`. Throws when none is left. */
export function searchSpace(strategy: Strategy, dropped: readonly string[] = []): SpaceDefinition {
  const dimensions = parameterTable(strategy).flatMap((parameter): Dimension[] => {
    if (parameter.kind === 'flag' || parameter.kind === 'choice' || !parameter.search) return [];
    if (dropped.includes(parameter.name)) return [];
    const [low, high] = parameter.search;
    return [{ name: parameter.name, kind: parameter.kind, low, high }];
  });
  if (dimensions.length === 0) {
    throw new Error(
      `searchSpace: at least one parameter must be left to search, got none: ${dropped.join(', ') || 'the table has no search ranges'}${dropped.length > 0 ? ' change no trade on these bars; bring more bars, or other rules' : ''}`,
    );
  }
  return { dimensions };
}

/** Finds the parameters with the best objective on a segment: Gaussian process and log expected improvement. */
export async function searchParameters(
  input: EvaluationInput,
  segment: Segment,
  options: SearchOptions,
): Promise<OptimiseResult> {
  const evaluate = evaluator(input, segment, options);
  return optimise({
    space: searchSpace(input.strategy, options.dropped),
    seed: options.seed,
    direction: 'maximise',
    noise: 'none',
    budget: options.budget,
    clock: options.clock,
    evaluate: async (point) => {
      const { objective } = evaluate(point);
      await turn();
      return objective;
    },
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  });
}

/** Lets a timer, an interrupt or the drawing of progress have its turn between two evaluations. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How the purpose of a trial of the baseline ends, in the ledger. */
export const RANDOM_PURPOSE = ', at random';

/** The honest baseline: as many random points of the same space, and the best of them. */
export function searchAtRandom(
  input: EvaluationInput,
  segment: Segment,
  options: SearchOptions,
): { readonly point: Point; readonly objective: number } {
  const space = makeSpace(searchSpace(input.strategy, options.dropped));
  const random = seededRandom(options.seed + 0.5);
  const evaluate = evaluator(input, segment, { ...options, purpose: `${options.purpose}${RANDOM_PURPOSE}` });
  let best: { point: Point; objective: number } | undefined;
  for (let k = 0; k < options.budget; k++) {
    options.signal?.throwIfAborted();
    const point = space.decode(samplePosition(space, random));
    const { objective } = evaluate(point);
    if (!best || objective > best.objective) best = { point, objective };
  }
  if (!best) throw new Error(`searchAtRandom: budget must be at least 1, got ${options.budget}`);
  return best;
}

/** Evaluates points of one segment, through the ledger where there is one: an evaluation made before is not made again. */
function evaluator(
  input: EvaluationInput,
  segment: Segment,
  options: SearchOptions,
): (point: Point) => Pick<Evaluation, 'objective'> {
  const workspace = new Workspace();
  const { ledger } = options;
  if (!ledger) return (point) => evaluateSegment(input, point, segment, workspace);
  const identify = trialIdentity(input, segment);
  return (point) => {
    const identity = identify(point);
    const known = ledger.find(identity);
    if (known && known.objective !== null) return { objective: known.objective };
    const evaluation = evaluateSegment(input, point, segment, workspace);
    ledger.record(trialFrom(identity, evaluation, options));
    return evaluation;
  };
}

/** Who an evaluation is: bars, strategy, every parameter, period, and a hash of all else that decides its outcome. */
function trialIdentity(input: EvaluationInput, segment: Segment): (point: Point) => TrialIdentity {
  const { strategy, market, minutes, minTrades, fixed } = input;
  const dataHash = contentHash(market.base);
  const higher = [contentHash(market.minutes15), contentHash(market.hour1)];
  const code = [CODE_VERSION, strategyPrint(input)];
  const costsHash = contentKey([code, minTrades, minutes ? contentHash(minutes.bars) : null, higher]);
  const period = periodOf(market.base, segment);
  return (point) => ({
    dataHash,
    strategy: strategy.name,
    parameters: strategyParameters(strategy, { ...fixed, ...point }) as Readonly<Record<string, PointValue>>,
    period,
    costsHash,
  });
}

function trialFrom(
  identity: TrialIdentity,
  { objective, metrics, returns }: Evaluation,
  options: SearchOptions,
): Trial {
  return {
    ...identity,
    objective,
    returns,
    details: { ...metrics } as Readonly<Record<string, Plain>>,
    seed: options.seed,
    purpose: options.purpose,
    recordedAt: options.clock(),
  };
}
