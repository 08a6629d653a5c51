import type { Figure, PlotValue, Trace } from './figure.js';

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** A figure as it is stored: only JSON values. */
export interface PlainFigure {
  readonly data: readonly { readonly [key: string]: Plain }[];
  readonly layout: { readonly [key: string]: Plain };
}

/** White whatever the page around it, so that lines and texts are legible in dark themes too. */
const BACKGROUND = { paper_bgcolor: '#fff', plot_bgcolor: '#fff' };

/**
 * The figure in JSON values: typed arrays as lists, numbers that are not finite as null (a gap in a line), the numbers of
 * a trace's lists rounded to its `round` decimals.
 */
export function plainFigure(figure: Figure): PlainFigure {
  return {
    data: figure.data.map(plainTrace),
    layout: { ...BACKGROUND, ...(plain(figure.layout, undefined) as PlainFigure['layout']) },
  };
}

/** The words of a figure's title, markup and all; undefined without any. */
export function titleText({ title }: Figure['layout']): string | undefined {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  return typeof text === 'string' ? text : undefined;
}

/** The figure as JSON that may stand in a script of an HTML page: no `<`, so no `</script>`. */
export function scriptJson(figure: PlainFigure): string {
  return JSON.stringify(figure)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

function plainTrace({ round, ...trace }: Trace): { [key: string]: Plain } {
  return plain(trace, round) as { [key: string]: Plain };
}

function plain(value: PlotValue, round: number | undefined): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return numbers(value as unknown as Iterable<number>, round);
  if (Array.isArray(value)) return value.map((item) => listItem(item, round));
  const out: { [key: string]: Plain } = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) out[key] = plain(item, round);
  return out;
}

function listItem(item: PlotValue, round: number | undefined): Plain {
  return typeof item === 'number' && round !== undefined ? rounded(item, 10 ** round) : plain(item, round);
}

function numbers(values: Iterable<number>, round: number | undefined): Plain[] {
  const scale = round === undefined ? undefined : 10 ** round;
  return Array.from(values, (v) => (scale === undefined ? (Number.isFinite(v) ? v : null) : rounded(v, scale)));
}

function rounded(value: number, scale: number): number | null {
  return Number.isFinite(value) ? Math.round(value * scale) / scale : null;
}
