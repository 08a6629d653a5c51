import { formatDigits } from '../../core/format.js';
import type { PartialDependence } from '../../optimise/posterior.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { meanOf } from './plain.js';
import { brief, isLogarithmic, valueWords } from './point-words.js';
import { COLOURS, emptyFigure, figure, legendKey, lineKey, nameAxis, valueAxis, withOpacity } from './theme.js';

const MOST_COLUMNS = 3;
const ROW_PIXELS = 190;
const BAND = withOpacity(COLOURS.up, 0.18);

/** A panel for each parameter, all on one scale: the expected objective averaged over the others, and one sd either way. */
export function partialDependenceFigure(dependences: readonly PartialDependence[]): Figure {
  const known = dependences.filter(({ value }) => value.some((one) => one !== null));
  if (known.length === 0) {
    return emptyFigure(
      'There is no partial dependence to draw',
      'No parameter has a value that the model was asked for.',
    );
  }
  const columns = Math.min(MOST_COLUMNS, known.length);
  const rows = Math.ceil(known.length / columns);
  const edges = known.flatMap((one) => knownOf(one).flatMap(({ value, sd }) => [value - sd, value + sd]));
  const [low, high] = [Math.min(...edges), Math.max(...edges)];
  const room = 0.06 * (high - low || 1);
  const axes = known.map((one, k) => axesOf(one, k, { columns, rows }, [low - room, high + room]));
  return figure(
    [
      ...known.flatMap(panelTraces),
      lineKey('expected objective', COLOURS.up, 'solid'),
      legendKey('one standard deviation of the model either way', BAND),
    ],
    {
      title: titleOf(known),
      subtitle:
        'Partial dependence: the expectation of the model, averaged over the other parameters. What it has not tried it guesses: the band says how well.',
      height: 130 + ROW_PIXELS * rows,
    },
    { showlegend: true, margin: { b: 84 }, ...Object.assign({}, ...axes) },
  );
}

/** The points that constraints allow. */
function knownOf({ at, value, sd }: PartialDependence) {
  return at.flatMap((where, k) => {
    const [expected, spread] = [value[k], sd[k]];
    return expected === null ? [] : [{ at: where, value: expected, sd: spread ?? 0 }];
  });
}

/** Plotly's name of the axis of panel `k`: `x`, `x2`, ... */
const axisId = (axis: 'x' | 'y', k: number) => `${axis}${k === 0 ? '' : k + 1}`;
const axisKey = (axis: 'x' | 'y', k: number) => `${axis}axis${k === 0 ? '' : k + 1}`;

function panelTraces(dependence: PartialDependence, k: number): Trace[] {
  const points = knownOf(dependence);
  const isNumeric = points.every(({ at }) => typeof at === 'number');
  const x = points.map(({ at }) => (isNumeric ? brief(Number(at)) : String(at)));
  const [value, sd] = [points.map((one) => brief(one.value)), points.map((one) => brief(one.sd))];
  const shared = { type: 'scatter', xaxis: axisId('x', k), yaxis: axisId('y', k), showlegend: false };
  const line: Trace = {
    ...shared,
    mode: isNumeric && x.length > 1 ? 'lines' : 'markers',
    x,
    y: value,
    customdata: sd,
    line: { color: COLOURS.up, width: 2 },
    marker: { color: COLOURS.up, size: 8 },
    ...(!(isNumeric && x.length > 1) && { error_y: { type: 'data', array: sd, color: COLOURS.upPale, thickness: 2 } }),
    hovertemplate: `${dependence.name} %{x}<br>expected %{y} ± %{customdata}<extra></extra>`,
  };
  if (!isNumeric || x.length === 1) return [line];
  const upper = points.map((one) => brief(one.value + one.sd));
  const lower = points.map((one) => brief(one.value - one.sd));
  const band: Trace = {
    ...shared,
    mode: 'lines',
    x: [...x, ...[...x].reverse()],
    y: [...upper, ...lower.reverse()],
    fill: 'toself',
    fillcolor: BAND,
    line: { width: 0 },
    hoverinfo: 'skip',
  };
  return [band, line];
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
}

function axesOf(
  dependence: PartialDependence,
  k: number,
  { columns, rows }: Grid,
  range: readonly [number, number],
): Layout {
  const [column, row] = [k % columns, Math.floor(k / columns)];
  const width = (1 - 0.05 * (columns - 1)) / columns;
  const height = (1 - 0.24 * (rows > 1 ? 1 : 0)) / rows;
  const step = rows > 1 ? (1 - height) / (rows - 1) : 0;
  const top = 1 - row * step;
  const left = column * (width + 0.05);
  const place = { domain: [left, left + width], anchor: axisId('y', k) };
  const title = { text: dependence.name, standoff: 4, font: { size: 11 } };
  const isNumeric = dependence.at.every((at) => typeof at === 'number');
  const across = isNumeric
    ? valueAxis('', { ...place, title, type: isLogarithmic(dependence.at) ? 'log' : 'linear' })
    : nameAxis(dependence.at.map(String), { ...place, title });
  const upward = {
    domain: [top - height, top],
    anchor: axisId('x', k),
    range: [...range],
    showticklabels: column === 0,
    nticks: 6,
  };
  return {
    [axisKey('x', k)]: { ...across, tickfont: { size: 10 }, automargin: false },
    [axisKey('y', k)]: valueAxis(column === 0 ? 'Expected objective' : '', upward),
  };
}

function titleOf(dependences: readonly PartialDependence[]): string {
  const spans = dependences.map((one) => {
    const points = knownOf(one);
    const low = points.reduce((least, point) => (point.value < least.value ? point : least));
    const high = points.reduce((most, point) => (point.value > most.value ? point : most));
    return { name: one.name, low, high, span: high.value - low.value, sd: meanOf(points.map(({ sd }) => sd)) };
  });
  const top = spans.reduce((widest, one) => (one.span > widest.span ? one : widest));
  const short = (value: number) => formatDigits(value, 2);
  if (spans.every(({ span, sd }) => span <= sd)) {
    return `No parameter moves the expected objective beyond the model's own uncertainty: at most by ${short(top.span)} (${top.name}), with a standard deviation of ${short(top.sd)}`;
  }
  const end = ({ value, at }: { value: number; at: PartialDependence['at'][number] }) =>
    `${short(value)} at ${valueWords(at)}`;
  return `${top.name} moves the expected objective most: ${end(top.low)}, ${end(top.high)}, give or take ${short(top.sd)}`;
}
