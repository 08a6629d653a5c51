import { DEEP_DRAWDOWN } from '../../backtest/drawdown.js';
import { formatNumber } from '../../core/format.js';
import type { MonteCarloRun } from '../../robustness/monte-carlo.js';
import { type MonteCarloSummary, SHARPE_STD_TARGET } from '../../robustness/monte-carlo-summary.js';
import type { PerturbationForm } from '../../robustness/perturb/perturb.js';
import type { TradeShuffle } from '../../robustness/perturb/trade-shuffle.js';
import type { Figure } from '../figure.js';
import { histogramRow } from './histogram-panel.js';
import { COLOURS, emptyFigure, figure, legendKey, lineKey } from './theme.js';
import { count, counted, share, signedPercent } from './words.js';

/** The noise of each form, in a word. */
export const FORM_WORDS: Readonly<Record<PerturbationForm, string>> = {
  level: 'a price level that drifts slowly by some 6 %',
  bar: 'noise on every bar by itself',
  bootstrap: 'history joined anew from blocks of about a week',
};

/** Half a point of drawdown more or less is no luck worth a title. */
const LITTLE = 0.005;
const MEDIAN = { colour: COLOURS.text, dash: 'dash' };
const ORIGINAL = { colour: COLOURS.poc, dash: 'solid' };

/** Sharpe ratio, return and drawdown over all runs of one form of noise, and where the true bars lie among them. */
export function monteCarloDistributions(
  runs: readonly MonteCarloRun[],
  summary: MonteCarloSummary,
  form: PerturbationForm,
  original?: MonteCarloRun,
): Figure {
  const { sharpe, total_return, max_drawdown, drawdown_beyond_20: deep } = summary;
  if (sharpe.std === null || sharpe.mean === null || total_return.p50 === null || max_drawdown.p50 === null) {
    return emptyFigure('The runs have no Sharpe ratio to compare', summary.reason ?? 'There is nothing to measure.');
  }
  const lines = (median: number, own: number | null | undefined, scale = 1) => [
    { at: scale * median, ...MEDIAN },
    ...(own === null || own === undefined ? [] : [{ at: scale * own, ...ORIGINAL }]),
  ];
  const panels = [
    {
      values: runs.flatMap((run) => run.sharpe ?? []),
      title: 'Sharpe ratio',
      unit: 'a year',
      ...{ colour: COLOURS.upPale, belowColour: COLOURS.downPale, split: 0 },
      lines: lines(sharpe.p50 ?? sharpe.mean, original?.sharpe),
    },
    {
      values: runs.map((run) => 100 * run.total_return),
      title: 'Total return',
      unit: '%',
      ...{ colour: COLOURS.upPale, belowColour: COLOURS.downPale, split: 0 },
      lines: lines(total_return.p50, original?.total_return, 100),
    },
    {
      values: runs.map((run) => 100 * run.max_drawdown),
      title: 'Deepest drawdown',
      unit: '%',
      ...{ colour: COLOURS.pale, belowColour: COLOURS.drawdown, split: 100 * DEEP_DRAWDOWN },
      lines: lines(max_drawdown.p50, original?.max_drawdown, 100),
    },
  ];
  const { traces, axes, shapes } = histogramRow(panels);
  const keys = [
    legendKey('Below zero', COLOURS.downPale),
    legendKey('Drawdown beyond 20 %', COLOURS.drawdown),
    lineKey('Median of the runs', MEDIAN.colour, MEDIAN.dash),
    ...(original ? [lineKey('The true bars', ORIGINAL.colour, ORIGINAL.dash)] : []),
  ];
  const met = sharpe.std < SHARPE_STD_TARGET ? 'within' : 'beyond';
  const title = `${partOf(summary.loss.probability, runs.length)} lose and ${portion(deep.probability)} fall more than 20 %; the Sharpe ratio is ${formatNumber(sharpe.mean)} with a spread of ${formatNumber(sharpe.std)}, ${met} the target of ${SHARPE_STD_TARGET}`;
  const subtitle = `The whole pipeline on other bars: ${FORM_WORDS[form]}. Robustness score ${formatNumber(summary.robustness_score ?? 0)} of 1: how alike the Sharpe ratios are, not how good`;
  return figure(
    [...traces, ...keys],
    { title, subtitle, height: 420 },
    { ...axes, shapes, showlegend: true, bargap: 0 },
  );
}

/** Drawdowns of the same trades in other orders, and that of the order in which they happened. */
export function shuffledDrawdowns(shuffle: TradeShuffle): Figure {
  const { quantiles, share_deeper, original, runs } = shuffle;
  if (quantiles === null || share_deeper === null) return emptyFigure('There are no trades', 'No signal was taken.');
  const { traces, axes, shapes } = histogramRow([
    {
      values: Array.from(shuffle.max_drawdowns, (depth) => 100 * depth),
      title: 'Deepest drawdown, trade by trade',
      unit: '%',
      ...{ colour: COLOURS.pale, belowColour: COLOURS.drawdown, split: 100 * DEEP_DRAWDOWN },
      lines: [
        { at: 100 * quantiles.p50, ...MEDIAN },
        { at: 100 * original, ...ORIGINAL },
      ],
    },
  ]);
  const keys = [
    lineKey('Median of the orders', MEDIAN.colour, MEDIAN.dash),
    lineKey('As it happened', ORIGINAL.colour, ORIGINAL.dash),
  ];
  const beyond = `one in twenty of ${count(runs)} orders falls beyond ${signedPercent(quantiles.p05)}, where ${signedPercent(original)} happened`;
  const matters = original - quantiles.p05 > LITTLE;
  const title = matters
    ? `${share(share_deeper)} of other orders of the same trades fall deeper: ${beyond}`
    : `The order of the trades hardly matters: ${beyond}`;
  const subtitle = `Every order ends at ${signedPercent(shuffle.total_return)}; drawdowns inside a trade are not seen`;
  return figure(
    [...traces, ...keys],
    { title, subtitle, height: 380 },
    { ...axes, shapes, showlegend: true, bargap: 0 },
  );
}

/** `All 500 runs`, `None of 500 runs`, `63 % of 500 runs`. */
function partOf(fraction: number, runs: number): string {
  if (fraction === 1) return `All ${counted(runs, 'run')}`;
  return `${fraction === 0 ? 'None' : share(fraction)} of ${counted(runs, 'run')}`;
}

const portion = (fraction: number) => (fraction === 1 ? 'all' : fraction === 0 ? 'none' : share(fraction));
