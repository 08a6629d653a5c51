import { formatDigits } from '../../core/format.js';
import type { PointValue } from '../../optimise/axis.js';
import { bestTold, type Direction, type Told } from '../../optimise/history.js';
import type { PosteriorSlice } from '../../optimise/posterior.js';
import type { Point } from '../../optimise/space.js';
import type { Figure, Layout, PlotValue, Trace } from '../figure.js';
import { medianOf } from './plain.js';
import { brief, isLogarithmic, pointWords, valueWords } from './point-words.js';
import { COLOURS, emptyFigure, figure, nameAxis, note, valueAxis } from './theme.js';
import { counted } from './words.js';

/** Dark to light in blue and yellow, told apart with any colour vision (cividis; Nunez, Anderton and Renslow 2018). */
const EXPECTED = 'Cividis';
/** White where the model knows, darker where it guesses. */
const UNKNOWN = [
  [0, '#ffffff'],
  [1, '#5b3a6e'],
] as const;
const LEFT = [0, 0.39] as const;
const RIGHT = [0.56, 0.95] as const;

export interface HeatmapOptions {
  /** Evaluations to mark, projected onto the two parameters. */
  readonly told?: readonly Told[];
  /** The one to mark as best; that of `told` when absent. */
  readonly best?: Told;
  /** 'maximise' when absent. */
  readonly direction?: Direction;
}

/** What the model expects over two parameters, and beside it how little it knows there, with the evaluations made. */
export function posteriorHeatmap(slice: PosteriorSlice, options: HeatmapOptions = {}): Figure {
  const { told = [], direction = 'maximise' } = options;
  const best = options.best ?? bestTold(told, direction);
  const cells = cellsOf(slice);
  if (cells.length === 0) {
    return emptyFigure(
      `Nothing is allowed over ${slice.names.join(' and ')}`,
      'The constraints forbid every point of this slice.',
    );
  }
  const marked = told.filter(({ point }) => slice.names.every((name) => point[name] !== undefined));
  const range = coloured(cells, direction);
  const panels = ['', '2'].flatMap((panel) => [
    heat(slice, panel, range),
    ...marks(slice, marked, panel, {
      symbol: 'circle',
      size: 6,
      color: '#ffffff',
      line: { color: '#222222', width: 1.2 },
    }),
    ...marks(slice, best ? [best] : [], panel, {
      symbol: 'star',
      size: 15,
      color: COLOURS.down,
      line: { color: '#ffffff', width: 1 },
    }),
  ]);
  return figure(
    panels,
    {
      title: titleOf(slice, cells, direction),
      subtitle: `${subtitleOf(slice, marked.length, best !== null)}${endWords(cells, range)}`,
      height: 470,
    },
    {
      margin: { r: 64 },
      ...axes(slice),
      annotations: [heading('Expected objective', LEFT), heading('Standard deviation of the model', RIGHT)],
    },
  );
}

interface Cell {
  readonly value: number;
  readonly sd: number;
  readonly at: Point;
}

/** The allowed points of the slice. */
function cellsOf({ names, x, y, value, sd }: PosteriorSlice): Cell[] {
  return value.flatMap((row, j) =>
    row.flatMap((expected, i) => {
      if (expected === null) return [];
      return [{ value: expected, sd: sd[j][i] ?? 0, at: { [names[0]]: x[i], [names[1]]: y[j] } }];
    }),
  );
}

const isNumeric = (values: readonly PointValue[]) => values.every((value) => typeof value === 'number');
const places = (values: readonly PointValue[]): PlotValue[] =>
  values.map((value) => (isNumeric(values) ? brief(Number(value)) : String(value)));

/** Ends of the colour scale. What is four times as far from the best as the median takes the colour of the end. */
function coloured(cells: readonly Cell[], direction: Direction): readonly [number, number] {
  const values = cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = medianOf(values);
  return direction === 'maximise'
    ? [middle === high ? low : Math.max(low, high - 4 * (high - middle)), high]
    : [low, middle === low ? high : Math.min(high, low + 4 * (middle - low))];
}

function endWords(cells: readonly Cell[], [low, high]: readonly [number, number]): string {
  const beyond = cells.filter(({ value }) => value < low || value > high).map(({ value }) => value);
  if (beyond.length === 0) return '';
  const isBelow = beyond[0] < low;
  const far = isBelow ? Math.min(...beyond) : Math.max(...beyond);
  return ` Colours end at ${formatDigits(isBelow ? low : high, 2)}; the model expects as ${isBelow ? 'low' : 'high'} as ${formatDigits(far, 2)}.`;
}

