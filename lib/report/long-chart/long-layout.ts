import type { Figure, Layout, Trace } from '../figure.js';
import { COLOURS, figure, type Heading, timeAxis, valueAxis } from '../figures/theme.js';
import type { PriceRange } from './backdrop-layers.js';
import type { Pixel } from './layers.js';
import type { View } from './levels.js';

/** Where a chart is drawn: CSS pixels, and the pixels to keep free between title and panels. */
export interface Frame {
  readonly width: number;
  readonly toolbar: number;
}

/** What the axes of a chart show. */
export interface Scales {
  readonly view: View;
  readonly price: PriceRange;
  /** From 0 to this, BTC. */
  readonly volume: number;
  readonly whole: View;
  /** Lowest and highest close of all. */
  readonly closes: PriceRange;
}

/** Pixels below the panels, and of the legend. */
const BELOW_PANELS = 44;
const LEGEND_ENTRY = 134;
const LEGEND_ROW = 19;
const HEIGHTS = { price: 400, volume: 80, overview: 46, gap: 14, axis: 64 } as const;
const PANELS = HEIGHTS.price + HEIGHTS.gap + HEIGHTS.volume + HEIGHTS.axis + HEIGHTS.overview;

/** Pixels from the left to the right end of the panels. */
export function panelWidth(frame: Frame): number {
  const { l, r } = marginsOf(frame);
  return frame.width - l - r;
}

export function pixelOf({ view, price }: Scales, frame: Frame): Pixel {
  return { time: (view.to - view.from) / panelWidth(frame), price: (price[1] - price[0]) / HEIGHTS.price };
}

/**
 * The figure as high as its heading, the toolbar, the panels and the rows of its legend, so that panels keep their size;
 * and the pixels from its top to the toolbar.
 */
export function framedFigure(
  data: readonly Trace[],
  heading: Heading,
  scales: Scales,
  frame: Frame,
): { figure: Figure; top: number } {
  const wide = { ...heading, width: frame.width };
  const { t: top } = figure([], wide).layout.margin as { readonly t: number };
  const entries = data.filter(({ showlegend }) => showlegend === true).length;
  const rows = Math.ceil(entries / Math.max(1, Math.floor(panelWidth(frame) / LEGEND_ENTRY)));
  const margin = { ...marginsOf(frame), t: top + frame.toolbar, b: BELOW_PANELS + LEGEND_ROW * rows };
  const height = margin.t + PANELS + margin.b;
  return { figure: figure(data, { ...wide, height }, { ...layoutOf(scales), margin }), top };
}

function marginsOf({ width }: Frame): { readonly l: number; readonly r: number } {
  return width < 700 ? { l: 66, r: 38 } : { l: 78, r: 40 };
}

function layoutOf({ view, price, volume, whole, closes }: Scales): Layout {
  const share = (pixels: number) => pixels / PANELS;
  const [volumeFrom, priceFrom] = [share(HEIGHTS.overview + HEIGHTS.axis), share(PANELS - HEIGHTS.price)];
  // Measuring labels makes the browser lay out the page, several times a drawing: margins here are wide enough.
  const unmeasured = { automargin: false, ticklabeloverflow: 'allow', tickangle: 0 };
  const fixed = { fixedrange: true, ...unmeasured };
  return {
    showlegend: true,
    hovermode: 'closest',
    dragmode: 'pan',
    xaxis: timeAxis({ anchor: 'y2', range: [view.from, view.to], rangeslider: { visible: false }, ...unmeasured }),
    yaxis: valueAxis('Price (USD)', { domain: [priceFrom, 1], range: price, tickformat: ',', ...fixed }),
    yaxis2: valueAxis('Volume (BTC)', {
      domain: [volumeFrom, volumeFrom + share(HEIGHTS.volume)],
      range: [0, volume],
      nticks: 4,
      ...fixed,
    }),
    xaxis2: { type: 'date', anchor: 'y3', range: [whole.from, whole.to], gridcolor: COLOURS.grid, ...fixed },
    yaxis3: { anchor: 'x2', domain: [0, share(HEIGHTS.overview)], range: closes, visible: false, ...fixed },
    legend: { uirevision: 'kept', ...LEGEND },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: COLOURS.neutral, activecolor: COLOURS.text },
  };
}

const LEGEND = { orientation: 'h', x: 0, y: 0, yref: 'container', yanchor: 'bottom', traceorder: 'normal' } as const;
