import { allocateBars, type Bars } from '../../core/bars.js';
import { seededRandom } from '../../core/random.js';
import { DAY } from '../../core/time.js';
import { perturbBars } from './bar-noise.js';
import { bootstrapBars } from './bootstrap.js';
import { perturbLevel } from './level.js';
import { runSeed } from './run-seed.js';

/** `level` moves the price level slowly, `bar` every bar by itself, `bootstrap` joins stretches of history anew. */
export const PERTURBATION_FORMS = ['level', 'bar', 'bootstrap'] as const;
export type PerturbationForm = (typeof PERTURBATION_FORMS)[number];

export interface Perturbation {
  readonly form: PerturbationForm;
  /** Half width of the noise on price and volume, a fraction; 0 gives the bars back bit for bit, in every form. */
  readonly amount: number;
  /** Of `level`: ms after which half of a deviation has faded. */
  readonly halfLife: number;
  /** Of `bootstrap`: mean length of a block in bars. */
  readonly blockLength: number;
}

/**
 * The three forms at 10 %. A level that fades by half in 30 days leaves the volatility of 5-minute returns nearly as it
 * was; blocks of a week on average carry the clustering of volatility, the rhythm of the day and a week's trend.
 */
export const PERTURBATIONS: Readonly<Record<PerturbationForm, Perturbation>> = {
  level: { form: 'level', amount: 0.1, halfLife: 30 * DAY, blockLength: 2016 },
  bar: { form: 'bar', amount: 0.1, halfLife: 30 * DAY, blockLength: 2016 },
  bootstrap: { form: 'bootstrap', amount: 0.1, halfLife: 30 * DAY, blockLength: 2016 },
};

/** Room for the perturbed bars of `bars`: columns of its own, the times (and marks of filled bars) shared. */
export function roomFor(bars: Bars): Bars {
  const { time, step, filled } = bars;
  return { ...allocateBars(time.length, step), time, ...(filled && { filled }) };
}

/**
 * Run `run` of the perturbed market, written into `out` (of `roomFor`): times untouched, high and low still around open
 * and close, prices above 0, volumes at least 0. Equal bars, form, seed and run give equal bytes.
 * Throws on an amount outside [0, 1), and on lengths that are not positive.
 */
export function perturb(bars: Bars, how: Perturbation, seed: number, run: number, out: Bars): Bars {
  checkPerturbation(how);
  if (out.close.length !== bars.time.length) {
    throw new Error(`perturb: out must have ${bars.time.length} bars, got ${out.close.length}`);
  }
  const random = seededRandom(runSeed(seed, run));
  if (bars.time.length === 0) return out;
  if (how.amount === 0) copyPrices(bars, out);
  else if (how.form === 'level') {
    perturbLevel(bars, { amount: how.amount, halfLife: how.halfLife / bars.step }, random, out);
  } else if (how.form === 'bar') perturbBars(bars, how.amount, random, out);
  else bootstrapBars(bars, how.blockLength, random, out);
  return out;
}

function copyPrices(bars: Bars, out: Bars): void {
  out.open.set(bars.open);
  out.high.set(bars.high);
  out.low.set(bars.low);
  out.close.set(bars.close);
  out.volume.set(bars.volume);
}

function checkPerturbation({ form, amount, halfLife, blockLength }: Perturbation): void {
  if (!PERTURBATION_FORMS.includes(form)) {
    throw new Error(`perturb: form must be one of ${PERTURBATION_FORMS.join(', ')}, got ${form}`);
  }
  if (!(amount >= 0 && amount < 1)) throw new Error(`perturb: amount must be at least 0 and below 1, got ${amount}`);
  if (!(halfLife > 0)) throw new Error(`perturb: halfLife must be above 0 ms, got ${halfLife}`);
  if (!(blockLength >= 1)) throw new Error(`perturb: blockLength must be at least 1 bar, got ${blockLength}`);
}
