import type { Figure, Layout, PlotValue, Trace } from '../figure.js';
import { COLOURS, DARK_COLOURS } from './theme.js';

const NAMES = Object.keys(COLOURS) as (keyof typeof COLOURS)[];
/** Opaque colours as they stand in `rgba(r,g,b,opacity)` too. */
const PAIRS: readonly (readonly [light: string, dark: string])[] = NAMES.flatMap((name) => {
  const [light, dark] = [COLOURS[name], DARK_COLOURS[name]];
  return light.startsWith('#')
    ? [
        [light, dark],
        [`rgba(${channels(light)},`, `rgba(${channels(dark)},`],
      ]
    : [[light, dark]];
});
const DARK: ReadonlyMap<string, string> = new Map(PAIRS);
const ANY_COLOUR = /#[0-9a-f]{6}\b|rgba\([\d.,]+\)/g;

/** The figure for a dark page: every colour of `COLOURS` replaced by its dark one, also where it stands in a text. */
export function inDark(figure: Figure): Figure {
  return { ...figure, data: figure.data.map((trace) => dark(trace) as Trace), layout: dark(figure.layout) as Layout };
}

function dark(value: PlotValue): PlotValue {
  if (typeof value === 'string') return value.replace(ANY_COLOUR, darkColour);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  // Long lists of numbers have no colours; a short one may be a step of a colour scale.
  if (Array.isArray(value)) return typeof value[0] === 'number' && value.length > 2 ? value : value.map(dark);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, dark(item)]));
}

function darkColour(colour: string): string {
  const whole = DARK.get(colour);
  if (whole !== undefined || colour.startsWith('#')) return whole ?? colour;
  const cut = colour.lastIndexOf(',') + 1;
  const start = DARK.get(colour.slice(0, cut));
  return start === undefined ? colour : start + colour.slice(cut);
}

function channels(hex: string): string {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(',');
}
