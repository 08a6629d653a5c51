import { formatNumber, formatPercent } from '../../core/format.js';
import type { WalkForwardSummary } from '../../robustness/walk-forward-summary.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { medianOf } from './plain.js';
import { brief } from './point-words.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { count, counted } from './words.js';

/** Periods beyond which only the number stands below a pair of bars. */
const MOST_WORDS = 8;

/** Sharpe ratio of train and test by period, and what is lost from one to the other. */
export function walkForwardFigure(summary: WalkForwardSummary): Figure {
  const { periods, train_sharpe, test_sharpe } = summary;
  if (periods === 0) return emptyFigure('No period was finished', 'There is nothing to compare.');
  const numbers = train_sharpe.map((_, k) => String(k + 1));
  const bars = (name: string, ratios: readonly (number | null)[], color: string): Trace => ({
    type: 'bar',
    name,
    x: numbers,
    y: ratios.map(brief),
    marker: { color },
    hovertemplate: `period %{x}<br>${name}: Sharpe %{y:.2f}<extra></extra>`,
  });
  const words = periods <= MOST_WORDS ? numbers.map((_, k) => periodWords(summary, k)) : numbers;
  const known = [...train_sharpe, ...test_sharpe].filter((ratio) => ratio !== null);
  return figure(
    [bars('train', train_sharpe, COLOURS.inSample), bars('test', test_sharpe, COLOURS.outOfSample)],
    {
      title: titleOf(summary),
      subtitle: subtitleOf(summary),
      height: periods <= MOST_WORDS ? 470 : 420,
      leastWidth: 660,
    },
    {
      showlegend: true,
      barmode: 'group',
      bargap: 0.34,
      margin: { b: periods <= MOST_WORDS ? 132 : 88 },
      xaxis: nameAxis(numbers, {
        title: { text: 'Period', standoff: 6 },
        tickmode: 'array',
        tickvals: numbers,
        ticktext: words,
        tickangle: 0,
        tickfont: { size: 10 },
        range: [-0.5, periods - 0.5],
      }),
      yaxis: valueAxis('Sharpe ratio a year', {
        zeroline: true,
        zerolinecolor: COLOURS.text,
        range: padded(known),
      }),
      annotations: numbers.flatMap((_, k) => missing(k, train_sharpe[k], test_sharpe[k])),
    },
  );
}

/** A word where a bar would stand. */
function missing(k: number, train: number | null, test: number | null): Layout[] {
  const absent = (x: number, ratio: number | null) => (ratio === null ? [note('n/a', { x, y: 0, yshift: 9 })] : []);
  return [...absent(k - 0.165, train), ...absent(k + 0.165, test)];
}

function padded(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.08 * (most - least || 1);
  return [least < 0 ? least - room : -room, most > 0 ? most + room : room];
}

function periodWords(summary: WalkForwardSummary, k: number): string {
  const final = summary.final_period === k + 1 ? '<b>final parameters</b>' : '';
  const lines = [`<b>${k + 1}</b>`, ...lossWords(summary, k), counted(summary.test_trades[k], 'test trade'), final];
  return lines.filter((line) => line !== '').join('<br>');
}

/** `loses 43 %`, `gains 12 %`, or why there is no such share. */
function lossWords({ train_sharpe, test_sharpe, degradations }: WalkForwardSummary, k: number): string[] {
  const lost = degradations[k];
  if (lost !== null) return [`${lost < 0 ? 'gains' : 'loses'} ${formatPercent(Math.abs(lost), 0)}`];
  if (train_sharpe[k] === null) return ['n/a: train has', 'no Sharpe ratio'];
  return test_sharpe[k] === null && Number(train_sharpe[k]) > 0
    ? ['n/a: test has', 'no Sharpe ratio']
    : ['n/a: train', 'not above 0'];
}

function titleOf({ periods, degradation, degradations, train_sharpe, test_sharpe }: WalkForwardSummary): string {
  const positive = test_sharpe.filter((ratio) => ratio !== null && ratio > 0).length;
  const tests = `test is above 0 in ${count(positive)} of ${counted(periods, 'period')}`;
  const measured = degradations.filter((one) => one !== null).length;
  if (degradation === null) {
    const isUp = train_sharpe.some((ratio) => ratio !== null && ratio > 0);
    return `Degradation n/a: ${isUp ? 'no test to hold against a train above 0' : 'train not above 0 in any period'}; ${tests}`;
  }
  const mean = measured < periods ? `, the mean of the ${count(measured)} that have one` : ' on average';
  const change = `${formatPercent(Math.abs(degradation), 0)} ${degradation < 0 ? 'is gained on' : 'is lost of'} the Sharpe ratio of train${mean}`;
  return `${change}; ${tests}`;
}

/** Of three and more: a train close to 0 makes its own share, and the mean, as large as one likes. */
function medianWords(degradations: readonly (number | null)[]): string {
  const known = degradations.filter((one) => one !== null);
  return known.length < 3 ? '' : ` Median degradation ${formatPercent(medianOf(known), 0)}.`;
}

function subtitleOf({ test_sharpe, degradations, stitched, checks }: WalkForwardSummary): string {
  const known = test_sharpe.filter((ratio) => ratio !== null);
  const range =
    known.length === 0
      ? 'No test has a Sharpe ratio.'
      : `Tests from ${formatNumber(Math.min(...known))} to ${formatNumber(Math.max(...known))}.`;
  const idle =
    stitched.sharpe_rf0 === null
      ? ''
      : ` Over the risk-free rate, which an account that is mostly idle does not earn; all tests together at a rate of 0: ${formatNumber(stitched.sharpe_rf0)}.`;
  return `${range}${medianWords(degradations)}${idle} ${count(checks.filter(({ met }) => met).length)} of ${counted(checks.length, 'check')} met.`;
}
