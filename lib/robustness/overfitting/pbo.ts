import { type Estimate, measured, unmeasured } from '../../core/estimate.js';
import { blockSums, scoreBlocks } from './sharpe-blocks.js';

export interface PboOptions {
  /** Even number of blocks S, 2 to 20; 16. The days are split in C(S, S/2) ways: 12,870 for 16. */
  readonly blocks?: number;
  /** What a trial is ranked by; the Sharpe ratio. */
  readonly metric?: 'sharpe' | 'mean';
}

/** What cross-validation of the choice itself shows. Shares are fractions of the splits. */
export interface Pbo {
  /** Probability of backtest overfitting: share of splits in which the in-sample best ranks in the lower half out of sample. */
  readonly pbo: number;
  /** Share of splits in which the in-sample best has a negative metric out of sample. */
  readonly loss: number;
  /** Out-of-sample metric of the in-sample best as a straight line of its in-sample metric; null where that is constant. */
  readonly slope: number | null;
  readonly r2: number | null;
  /** One logit per split: ln(w / (1 - w)), w = rank / (N + 1), rank 1 the worst; at most 0 counts as overfit. */
  readonly logits: Float64Array;
  readonly blocks: number;
  /** Days used; the first days, fewer than a block has, are left out when days do not divide evenly. */
  readonly rows: number;
  readonly dropped: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: Bailey, Borwein, Lopez de Prado and
 * Zhu (2017). `columns` holds one series of daily returns per trial, all over the same days. Ties share their average rank.
 * Null with a reason for fewer than two trials, days too few for the blocks, or trials that do not vary.
 */
export function backtestOverfitting(columns: readonly Float64Array[], options: PboOptions = {}): Estimate<Pbo> {
  const { blocks = 16, metric = 'sharpe' } = options;
  if (!(Number.isInteger(blocks) && blocks % 2 === 0 && blocks >= 2 && blocks <= 20)) {
    throw new Error(`backtestOverfitting: blocks must be an even number from 2 to 20, got ${blocks}`);
  }
  const days = sameLength(columns);
  if (columns.length < 2) {
    return unmeasured(
      `PBO chooses from at least 2 trials over the same days; over these there ${columns.length === 1 ? 'is' : 'are'} ${columns.length}.`,
    );
  }
  const rowsPerBlock = Math.floor(days / blocks);
  const fewest = metric === 'sharpe' ? Math.max(1, 4 / blocks) : 1;
  if (rowsPerBlock < fewest) {
    return unmeasured(`PBO with ${blocks} blocks needs at least ${blocks * fewest} days; there are ${days}.`);
  }
  if (columns.every((returns) => returns.every((r) => r === returns[0]))) {
    return unmeasured('No trial has returns that vary: there is nothing to choose by.');
  }
  const dropped = days - blocks * rowsPerBlock;
  const sums = blockSums(columns, { blocks, first: dropped, rowsPerBlock });
  return measured({ ...overSplits(sums, metric), blocks, rows: days - dropped, dropped });
}

/** Length of every column. Throws where they differ: days would be compared with other days. */
export function sameLength(columns: readonly Float64Array[]): number {
  const length = columns[0]?.length ?? 0;
  const other = columns.findIndex((returns) => returns.length !== length);
  if (other >= 0) {
    throw new Error(
      `sameLength: trials must have returns of the same days (${length}), got ${columns[other].length} in trial ${other}`,
    );
  }
  return length;
}

function overSplits(sums: ReturnType<typeof blockSums>, metric: 'sharpe' | 'mean') {
  const { blocks, trials } = sums;
  const splits = halves(blocks);
  const all = 2 ** blocks - 1;
  const inside = new Float64Array(trials);
  const outside = new Float64Array(trials);
  const bestInside = new Float64Array(splits.length);
  const bestOutside = new Float64Array(splits.length);
  const logits = Float64Array.from(splits, (chosen, k) => {
    scoreBlocks(sums, chosen, metric, inside);
    scoreBlocks(sums, all & ~chosen, metric, outside);
    const best = inside.reduce((at, score, n) => (score > inside[at] ? n : at), 0);
    bestInside[k] = inside[best];
    bestOutside[k] = outside[best];
    const w = averageRank(outside, best) / (trials + 1);
    return Math.log(w / (1 - w));
  });
  const share = (holds: (value: number) => boolean, values: Float64Array) =>
    values.reduce((count, value) => count + (holds(value) ? 1 : 0), 0) / splits.length;
  return {
    // An odd number of trials can put the best exactly in the middle; that counts as overfit.
    pbo: share((logit) => logit <= 1e-12, logits),
    loss: share((score) => score < 0, bestOutside),
    ...straightLine(bestInside, bestOutside),
    logits,
  };
}

/** Every way to choose half of the blocks, as bits. */
function halves(blocks: number): number[] {
  const chosen: number[] = [];
  for (let bits = 0; bits < 2 ** blocks; bits++) if (ones(bits) === blocks / 2) chosen.push(bits);
  return chosen;
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Rank of `at` from 1 (the least); equal scores share the average of their ranks. */
function averageRank(scores: Float64Array, at: number): number {
  let below = 0;
  let equal = 0;
  for (const score of scores) {
    if (score < scores[at]) below++;
    else if (score === scores[at]) equal++;
  }
  return below + (equal + 1) / 2;
}

function straightLine(x: Float64Array, y: Float64Array): { slope: number | null; r2: number | null } {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    xx += (x[k] - mx) ** 2;
    xy += (x[k] - mx) * (y[k] - my);
    yy += (y[k] - my) ** 2;
  }
  return { slope: xx > 0 ? xy / xx : null, r2: xx > 0 && yy > 0 ? xy ** 2 / (xx * yy) : null };
}
