import type { Figure, Layout, PlotValue, Trace } from '../figure.js';
import { type Heading, headingText } from './heading.js';

export type { Heading } from './heading.js';

/**
 * One colour per meaning, the same in every figure. Blue against orange, not green against red; colours that stand in one
 * figure differ to colour-blind readers too, which test/report/figures/colours.test.ts measures.
 */
export const COLOURS = {
  /** Rising bars, bull gaps, longs, wins. */
  up: '#0072b2',
  /** Falling bars, bear gaps, shorts, losses. */
  down: '#d55e00',
  upPale: '#8fc1de',
  downPale: '#f0b48a',
  biasUp: 'rgba(0,114,178,0.10)',
  biasDown: 'rgba(213,94,0,0.10)',
  poc: '#711973',
  valueArea: '#b492c1',
  lowVolume: '#f2c744',
  ema18: '#06a870',
  ema48: '#946436',
  ema15m: '#37a6fc',
  ema1h: '#222222',
  inSample: '#56b4e9',
  outOfSample: '#cb76a4',
  cost: '#c29e5a',
  equity: '#1b3a5c',
  drawdown: '#912f0d',
  neutral: '#8a8a8a',
  pale: '#d0d0d0',
  text: '#222222',
  subtitle: '#5a5a5a',
  grid: '#e8e8e8',
  background: '#ffffff',
} as const;

/** The same meanings on a dark page: as far from each other, and from the background, as the light ones. */
export const DARK_COLOURS: Readonly<Record<keyof typeof COLOURS, string>> = {
  up: '#4aa8e0',
  down: '#f0813a',
  upPale: '#2a5f80',
  downPale: '#8a4a20',
  biasUp: 'rgba(74,168,224,0.13)',
  biasDown: 'rgba(240,129,58,0.13)',
  poc: '#8781f9',
  valueArea: '#8b6d95',
  lowVolume: '#d9b13a',
  ema18: '#43e7a5',
  ema48: '#ce9066',
  ema15m: '#b2d9fd',
  ema1h: '#f2f2f2',
  inSample: '#2f86b8',
  outOfSample: '#cf86a2',
  cost: '#fbd244',
  equity: '#9cc3ea',
  drawdown: '#fda480',
  neutral: '#9a9a9a',
  pale: '#4a4a4a',
  text: '#e6e6e6',
  subtitle: '#b0b0b0',
  grid: '#333a44',
  background: '#15191f',
};

/** A `#rrggbb` colour with an opacity from 0 to 1, in the form that `inDark` knows; one that has its own keeps it. */
export function withOpacity(colour: string, opacity: number): string {
  if (opacity === 1 || !colour.startsWith('#')) return colour;
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${channels.join(',')},${opacity})`;
}

const FONT = 'DejaVu Sans, Verdana, Arial, sans-serif';
/** A figure in the house style; `layout` adds to it and wins where both speak. The legend, where wanted, stands below the panels. */
export function figure(data: readonly Trace[], heading: Heading, layout: Layout = {}): Figure {
  const height = heading.height ?? 460;
  const { text, size } = headingText(heading, COLOURS.subtitle);
  const least = heading.leastWidth === undefined ? {} : { leastWidth: heading.leastWidth };
  const margin = { l: 78, r: 34, t: size, b: 62, ...(layout.margin as { readonly [side: string]: PlotValue }) };
  return {
    data,
    layout: {
      height,
      ...(heading.width !== undefined && { width: heading.width }),
      paper_bgcolor: COLOURS.background,
      plot_bgcolor: COLOURS.background,
      font: { family: FONT, size: 12, color: COLOURS.text },
      hoverlabel: { font: { family: FONT, size: 12 }, align: 'left' },
      showlegend: false,
      legend: LEGEND,
      bargap: 0.2,
      ...layout,
      // For pages that set the heading themselves: its words, and the pixels that it takes here.
      meta: { title: heading.title, subtitle: heading.subtitle ?? '', pixels: size, ...least },
      title: {
        text,
        x: 0.012,
        xref: 'container',
        xanchor: 'left',
        y: 1 - 20 / height,
        yref: 'container',
        yanchor: 'top',
        font: { size: 14, color: COLOURS.text },
      },
      margin,
    },
  };
}

/** Against the lower edge of the whole figure: it takes its own room and never covers an axis title. */
export const LEGEND = {
  orientation: 'h',
  traceorder: 'normal',
  x: 0,
  xanchor: 'left',
  yref: 'container',
  y: 0.012,
  yanchor: 'bottom',
} as const;

/** An axis of times in milliseconds UTC. */
export function timeAxis(more: Layout = {}): Layout {
  const title = { text: 'Time (UTC)', standoff: 8 };
  const hoverformat = '%Y-%m-%d %H:%M UTC';
  return { type: 'date', title, hoverformat, gridcolor: COLOURS.grid, zeroline: false, automargin: true, ...more };
}

/** A linear axis whose title names its unit. */
export function valueAxis(title: string, more: Layout = {}): Layout {
  return {
    title: { text: title, standoff: 8 },
    gridcolor: COLOURS.grid,
    zeroline: false,
    automargin: true,
    ...more,
  };
}

/** An axis of names, in the order given. */
export function nameAxis(names: readonly string[], more: Layout = {}): Layout {
  return { type: 'category', categoryorder: 'array', categoryarray: names, automargin: true, ...more };
}

/** A legend entry for something drawn as a background or a shape. */
export function legendKey(name: string, colour: string): Trace {
  const marker = { symbol: 'square', size: 12, color: colour };
  return { type: 'scatter', mode: 'markers', x: [null], y: [null], name, marker, hoverinfo: 'skip' };
}

/** A legend entry for a line drawn as a shape. */
export function lineKey(name: string, colour: string, dash: string): Trace {
  const line = { color: colour, width: 1.5, dash };
  return { type: 'scatter', mode: 'lines', x: [null], y: [null], name, line, hoverinfo: 'skip' };
}

/** A straight line across the panel at one value of an axis. */
export function marking(axis: 'x' | 'y', at: number, colour: string, more: Layout = {}): Layout {
  const along =
    axis === 'x' ? { x0: at, x1: at, y0: 0, y1: 1, yref: 'paper' } : { y0: at, y1: at, x0: 0, x1: 1, xref: 'paper' };
  return { type: 'line', ...along, line: { color: colour, width: 1.5, dash: 'dash' }, ...more };
}

/** Before what a note says in a narrow figure, in its `name`, which no renderer shows. */
export const SHORT = 'short: ';

/** Text at a point of a panel. */
export function note(text: string, more: Layout): Layout {
  return { text, showarrow: false, font: { size: 11, color: COLOURS.subtitle }, ...more };
}

/** A figure that says why there is nothing to draw. */
export function emptyFigure(title: string, reason: string): Figure {
  const hidden = { visible: false };
  const middle = note(reason, {
    xref: 'paper',
    yref: 'paper',
    x: 0.5,
    y: 0.5,
    font: { size: 13, color: COLOURS.subtitle },
  });
  return figure([], { title, height: 220 }, { xaxis: hidden, yaxis: hidden, annotations: [middle] });
}
