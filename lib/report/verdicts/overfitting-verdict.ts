import { formatNumber, formatPercent } from '../../core/format.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import { count, counted } from '../figures/words.js';

/** The demands by custom: DSR and PSR of 95 %, PBO of at most 10 %, a p-value of at most 5 %. */
export const DSR_WANTED = 0.95;
export const PBO_WANTED = 0.1;
export const SPA_WANTED = 0.05;

/** Whether the chosen strategy is more than the luck of a search, in sentences that follow from the figures. */
export function overfittingVerdict(report: OverfittingReport): string[] {
  const { sharpe, days, trials } = report;
  if (sharpe.value === null) {
    return [`There is not enough evidence. ${sharpe.reason ?? ''}`.trim()];
  }
  const found = `The chosen strategy has a Sharpe ratio of ${formatNumber(sharpe.value)} a year (at a risk-free rate of 0) over ${counted(days, 'day')}, after ${counted(trials, 'trial')} on these data.`;
  return [
    found,
    dsrSentence(report),
    lengthSentence(report),
    pboSentence(report),
    spaSentence(report),
    conclusion(report),
  ];
}

function dsrSentence({ dsr, psr }: OverfittingReport): string {
  if (psr.value === null) return `PSR and DSR are not measurable: ${psr.reason ?? ''}`;
  const alone = `Taken alone, its true Sharpe ratio is positive with a probability of ${formatPercent(psr.value, 1)} (PSR)`;
  if (dsr.value === null || dsr.lucky_sharpe === null) return `${alone}; DSR is not measurable: ${dsr.reason ?? ''}`;
  return `${alone}. The best of ${counted(dsr.trials, 'trial')} without skill is expected to show ${formatNumber(dsr.lucky_sharpe)}; it beats that with a probability of ${formatPercent(dsr.value, 1)} (DSR, ${formatPercent(DSR_WANTED, 0)} wanted).`;
}

/** Whether the track record is long enough for its Sharpe ratio, by the minimum track record length. */
export function lengthSentence({ min_trl_days: length, days }: OverfittingReport): string {
  // The reason says that none is long enough.
  if (length.value === null) return length.reason ?? '';
  const wanted = Math.ceil(length.value);
  return wanted <= days
    ? `Its track record is long enough for a single strategy: ${count(wanted)} days are needed, there are ${count(days)}.`
    : `Its track record is too short even for a single strategy: ${count(wanted)} days are needed, there are ${count(days)}.`;
}

function pboSentence({ pbo }: OverfittingReport): string {
  if (pbo.value === null) return `PBO is not measurable: ${pbo.reason}`;
  return `In ${formatPercent(pbo.value, 1)} of ${count(pbo.splits)} splits the best of one half ranks in the lower half of the other (PBO, at most ${formatPercent(PBO_WANTED, 0)} wanted); it loses there in ${formatPercent(pbo.loss_probability, 1)}.`;
}

function spaSentence({ spa }: OverfittingReport): string {
  if (spa.value === null) return `The test for superior predictive ability is not possible: ${spa.reason}`;
  return `Against holding cash the best of these trials has a p-value of ${formatNumber(spa.value, 3)} (SPA; reality check ${formatNumber(spa.reality_check, 3)}; at most ${formatNumber(SPA_WANTED)} wanted).`;
}

function conclusion({ sharpe, dsr, pbo, spa }: OverfittingReport): string {
  if (sharpe.value !== null && sharpe.value <= 0) {
    return 'The chosen strategy lost on these data: there is no result that overfitting would have to explain.';
  }
  if (dsr.value === null || pbo.value === null || spa.value === null) {
    return 'There is not enough evidence to tell skill from luck.';
  }
  const passed = [dsr.value >= DSR_WANTED, pbo.value <= PBO_WANTED, spa.value <= SPA_WANTED].filter(Boolean).length;
  if (passed === 3)
    return 'The result is more than luck explains, on all three counts. It says nothing of markets to come.';
  return passed === 0
    ? 'The evidence does not tell this strategy from the best of a search without skill.'
    : `The evidence is mixed: ${passed} of 3 tests (DSR, PBO, SPA) are passed. That is not enough to trust the result.`;
}
