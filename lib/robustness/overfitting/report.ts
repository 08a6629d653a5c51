import { DAYS_PER_YEAR } from '../../backtest/ratios.js';
import { type Estimate, measured } from '../../core/estimate.js';
import type { Random } from '../../core/random.js';
import { deflatedSharpe, luckySharpe, sharpeSpread } from './dsr.js';
import { minBacktestLength, minTrackRecord } from './min-track-record.js';
import { backtestOverfitting } from './pbo.js';
import { probabilisticSharpe } from './psr.js';
import type { DsrStatistic, OverfittingReport, Statistic } from './report-shape.js';
import { type SharpeMoments, sharpeMoments } from './sharpe-moments.js';
import { superiorPredictiveAbility } from './spa.js';

/** Effective numbers of independent trials at which DSR is shown beside the count itself. */
const SENSITIVITY = [10, 46, 100] as const;
/** Bins of the logits in results.json, of width 0.5 from -5 to 5; the outer ones take what lies beyond. */
const LOGIT_BINS = { from: -5, width: 0.5, bins: 20 } as const;

/** One evaluation, as the statistics need it. */
export interface ScoredTrial {
  /** Daily returns, fractions. */
  readonly returns: Float64Array;
  /** Which days they are of; only trials of the chosen one's period can be cross-validated and tested together. */
  readonly period?: string;
}

export interface OverfittingOptions {
  readonly random: Random;
  /** Blocks of PBO; 16, and fewer where there are fewer days. */
  readonly blocks?: number;
  /** Bootstrap samples of SPA; 2,000. */
  readonly samples?: number;
}

/**
 * Everything the trials say about the chosen one: is its Sharpe ratio more than the luck of a search? `trials` are all
 * evaluations ever made on the data, the chosen one (an index) among them; a failed one, without returns, counts too.
 * What the evidence does not carry is null with its reason.
 */
export function overfittingReport(
  trials: readonly ScoredTrial[],
  chosen: number,
  options: OverfittingOptions,
): OverfittingReport {
  const best = trials[chosen];
  if (!best) {
    throw new Error(`overfittingReport: chosen must be an index of the ${trials.length} trials, got ${chosen}`);
  }
  const days = best.returns.length;
  const together = trials.filter(({ returns, period }) => period === best.period && returns.length === days);
  const columns = together.map(({ returns }) => returns);
  const moments = sharpeMoments(best.returns);
  const ofMoments = (measure: (value: SharpeMoments) => Estimate): Statistic =>
    moments.value === null ? moments : measure(moments.value);
  const annual = (m: SharpeMoments) => m.sharpe * Math.sqrt(DAYS_PER_YEAR);
  return {
    trials: trials.length,
    trials_together: together.length,
    days,
    sharpe: ofMoments((m) => measured(annual(m))),
    skewness: moments.value?.skewness ?? null,
    kurtosis: moments.value?.kurtosis ?? null,
    psr: ofMoments((m) => probabilisticSharpe(m)),
    dsr: deflated(trials, ofMoments),
    min_trl_days: ofMoments((m) => minTrackRecord(m)),
    min_backtest_years: ofMoments((m) => {
      const length = minBacktestLength(trials.length, annual(m));
      return length.value === null ? length : measured(length.value.years);
    }),
    pbo: crossValidated(columns, options.blocks ?? fittingBlocks(days)),
    spa: tested(columns, options),
  };
}

function deflated(
  trials: readonly ScoredTrial[],
  ofMoments: (measure: (value: SharpeMoments) => Estimate) => Statistic,
): DsrStatistic {
  const sharpes = trials.flatMap(({ returns }) => sharpeMoments(returns).value?.sharpe ?? []);
  // One trial is no search: nothing is to be deflated.
  const spread: Estimate = trials.length === 1 ? { value: 0 } : sharpeSpread(sharpes);
  const at = (count: number) =>
    ofMoments((m) => (spread.value === null ? spread : deflatedSharpe(m, { trials: count, variance: spread.value })));
  const count = trials.length;
  const luck = spread.value === null ? null : luckySharpe({ trials: count, variance: spread.value });
  return {
    ...at(count),
    trials: count,
    measurable: sharpes.length,
    variance: spread.value === null ? null : spread.value * DAYS_PER_YEAR,
    lucky_sharpe: luck === null ? null : luck * Math.sqrt(DAYS_PER_YEAR),
    sensitivity: Object.fromEntries(SENSITIVITY.map((effective) => [`${effective}`, at(effective).value])),
  };
}

/** 16 blocks where each has five days or more, else fewer: a block of a day or two ranks noise. */
function fittingBlocks(days: number): number {
  return [16, 12, 8, 6, 4].find((blocks) => days >= 5 * blocks) ?? 4;
}

function crossValidated(columns: readonly Float64Array[], blocks: number): OverfittingReport['pbo'] {
  const answer = backtestOverfitting(columns, { blocks });
  if (answer.value === null) return answer;
  const { pbo, loss, slope, r2, logits, rows, dropped } = answer.value;
  const sorted = Float64Array.from(logits).sort();
  const { from, width, bins } = LOGIT_BINS;
  const counts = new Array<number>(bins).fill(0);
  // A logit of 0 counts as overfit, so bins hold their upper edge.
  for (const logit of logits) counts[Math.min(Math.max(Math.ceil((logit - 1e-12 - from) / width) - 1, 0), bins - 1)]++;
  return {
    value: pbo,
    blocks,
    splits: logits.length,
    days: rows,
    dropped_days: dropped,
    loss_probability: loss,
    degradation_slope: slope,
    degradation_r2: r2,
    logits: {
      mean: logits.reduce((sum, logit) => sum + logit, 0) / logits.length,
      median: (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2,
      from,
      width,
      counts,
    },
  };
}

function tested(columns: readonly Float64Array[], { random, samples }: OverfittingOptions): OverfittingReport['spa'] {
  const answer = superiorPredictiveAbility(columns, { random, ...(samples !== undefined && { samples }) });
  if (answer.value === null) return answer;
  const { consistent, lower, upper, statistic, realityCheck, block, constant } = answer.value;
  return {
    value: consistent,
    lower,
    upper,
    statistic,
    reality_check: realityCheck.p,
    block,
    samples: answer.value.samples,
    constant_trials: constant,
  };
}
