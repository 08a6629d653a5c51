import { DAYS_PER_YEAR } from '../../backtest/ratios.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import { deflatedSharpe } from '../../robustness/overfitting/dsr.js';
import type { OverfittingReport } from '../../robustness/overfitting/report-shape.js';
import type { Figure, Layout } from '../figure.js';
import { DSR_WANTED } from '../verdicts/overfitting-verdict.js';
import { COLOURS, emptyFigure, figure, marking, note, valueAxis } from './theme.js';
import { count, counted } from './words.js';

const MOST_TRIALS = 10_000;
const POINTS = 80;
const ABOVE = { xanchor: 'left', xshift: 8, yshift: 12 } as const;
/** Above the other labels: at 0 % the axis is below. */
const HIGHER = { xanchor: 'center', yshift: 28, font: { size: 11, color: COLOURS.down } } as const;

/** The deflated Sharpe ratio as a function of how many trials the search is taken to be, the trials made marked. */
export function dsrByTrials(report: OverfittingReport): Figure {
  const { sharpe, dsr, days, skewness, kurtosis } = report;
  const { variance } = dsr;
  if (sharpe.value === null || variance === null || skewness === null || kurtosis === null) {
    const reason = sharpe.reason ?? dsr.reason ?? 'There is nothing to measure.';
    return emptyFigure('The deflated Sharpe ratio cannot be measured', reason);
  }
  const moments = { sharpe: sharpe.value / Math.sqrt(DAYS_PER_YEAR), skewness, kurtosis, observations: days };
  const at = (trials: number) =>
    deflatedSharpe(moments, { trials, variance: variance / DAYS_PER_YEAR }).value ?? Number.NaN;
  const most = Math.max(MOST_TRIALS, 2 * dsr.trials);
  const x = Array.from({ length: POINTS }, (_, k) => most ** (k / (POINTS - 1)));
  const curve = {
    type: 'scatter',
    mode: 'lines',
    x: x.map((trials) => Math.round(100 * trials) / 100),
    y: x.map((trials) => Math.round(1e4 * at(trials)) / 100),
    line: { color: COLOURS.equity, width: 2.5 },
    hovertemplate: '%{x:,.0f} trials<br>DSR %{y:.2f} %<extra></extra>',
  };
  const effective = Object.keys(dsr.sensitivity).map(Number);
  const marks = points(effective, at, { symbol: 'circle', size: 9, color: COLOURS.inSample });
  const made = points([dsr.trials], at, { symbol: 'diamond', size: 13, color: COLOURS.down });
  const label = (trials: number, text: string, place: Layout) =>
    note(`${text}: ${formatPercent(at(trials), 0)}`, { x: Math.log10(trials), y: 100 * at(trials), ...place });
  const value = at(dsr.trials);
  const luck = formatNumber(dsr.lucky_sharpe ?? 0);
  return figure(
    [curve, marks, made],
    {
      title: `After ${counted(dsr.trials, 'trial')} the Sharpe ratio of ${formatNumber(sharpe.value)} beats luck with a probability of ${formatPercent(value, 1)}${value >= DSR_WANTED ? '' : `; ${formatPercent(DSR_WANTED, 0)} is wanted`}`,
      subtitle: `Deflated Sharpe ratio over ${counted(days, 'day')}; the best of as many trials without skill is expected to show ${luck} a year. Trials of one search are alike: their effective number is smaller.`,
      height: 420,
      leastWidth: 520,
    },
    {
      xaxis: valueAxis('Trials N (log scale)', {
        type: 'log',
        range: [0, Math.log10(most)],
        dtick: 1,
        tickformat: ',d',
      }),
      yaxis: valueAxis('DSR (%)', { range: [-3, 104] }),
      shapes: [marking('y', 100 * DSR_WANTED, COLOURS.text)],
      annotations: [
        note(`wanted: ${formatPercent(DSR_WANTED, 0)}`, {
          xref: 'paper',
          x: 1,
          xanchor: 'right',
          y: 100 * DSR_WANTED,
          yshift: -10,
        }),
        ...effective.map((trials) => label(trials, `N = ${count(trials)}`, ABOVE)),
        ...(effective.includes(dsr.trials) ? [] : [label(dsr.trials, `made, ${count(dsr.trials)}`, HIGHER)]),
      ],
    },
  );
}

function points(
  trials: readonly number[],
  at: (trials: number) => number,
  marker: { readonly [key: string]: string | number },
) {
  return {
    type: 'scatter',
    mode: 'markers',
    x: trials,
    y: trials.map((one) => Math.round(1e4 * at(one)) / 100),
    marker: { ...marker, line: { color: '#ffffff', width: 1 } },
    cliponaxis: false,
    hovertemplate: '%{x:,} trials<br>DSR %{y:.2f} %<extra></extra>',
  };
}
