import { type COLOURS, withOpacity } from '../figures/theme.js';
import { type BoxLayer, type Layer, type LineLayer, legendName } from './layers.js';
import type { Scales } from './long-layout.js';

type Palette = Readonly<Record<keyof typeof COLOURS, string>>;

/** An axis as Plotly has placed it, in pixels of the plot; `_vals` are its ticks. */
export interface PlacedAxis {
  readonly _offset: number;
  readonly _length: number;
  readonly _vals?: readonly { readonly x: number }[];
}

/** What Plotly knows of a plot it has drawn. */
export interface PlacedPlot extends HTMLElement {
  readonly data?: readonly { readonly name?: string; readonly visible?: unknown }[];
  readonly _fullLayout?: Readonly<Record<'xaxis' | 'yaxis' | 'yaxis2' | 'xaxis2' | 'yaxis3', PlacedAxis>>;
}

/** A panel in pixels, and where its values lie in it. */
interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(time: number): number;
  y(value: number): number;
}

const DASHES: Readonly<Record<string, number[]>> = { dot: [3, 3], dash: [8, 4] };

/** Paints the layers below what Plotly draws, on a canvas as large as the plot. */
export function paint(
  canvas: HTMLCanvasElement,
  plot: PlacedPlot,
  layers: readonly Layer[],
  scales: Scales,
  palette: Palette,
): void {
  const context = canvas.getContext('2d');
  const axes = plot._fullLayout;
  if (!context || !axes) return;
  fit(canvas, plot.clientWidth, plot.clientHeight, context);
  const { view, price, volume, whole, closes } = scales;
  const panels = {
    price: panelOf(axes.xaxis, axes.yaxis, view, price),
    volume: panelOf(axes.xaxis, axes.yaxis2, view, [0, volume]),
    overview: panelOf(axes.xaxis2, axes.yaxis3, whole, closes),
  };
  const hidden = new Set(plot.data?.filter(({ visible }) => visible === 'legendonly').map(({ name }) => name));
  const shown = layers.filter((layer) => !hidden.has(legendName(layer)));
  for (const name of ['price', 'volume', 'overview'] as const) {
    const panel = panels[name];
    const own = shown.filter((layer) => (layer.panel ?? 'price') === name);
    context.save();
    context.beginPath();
    context.rect(panel.left, panel.top, panel.width, panel.height);
    context.clip();
    for (const layer of own.filter(isShade)) paintLayer(context, layer, panel, palette);
    paintGrid(context, panel, axes[name === 'overview' ? 'xaxis2' : 'xaxis'], 'x', palette);
    if (name !== 'overview') paintGrid(context, panel, axes[name === 'price' ? 'yaxis' : 'yaxis2'], 'y', palette);
    for (const layer of own.filter((one) => !isShade(one))) paintLayer(context, layer, panel, palette);
    context.restore();
  }
}

/** Shades lie below the grid, and everything that is to be read above it. */
function isShade({ colour }: Layer): boolean {
  return colour === 'biasUp' || colour === 'biasDown';
}

function paintLayer(context: CanvasRenderingContext2D, layer: Layer, panel: Panel, palette: Palette): void {
  if (layer.kind === 'boxes') paintBoxes(context, layer, panel, palette);
  else paintLine(context, layer, panel, palette);
}

/** As many canvas pixels as the screen has, and nothing on them. */
function fit(canvas: HTMLCanvasElement, width: number, height: number, context: CanvasRenderingContext2D): void {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
}

function panelOf(
  across: PlacedAxis,
  up: PlacedAxis,
  { from, to }: Scales['view'],
  [low, high]: Scales['price'],
): Panel {
  const { _offset: left, _length: width } = across;
  const { _offset: top, _length: height } = up;
  return {
    left,
    top,
    width,
    height,
    x: (time) => left + ((time - from) / (to - from)) * width,
    y: (value) => top + ((high - value) / (high - low)) * height,
  };
}

function paintGrid(
  context: CanvasRenderingContext2D,
  panel: Panel,
  axis: PlacedAxis,
  along: 'x' | 'y',
  palette: Palette,
): void {
  context.fillStyle = palette.grid;
  const { left, top, width, height } = panel;
  for (const { x: value } of axis._vals ?? []) {
    if (along === 'x') context.fillRect(Math.round(panel.x(value)), top, 1, height);
    else context.fillRect(left, Math.round(panel.y(value)), width, 1);
  }
}

/** Thin boxes stand on whole pixels, so that candles of a pixel or two are all alike. */
function paintBoxes(context: CanvasRenderingContext2D, layer: BoxLayer, panel: Panel, palette: Palette): void {
  const { from, to, bottom, top } = layer.boxes;
  const least = layer.least ?? 0;
  context.fillStyle = withOpacity(palette[layer.colour], layer.opacity ?? 1);
  for (let k = 0; k < from.length; k++) {
    const [left, right] = [panel.x(from[k]), panel.x(to[k])];
    const [high, low] = [panel.y(top[k]), panel.y(bottom[k])];
    if (right < panel.left || left > panel.left + panel.width) continue;
    const width = Math.max(least, right - left);
    const x = width < 4 ? Math.round((left + right - width) / 2) : left;
    const height = Math.max(least, low - high);
    context.fillRect(x, (low + high - height) / 2, width, height);
  }
}

function paintLine(
  context: CanvasRenderingContext2D,
  { x, y, colour, width, dash }: LineLayer,
  panel: Panel,
  palette: Palette,
): void {
  context.strokeStyle = palette[colour];
  context.lineWidth = width;
  context.setLineDash(DASHES[dash ?? ''] ?? []);
  context.lineJoin = 'round';
  context.beginPath();
  let isDown = false;
  for (let k = 0; k < x.length; k++) {
    const value = y[k];
    if (value === null) isDown = false;
    else if (isDown) context.lineTo(panel.x(x[k]), panel.y(value));
    else {
      context.moveTo(panel.x(x[k]), panel.y(value));
      isDown = true;
    }
  }
  context.stroke();
  context.setLineDash([]);
}
