import { returnsBlockLength } from '../../core/block-length.js';
import { stationaryIndices } from '../../core/bootstrap.js';
import { type Estimate, measured, unmeasured } from '../../core/estimate.js';
import type { Random } from '../../core/random.js';
import { sameLength } from './pbo.js';

/** Fewest days from which the law of the iterated logarithm, and so the consistent test, means anything. */
const FEWEST_DAYS = 20;

export interface SpaOptions {
  readonly random: Random;
  /** Mean block length of the stationary bootstrap in days; the median over trials of `returnsBlockLength` when absent. */
  readonly block?: number;
  /** Bootstrap samples, B; 2,000. The standard error of a p-value of 0.05 is then 0.005. */
  readonly samples?: number;
}

/** p-values, 0 to 1, of the hypothesis that no trial beats the benchmark. Small ones speak against luck. */
export interface Spa {
  /** Greatest studentised mean, at least 0. */
  readonly statistic: number;
  /** Hansen's consistent p-value: the one to read. */
  readonly consistent: number;
  /** Bounds of it: poor trials set aside wholly, and not at all. */
  readonly lower: number;
  readonly upper: number;
  /** White's reality check: not studentised, all trials recentred; it loses power to wild and poor trials. */
  readonly realityCheck: { readonly statistic: number; readonly p: number };
  /** The same without studentising, for comparison with libraries that do not. */
  readonly raw: { readonly lower: number; readonly consistent: number; readonly upper: number };
  /** Index of the trial with the greatest studentised mean. */
  readonly best: number;
  readonly block: number;
  readonly samples: number;
  /** Trials without variation: they can neither win nor lose and are left out. */
  readonly constant: number;
}

/**
 * Test for superior predictive ability: P. R. Hansen, Journal of Business & Economic Statistics 23 (2005), with White's
 * reality check (2000). `columns` holds per trial its daily returns less the benchmark's (cash: the returns themselves),
 * over the same days. p = (1 + times the bootstrap reached the statistic) / (1 + B). Equal seeds give equal p-values.
 */
export function superiorPredictiveAbility(columns: readonly Float64Array[], options: SpaOptions): Estimate<Spa> {
  const { samples = 2000, random } = options;
  if (!(Number.isInteger(samples) && samples > 0)) {
    throw new Error(`superiorPredictiveAbility: samples must be a whole number from 1, got ${samples}`);
  }
  const days = sameLength(columns);
  const varying = columns.flatMap((d, k) => (d.some((value) => value !== d[0]) ? [k] : []));
  if (varying.length === 0) return unmeasured('No trial has returns that vary: there is nothing to test.');
  if (days < FEWEST_DAYS) return unmeasured(`SPA needs at least ${FEWEST_DAYS} days; there are ${days}.`);
  const series = varying.map((k) => columns[k]);
  const block = options.block ?? medianBlock(series);
  const means = Float64Array.from(series, (d) => d.reduce((sum, value) => sum + value, 0) / days);
  const deviations = Float64Array.from(series, (d, k) => longRunDeviation(d, means[k], block));
  const root = Math.sqrt(days);
  const threshold = Math.sqrt(2 * Math.log(Math.log(days)));
  const consistent = means.map((mean, k) => (mean >= (-deviations[k] / root) * threshold ? mean : 0));
  const recentrings = [means.map((mean) => Math.max(mean, 0)), consistent, means];
  const scores = means.map((mean, k) => (root * mean) / deviations[k]);
  const best = scores.reduce((at, score, k) => (score > scores[at] ? k : at), 0);
  const observed = {
    studentised: Math.max(0, scores[best]),
    raw: root * Math.max(0, ...means),
    reality: root * Math.max(...means),
  };
  const counts = countExceedances(series, { block, samples, random, means, deviations, recentrings, observed });
  const p = (count: number) => (1 + count) / (1 + samples);
  return measured({
    statistic: observed.studentised,
    lower: p(counts.studentised[0]),
    consistent: p(counts.studentised[1]),
    upper: p(counts.studentised[2]),
    realityCheck: { statistic: observed.reality, p: p(counts.reality) },
    raw: { lower: p(counts.raw[0]), consistent: p(counts.raw[1]), upper: p(counts.raw[2]) },
    best: varying[best],
    block,
    samples,
    constant: columns.length - varying.length,
  });
}

function medianBlock(series: readonly Float64Array[]): number {
  const lengths = series.map(returnsBlockLength).sort((a, b) => a - b);
  return lengths[lengths.length >> 1];
}

/** Square root of the variance of sqrt(n) times the mean, under the stationary bootstrap's own weights. */
function longRunDeviation(d: Float64Array, mean: number, block: number): number {
  const n = d.length;
  const stay = 1 - 1 / block;
  let variance = 0;
  for (let lag = 0; lag < n; lag++) {
    const kept = lag === 0 ? 0.5 : ((n - lag) / n) * stay ** lag + (lag / n) * stay ** (n - lag);
    if (kept < 1e-12) continue;
    let covariance = 0;
    for (let t = lag; t < n; t++) covariance += (d[t] - mean) * (d[t - lag] - mean);
    variance += 2 * kept * (covariance / n);
  }
  return Math.sqrt(variance);
}

interface Resampling extends Required<SpaOptions> {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** What lower, consistent and upper take off each bootstrapped mean. */
  readonly recentrings: readonly Float64Array[];
  readonly observed: { readonly studentised: number; readonly raw: number; readonly reality: number };
}

function countExceedances(series: readonly Float64Array[], given: Resampling) {
  const { block, samples, random, means, deviations, recentrings, observed } = given;
  const days = series[0].length;
  const root = Math.sqrt(days);
  const rows = byDay(series);
  const indices = new Int32Array(days);
  const drawn = new Float64Array(series.length);
  const counts = { studentised: [0, 0, 0], raw: [0, 0, 0], reality: 0 };
  for (let sample = 0; sample < samples; sample++) {
    stationaryIndices(days, { block, random, out: indices });
    meansOfSample(rows, indices, drawn);
    recentrings.forEach((centre, kind) => {
      let [studentised, raw] = [0, 0];
      for (let k = 0; k < drawn.length; k++) {
        const z = root * (drawn[k] - centre[k]);
        studentised = Math.max(studentised, z / deviations[k]);
        raw = Math.max(raw, z);
      }
      if (studentised >= observed.studentised) counts.studentised[kind]++;
      if (raw >= observed.raw) counts.raw[kind]++;
    });
    let greatest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < drawn.length; k++) greatest = Math.max(greatest, root * (drawn[k] - means[k]));
    if (greatest >= observed.reality) counts.reality++;
  }
  return counts;
}

/** Day by day, all trials of a day together: a sample then reads memory in order. */
function byDay(series: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(series.length * series[0].length);
  series.forEach((d, k) => {
    for (let t = 0; t < d.length; t++) rows[t * series.length + k] = d[t];
  });
  return rows;
}

function meansOfSample(rows: Float64Array, indices: Int32Array, out: Float64Array): void {
  out.fill(0);
  for (const t of indices) for (let k = 0, at = t * out.length; k < out.length; k++, at++) out[k] += rows[at];
  for (let k = 0; k < out.length; k++) out[k] /= indices.length;
}
