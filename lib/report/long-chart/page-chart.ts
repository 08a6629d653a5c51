import type { Figure, Layout } from '../figure.js';
import { inDark } from '../figures/in-dark.js';
import { COLOURS, DARK_COLOURS } from '../figures/theme.js';
import { bareFigure, type Drawing, longDrawer, wholeFigure } from './drawing.js';
import { clampView, drawnBarAt, type View, wholeView } from './levels.js';
import type { LongData } from './long-data.js';
import type { Frame } from './long-layout.js';
import { type PlacedPlot, paint } from './page-canvas.js';
import { isDarkAround } from './page-colours.js';
import { addToolbar } from './page-toolbar.js';
import { readout } from './readout.js';
import { tradeNear } from './trade-layers.js';

/** What is used of Plotly here. */
export interface PagePlotly {
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  downloadImage(figure: unknown, options: unknown): Promise<unknown>;
}

/** An element that Plotly has drawn into. */
export interface Plot extends PlacedPlot {
  readonly layout?: { readonly dragmode?: string };
  on(event: string, listener: (detail: { readonly [key: string]: unknown }) => void): void;
}

export interface Chart {
  readonly whole: View;
  view(): View;
  show(view: View): Promise<void>;
  /** Paints a view that is only passed while the reader drags; axes of values stay as they are. */
  pass(view: View): void;
  /** Paints what is shown once more. */
  repaint(): void;
  redraw(): Promise<void>;
  /** Says what is known of the drawn bar at a time, ms UTC, and returns the middle of that bar. */
  tell(time: number): number;
  /** Entry time of the trade that a mark at a time stands for, `slack` ms about it; undefined where trades are no marks. */
  markedTrade(time: number, slack: number): number | undefined;
}

/** A view shows at least this many base bars. */
const LEAST_BARS = 24;
const TRANSPARENT = 'rgba(0,0,0,0)';

/** A chart in `element`: canvas, plot and toolbar, nothing shown yet. */
export function chartIn(element: HTMLElement, long: LongData, plotly: PagePlotly): { chart: Chart; plot: Plot } {
  const canvas = document.createElement('canvas');
  const plot = document.createElement('div') as unknown as Plot;
  Object.assign(element.style, { position: 'relative' });
  Object.assign(canvas.style, { position: 'absolute', left: '0', top: '0' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', long.title);
  element.replaceChildren(canvas, plot);
  const drawer = longDrawer(long);
  const whole = wholeView(long.bars);
  let view = whole;
  let drawing: Drawing = drawer.draw(view, frameOf(element));
  let isDark = false;
  const repaint = () => paint(canvas, plot, drawing.layers, drawing.scales, isDark ? DARK_COLOURS : COLOURS);
  const config = configOf(() => {
    const { figure } = wholeFigure(long, drawing, { ...frameOf(element), toolbar: 0 });
    void plotly.downloadImage(themed(figure, isDark), { format: 'png', scale: 2, filename: 'candles' });
  });
  const tell = (at: number) => {
    const { slice } = drawing;
    const bar = Math.min(Math.max(drawnBarAt(slice.level, at), slice.from), slice.to - 1);
    toolbar.tell(readout(long, slice, drawer.trend, bar));
    return slice.level.bars.time[bar] + slice.level.bars.step / 2;
  };
  const markedTrade = (at: number, slack: number) =>
    drawing.isMarked ? tradeNear(drawing.slice.level, long.trades, at, slack)?.entryTime : undefined;
  const redraw = async () => {
    isDark = isDarkAround(element);
    drawing = drawer.draw(view, frameOf(element));
    const { figure, top } = bareFigure(long, drawing, frameOf(element));
    const { data, layout } = themed(figure, isDark);
    toolbar.place(top, isDark, view, whole);
    tell(view.to);
    await plotly.react(plot, data, paintedLayout(layout, plot), config);
    repaint();
  };
  const show = (wanted: View) => {
    view = clampView(long.bars, wanted, LEAST_BARS * long.bars.step);
    return redraw();
  };
  const toolbar = addToolbar(element, (span) => {
    void show(span === undefined ? whole : { from: view.to - span, to: view.to });
  });
  const pass = (passing: View) => {
    const { price, volume } = drawing.scales;
    const passed = drawer.draw(passing, frameOf(element), price);
    paint(canvas, plot, passed.layers, { ...passed.scales, volume }, isDark ? DARK_COLOURS : COLOURS);
  };
  return { chart: { whole, view: () => view, show, pass, repaint, redraw, tell, markedTrade }, plot };
}

function themed(figure: Figure, isDark: boolean): Figure {
  return isDark ? inDark(figure) : figure;
}

/** Grid and background are painted below; the tool chosen by the reader stays chosen. */
function paintedLayout(layout: Layout, { layout: former }: Plot): Layout {
  const bare = (axis: string) => ({ [axis]: { ...(layout[axis] as Layout), showgrid: false } });
  return {
    ...layout,
    ...Object.assign({}, ...['xaxis', 'yaxis', 'yaxis2', 'xaxis2'].map(bare)),
    paper_bgcolor: TRANSPARENT,
    plot_bgcolor: TRANSPARENT,
    dragmode: former?.dragmode ?? 'pan',
  };
}

/** A hidden element has no width yet. */
function frameOf({ clientWidth }: HTMLElement): Frame {
  const width = clientWidth || 1000;
  return { width, toolbar: width < 700 ? 146 : 66 };
}

/** Drag to pan or to zoom, and a picture; without the button that would send the data to a server. */
function configOf(download: () => void): object {
  const camera = { name: 'picture', title: 'Download as PNG', icon: CAMERA, click: download };
  return { displaylogo: false, scrollZoom: false, modeBarButtons: [[camera], ['zoom2d', 'pan2d']] };
}

const CAMERA = {
  width: 24,
  height: 24,
  path: 'M9 3 7.2 5H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2h-3.2L15 3zm3 15a5 5 0 1 1 0-10 5 5 0 0 1 0 10z',
};
