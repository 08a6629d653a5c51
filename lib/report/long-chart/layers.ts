import type { Trace } from '../figure.js';
import { COLOURS, withOpacity } from '../figures/theme.js';
import type { ColourName } from './long-data.js';

/** Boxes by column: times in ms UTC, values in the unit of their axis. */
export interface Boxes {
  readonly from: number[];
  readonly to: number[];
  readonly bottom: number[];
  readonly top: number[];
}

interface LayerStyle {
  readonly name: string;
  readonly colour: ColourName;
  /** Layers of one group have one legend entry, that of the first with `legend`, named after the group or it. */
  readonly group?: string;
  readonly legend?: boolean;
  /** The panel: prices when absent. */
  readonly panel?: 'volume' | 'overview';
}

export interface BoxLayer extends LayerStyle {
  readonly kind: 'boxes';
  readonly boxes: Boxes;
  /** From 0 to 1; 1 when absent. */
  readonly opacity?: number;
  /** Pixels that a box is wide and high at least; 0 when absent. */
  readonly least?: number;
}

export interface LineLayer extends LayerStyle {
  readonly kind: 'line';
  readonly x: readonly number[];
  /** Null breaks the line. */
  readonly y: readonly (number | null)[];
  readonly width: number;
  readonly dash?: string;
}

/**
 * What is drawn a thousand times over. Plotly makes an element of the page for each piece of a line, and several for each
 * candle: a page paints layers itself, on a canvas, and Plotly has them only in pictures.
 */
export type Layer = BoxLayer | LineLayer;

export function boxes(): Boxes {
  return { from: [], to: [], bottom: [], top: [] };
}

export function addBox(into: Boxes, from: number, to: number, bottom: number, top: number): void {
  into.from.push(from);
  into.to.push(to);
  into.bottom.push(bottom);
  into.top.push(top);
}

/** The legend entry that switches a layer. */
export function legendName({ group, name }: Layer): string {
  return group ?? name;
}

const AXES = { volume: { yaxis: 'y2' }, overview: { xaxis: 'x2', yaxis: 'y3' } } as const;

/** The layer as Plotly draws it. */
export function layerTrace(layer: Layer, pixel: Pixel): Trace {
  const shape = layer.kind === 'boxes' ? boxShape(layer, pixel) : lineShape(layer);
  return { ...keyOf(layer), ...shape, ...(layer.panel && AXES[layer.panel]) };
}

/** The layer's legend entry alone. */
export function legendTrace(layer: Layer): Trace {
  const shape = layer.kind === 'boxes' ? boxStyle(layer) : lineStyle(layer);
  return { ...keyOf(layer), x: [null], y: [null], ...shape };
}

function keyOf(layer: Layer): Trace {
  const { group, legend } = layer;
  const entry = { name: legendName(layer), showlegend: legend ?? false, ...(group && { legendgroup: group }) };
  return { type: 'scatter', ...entry, hoverinfo: 'skip' };
}

function boxStyle({ colour, opacity = 1 }: BoxLayer): Trace {
  return { mode: 'none', fill: 'toself', fillcolor: withOpacity(COLOURS[colour], opacity), line: { simplify: false } };
}

function lineStyle({ colour, width, dash }: LineLayer): Trace {
  return { mode: 'lines', line: { color: COLOURS[colour], width, ...(dash && { dash }) } };
}

function lineShape(layer: LineLayer): Trace {
  return { ...lineStyle(layer), x: layer.x, y: layer.y };
}

/** Time (ms) and price (USD) that one pixel stands for. */
export interface Pixel {
  readonly time: number;
  readonly price: number;
}

/**
 * All boxes as one line: from box to box along their first corners, and back the same way, so that what lies between them
 * has no area.
 */
function boxShape(layer: BoxLayer, pixel: Pixel): Trace {
  const { from, to, bottom, top } = layer.boxes;
  const least = layer.least ?? 0;
  const x: number[] = [];
  const y: number[] = [];
  for (let k = 0; k < from.length; k++) {
    const [left, right] = atLeast(from[k], to[k], least * pixel.time);
    const [low, high] = atLeast(bottom[k], top[k], least * pixel.price);
    x.push(left, left, right, right, left);
    y.push(low, high, high, low, low);
  }
  for (let first = x.length - 5; first >= 0; first -= 5) {
    x.push(x[first]);
    y.push(y[first]);
  }
  return { ...boxStyle(layer), x, y };
}

function atLeast(low: number, high: number, least: number): [number, number] {
  const more = Math.max(0, least - (high - low)) / 2;
  return [low - more, high + more];
}
