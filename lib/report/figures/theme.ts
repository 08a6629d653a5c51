import type { Figure, Layout, PlotValue, Trace } from '../figure.js';

/** One colour per meaning, the same in every figure. Blue against orange, not green against red: colour-blind readers tell them apart. */
export const COLOURS = {
  /** Rising bars, bull gaps, longs, wins. */
  up: '#0072b2',
  /** Falling bars, bear gaps, shorts, losses. */
  down: '#d55e00',
  upPale: '#8fc1de',
  downPale: '#f0b48a',
  biasUp: 'rgba(0,114,178,0.10)',
  biasDown: 'rgba(213,94,0,0.10)',
  poc: '#7b3294',
  valueArea: '#b79ac8',
  lowVolume: '#f2c744',
  ema18: '#009e73',
  ema48: '#a6761d',
  ema15m: '#3fa7d6',
  ema1h: '#222222',
  inSample: '#56b4e9',
  outOfSample: '#cc79a7',
  cost: '#c79a1b',
  equity: '#1b3a5c',
  drawdown: '#9a3412',
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
  poc: '#c68be0',
  valueArea: '#7f6691',
  lowVolume: '#d9b13a',
  ema18: '#25c79a',
  ema48: '#d3a24c',
  ema15m: '#8fd0f0',
  ema1h: '#f2f2f2',
  inSample: '#2f86b8',
  outOfSample: '#d58bb2',
  cost: '#e0b43c',
  equity: '#9cc3ea',
  drawdown: '#e8825a',
  neutral: '#9a9a9a',
  pale: '#4a4a4a',
  text: '#e6e6e6',
  subtitle: '#b0b0b0',
  grid: '#333a44',
  background: '#15191f',
};

const FONT = 'DejaVu Sans, Verdana, Arial, sans-serif';
/** At 14 and 11 pixels these fill `NARROWEST` pixels, the narrowest page that is likely where no width is known. */
const TITLE_CHARACTERS = 95;
const SUBTITLE_CHARACTERS = 118;
const NARROWEST = 700;

/** What stands above a figure: the finding in its numbers, and what it was found on. */
export interface Heading {
  readonly title: string;
  readonly subtitle?: string;
  /** In pixels; 460 when absent. */
  readonly height?: number;
  /** In pixels, where it is known: the reader's, and texts fit into 700, when absent. */
  readonly width?: number;
}

/** A figure in the house style; `layout` adds to it and wins where both speak. The legend, where wanted, stands below the panels. */
export function figure(data: readonly Trace[], heading: Heading, layout: Layout = {}): Figure {
  const height = heading.height ?? 460;
  const { text, size } = headingText(heading);
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
      meta: { title: heading.title, subtitle: heading.subtitle ?? '', pixels: size },
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

/** Title and subtitle as one text, which every renderer places alike, and the pixels it needs. */
function headingText({ title, subtitle, width = NARROWEST }: Heading): { text: string; size: number } {
  const room = (characters: number) => Math.floor((characters * width) / NARROWEST);
  const lines = balanced(title, room(TITLE_CHARACTERS));
  const below = subtitle ? balanced(subtitle, room(SUBTITLE_CHARACTERS)) : [];
  const small = below.map((line) => `<span style="font-size:11px;color:${COLOURS.subtitle}">${line}</span>`);
  return { text: [...lines, ...small].join('<br>'), size: 30 + 19 * (lines.length + below.length) };
}

/** As few lines as `width` allows, of about equal length: no last word stands alone. */
function balanced(text: string, width: number): string[] {
  const fewest = wrapped(text, width).length;
  for (let narrow = Math.ceil(text.length / fewest); narrow < width; narrow++) {
    const lines = wrapped(text, narrow);
    if (lines.length === fewest) return lines;
  }
  return wrapped(text, width);
}

/** Lines of at most `width` characters; a number stays with its unit. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?!(?:%|USD|R|ATR|BTC)(?:\W|$))/)) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

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
