import { formatDigits } from '../../core/format.js';
import type { Liveness, LivenessCondition, ParameterLiveness } from '../../robustness/liveness.js';
import type { Figure } from '../figure.js';
import { nameList } from '../verdicts/liveness-verdict.js';
import { COLOURS, emptyFigure, figure, nameAxis, withOpacity } from './theme.js';
import { count, counted } from './words.js';

/** White for nothing, then paler to deeper blue. */
const SCALE = [
  [0, '#ffffff'],
  [0.001, withOpacity(COLOURS.upPale, 0.3)],
  [0.5, COLOURS.upPale],
  [1, COLOURS.up],
] as const;
const OWN = 'others at<br>own values';

/** A parameter a row, a condition a column: how many trades differ, at most, as the parameter goes through its range. */
export function livenessFigure(liveness: Liveness): Figure {
  const { parameters, base_trades, steps, runs } = liveness;
  if (parameters.length === 0) return emptyFigure('No parameter is searched', 'The strategy gives no range to search.');
  const columns = parameters.flatMap(({ name, low, high }) => [low, high].map((value) => ({ name, value })));
  const names = parameters.map((one) => rowName(one));
  const cells = parameters.map(({ conditions }) => [null, ...columns].map((column) => cell(conditions, column)));
  const heat = {
    type: 'heatmap',
    x: [OWN, ...columns.map(columnName)],
    y: names,
    // Logarithms, so that a parameter that changes ten trades can be told from one that changes none.
    z: cells.map((row) =>
      row.map((trades) => (trades === undefined ? null : Math.round(1e3 * Math.log10(1 + trades)) / 1e3)),
    ),
    zmin: 0,
    zmax: Math.log10(1 + Math.max(1, ...cells.flat().map((trades) => trades ?? 0))),
    colorscale: SCALE,
    showscale: false,
    xgap: 2,
    ygap: 2,
    hoverongaps: false,
    customdata: cells.map((row) => row.map((trades) => trades ?? null)),
    hovertemplate: '%{y}, %{x}<br>%{customdata:,} trades change<extra></extra>',
  };
  const most = Math.max(1, ...cells.flat().map((trades) => trades ?? 0));
  const annotations = cells.flatMap((row, j) =>
    row.map((trades, i) => ({
      x: i,
      y: j,
      text: trades === undefined ? '–' : trades === 0 ? '<b>0</b>' : count(trades),
      showarrow: false,
      font: { size: 11, color: cellColour(trades, most) },
    })),
  );
  return figure(
    [heat],
    {
      title: finding(liveness),
      subtitle: `Most trades that differ from the run with the parameter's own value, over ${count(steps)} values of its range; ${counted(base_trades, 'trade')} at the own values, ${counted(runs, 'run')}`,
      height: 190 + 42 * parameters.length,
      leastWidth: 700,
    },
    {
      margin: { b: 84 },
      xaxis: nameAxis(heat.x, { tickfont: { size: 10 }, tickangle: 0, showgrid: false, side: 'bottom' }),
      yaxis: nameAxis(names, { autorange: 'reversed', showgrid: false, tickfont: { size: 11 } }),
      shapes: [edge(0.5), ...parameters.slice(1).map((_, k) => edge(2.5 + 2 * k))],
      annotations,
    },
  );
}

/** Undefined where the parameter itself stands at an end: it is not held and swept at once. */
function cell(conditions: readonly LivenessCondition[], column: LivenessCondition['given']): number | undefined {
  return conditions.find(({ given }) => given?.name === column?.name && given?.value === column?.value)?.trades_changed;
}

function rowName({ name, low, high }: ParameterLiveness): string {
  return `${name}<br><span style="color:${COLOURS.subtitle}">${formatDigits(low)} to ${formatDigits(high)}</span>`;
}

function columnName({ name, value }: { readonly name: string; readonly value: number }): string {
  return `${name.length > 7 ? name.replace('_', '_<br>') : `${name}<br>`}<br>= ${formatDigits(value)}`;
}

function cellColour(trades: number | undefined, most: number): string {
  if (trades === undefined) return COLOURS.neutral;
  if (trades === 0) return COLOURS.down;
  return Math.log10(1 + trades) > 0.8 * Math.log10(1 + most) ? '#ffffff' : COLOURS.text;
}

/** A thin line between the columns of one held parameter and the next. */
function edge(at: number) {
  return { type: 'line', x0: at, x1: at, y0: 0, y1: 1, yref: 'paper', line: { color: COLOURS.pale, width: 1 } };
}

function finding({ parameters, base_trades }: Liveness): string {
  const named = (status: ParameterLiveness['status']) =>
    parameters.filter((one) => one.status === status).map(({ name }) => name);
  const [inert, masked] = [named('inert'), named('masked')];
  if (inert.length + masked.length === 0) {
    return `Each of the ${count(parameters.length)} searched parameters changes some of the ${counted(base_trades, 'trade')}`;
  }
  const dead = inert.length > 0 ? `${nameList(inert)} change${inert.length === 1 ? 's' : ''} no trade anywhere` : '';
  const hidden = masked.length > 0 ? `${nameList(masked)} none until another parameter moves` : '';
  return [
    `Of ${count(parameters.length)} searched parameters`,
    [dead, hidden].filter((part) => part !== '').join('; '),
  ].join(' ');
}
