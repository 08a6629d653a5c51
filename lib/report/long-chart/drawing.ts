import type { Figure, Trace } from '../figure.js';
import { stepName } from '../figures/words.js';
import { gapLayers, type PriceRange, partLayers, trendLayers, trendSums } from './backdrop-layers.js';
import { candleLayers, lineLayer, overviewLayer, type Slice, volumeLayers } from './candle-layers.js';
import { addBox, type BoxLayer, boxes, type Layer, layerTrace, legendTrace } from './layers.js';
import { drawnBarAt, type Level, levelsOf, MOST_CANDLES, stepFor, type View, wholeView } from './levels.js';
import type { LongData } from './long-data.js';
import { type Frame, framedFigure, panelWidth, pixelOf, type Scales } from './long-layout.js';
import { tradesDrawn } from './trade-layers.js';

/** What is in a view. */
export interface Drawing {
  /** Bars of the view itself. */
  readonly slice: Slice;
  readonly scales: Scales;
  /** Of the view and half of it to each side, in the order in which they cover each other. */
  readonly layers: readonly Layer[];
  /** What lies over all layers and answers to the pointer. */
  readonly markers: readonly Trace[];
  /** Whether trades are marks below the candles instead. */
  readonly isMarked: boolean;
}

/** Draws views of the data; what does not depend on the view is made once. */
export interface LongDrawer {
  /** `price` instead of the range of the view's own bars, where it is given. */
  draw(view: View, frame: Frame, price?: PriceRange): Drawing;
  /** See `trendSums`; undefined without a trend. */
  readonly trend: Int32Array | undefined;
}

const PIXELS_A_CANDLE = 1.5;
const FEWEST_CANDLES = 60;

export function longDrawer(data: LongData): LongDrawer {
  const level = levelsOf(data.bars);
  const trend = data.trend && trendSums(data.trend);
  const whole = wholeView(data.bars);
  const overview = overviewLayer(level(stepFor(data.bars.step, whole.to - whole.from, MOST_CANDLES)));
  const closes = rangeOf(data.bars.close, data.bars.close, 0, data.bars.close.length);
  return {
    trend,
    draw(view, frame, fixed) {
      const most = Math.max(FEWEST_CANDLES, Math.min(MOST_CANDLES, Math.floor(panelWidth(frame) / PIXELS_A_CANDLE)));
      const drawn = level(stepFor(data.bars.step, view.to - view.from, most));
      const slice = sliceOf(drawn, view);
      const { high, low, volume } = drawn.bars;
      const price = fixed ?? rangeOf(low, high, slice.from, slice.to);
      const scales = { view, price, volume: mostOf(volume.subarray(slice.from, slice.to)), whole, closes };
      const wide = sliceOf(drawn, widened(view));
      const { layers, traces, isMarked } = tradesDrawn(wide, data, view, price);
      const below = panelLayers(data, trend, wide, price);
      return { slice, scales, layers: [...below, ...layers, overview, windowLayer(scales)], markers: traces, isMarked };
    },
  };
}

/** The drawing as a figure that Plotly draws alone: for pictures. */
export function wholeFigure(data: LongData, drawing: Drawing, frame: Frame): { figure: Figure; top: number } {
  const pixel = pixelOf(drawing.scales, frame);
  return figureOf(
    data,
    drawing,
    frame,
    drawing.layers.map((layer) => layerTrace(layer, pixel)),
  );
}

/** What is left for Plotly where layers are painted: axes, heading, legend, and markers. */
export function bareFigure(data: LongData, drawing: Drawing, frame: Frame): { figure: Figure; top: number } {
  const keyed = drawing.layers.filter(({ legend }) => legend);
  return figureOf(data, drawing, frame, [...keyed.map(legendTrace), ...PANELS]);
}

/** Without a trace, Plotly does not draw a panel. */
const PANELS: readonly Trace[] = [{}, { yaxis: 'y2' }, { xaxis: 'x2', yaxis: 'y3' }].map((axes) => ({
  type: 'scatter',
  mode: 'none',
  x: [null],
  y: [null],
  showlegend: false,
  hoverinfo: 'skip',
  ...axes,
}));

function figureOf(data: LongData, { slice, scales, markers }: Drawing, frame: Frame, traces: readonly Trace[]) {
  const subtitle = `Drawn in ${stepName(slice.level.bars.step)} bars. ${data.subtitle}`;
  return framedFigure([...traces, ...markers], { title: data.title, subtitle }, scales, frame);
}

function panelLayers(data: LongData, trend: Int32Array | undefined, slice: Slice, price: PriceRange): Layer[] {
  const groups = data.lines.map(({ group }) => group);
  return [
    ...(trend ? trendLayers(slice, trend, price) : []),
    ...(data.gaps ? gapLayers(slice, data.gaps, data) : []),
    ...candleLayers(slice),
    ...data.lines.map((line, k) => lineLayer(slice, line, !line.group || groups.indexOf(line.group) === k)),
    ...partLayers(data, price),
    ...volumeLayers(slice),
  ];
}

/** Where the view lies in the whole. */
function windowLayer({ view, closes }: Scales): BoxLayer {
  const frame = boxes();
  addBox(frame, view.from, view.to, closes[0], closes[1]);
  return { kind: 'boxes', name: 'view', colour: 'neutral', opacity: 0.3, boxes: frame, panel: 'overview', least: 2 };
}

/** Drawn bars of the view; the one nearest to it where it shows a hole in the data. */
function sliceOf(level: Level, { from, to }: View): Slice {
  const length = level.bars.time.length;
  const first = Math.min(drawnBarAt(level, from), length - 1);
  return { level, from: first, to: Math.max(first + 1, Math.min(length, drawnBarAt(level, to))) };
}

/** Half a view to each side is drawn too, and seen while the chart is dragged. */
function widened({ from, to }: View): View {
  const more = (to - from) / 2;
  return { from: from - more, to: to + more };
}

/** Lowest to highest of some bars, with room for marks. */
function rangeOf(low: Float64Array, high: Float64Array, from: number, to: number): PriceRange {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = from; k < to; k++) {
    least = Math.min(least, low[k]);
    most = Math.max(most, high[k]);
  }
  const room = 0.07 * (most - least || most * 0.001);
  return [least - room, most + room];
}

function mostOf(volume: Float64Array): number {
  return 1.05 * (volume.reduce((most, value) => Math.max(most, value), 0) || 1);
}