function heat(slice: PosteriorSlice, panel: string, [zmin, zmax]: readonly [number, number]): Trace {
  const isRight = panel === '2';
  const z = (isRight ? slice.sd : slice.value).map((row) => row.map(brief));
  const what = isRight ? 'standard deviation' : 'expected';
  return {
    type: 'heatmap',
    xaxis: `x${panel}`,
    yaxis: `y${panel}`,
    x: places(slice.x),
    y: places(slice.y),
    z,
    ...(isRight ? { zmin: 0 } : { zmin: brief(zmin), zmax: brief(zmax) }),
    colorscale: isRight ? UNKNOWN : EXPECTED,
    hoverongaps: false,
    colorbar: { x: (isRight ? RIGHT : LEFT)[1] + 0.008, xanchor: 'left', thickness: 12, outlinewidth: 0, nticks: 7 },
    hovertemplate: `${slice.names[0]} %{x}<br>${slice.names[1]} %{y}<br>${what} %{z}<extra></extra>`,
  };
}

function marks({ names, x, y }: PosteriorSlice, told: readonly Told[], panel: string, marker: Layout): Trace[] {
  if (told.length === 0) return [];
  const along = (values: readonly PointValue[], name: string) =>
    told.map(({ point }) => (isNumeric(values) ? brief(Number(point[name])) : String(point[name])));
  return [
    {
      type: 'scatter',
      mode: 'markers',
      xaxis: `x${panel}`,
      yaxis: `y${panel}`,
      x: along(x, names[0]),
      y: along(y, names[1]),
      text: told.map(({ value }) => (value === null ? 'failed' : formatDigits(value))),
      marker,
      cliponaxis: false,
      hovertemplate: '%{x}, %{y}<br>evaluated: %{text}<extra></extra>',
    },
  ];
}

function axes({ names, x, y }: PosteriorSlice): Layout {
  const axis = (values: readonly PointValue[], name: string, more: Layout): Layout =>
    isNumeric(values)
      ? valueAxis(name, {
          type: isLogarithmic(values) ? 'log' : 'linear',
          showgrid: false,
          ...more,
        })
      : nameAxis(values.map(String), { title: { text: name, standoff: 8 }, showgrid: false, ...more });
  return {
    xaxis: axis(x, names[0], { domain: [...LEFT], anchor: 'y' }),
    yaxis: axis(y, names[1], { anchor: 'x' }),
    xaxis2: axis(x, names[0], { domain: [...RIGHT], anchor: 'y2' }),
    yaxis2: axis(y, names[1], { anchor: 'x2' }),
  };
}

function heading(text: string, [from, to]: readonly [number, number]): Layout {
  return note(text, { xref: 'paper', yref: 'paper', x: (from + to) / 2, y: 1, yanchor: 'bottom', yshift: 3 });
}

function titleOf({ names }: PosteriorSlice, cells: readonly Cell[], direction: Direction): string {
  const sign = direction === 'maximise' ? -1 : 1;
  const top = cells.reduce((best, cell) => (sign * cell.value < sign * best.value ? cell : best));
  const values = cells.map(({ value }) => value);
  const span = Math.max(...values) - Math.min(...values);
  const doubt = medianOf(cells.map(({ sd }) => sd));
  const short = (value: number) => formatDigits(value, 3);
  if (span <= doubt) {
    return `The model sees no difference over ${names.join(' and ')}: it expects ${short(Math.min(...values))} to ${short(Math.max(...values))}, with a standard deviation of ${short(doubt)}`;
  }
  const where = pointWords(top.at).replaceAll(' = ', '\u00a0=\u00a0');
  const certainty = top.sd < 0.01 * span ? ', all but certain' : ` ± ${formatDigits(top.sd, 2)}`;
  return `Of this slice the model expects most at ${where}: ${short(top.value)}${certainty}`;
}

function subtitleOf({ names, held }: PosteriorSlice, evaluated: number, hasBest: boolean): string {
  const others = Object.entries(held).filter(([name]) => !names.includes(name));
  const kept = others.map(([name, value]) => `${name} ${valueWords(value)}`).join(', ');
  return [
    evaluated === 0
      ? ''
      : `${counted(evaluated, 'evaluation')} marked${others.length > 0 ? ', whose other parameters differ from those held' : ''}.`,
    hasBest ? 'Star: the best evaluated.' : '',
    kept === '' ? '' : `Held: ${kept}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
