// What runs in the reader's page. It is bundled by page-script.ts with all that it imports, and reaches the page as text.

import { followTradeClicks } from '../inspector/events.js';
import { unzipped } from '../unzip.js';
import { decodeLongData } from './codec.js';
import type { View } from './levels.js';
import type { LongData } from './long-data.js';
import { type Chart, chartIn, type PagePlotly, type Plot } from './page-chart.js';
import { isDarkAround, watchColours } from './page-colours.js';
import { followGestures } from './page-gestures.js';
import { followMarks } from './page-marks.js';

/** A chart in a page; it stands at its element as `mtfLongChart`. */
export interface LongChartHandle {
  view(): View;
  /** Shows a stretch of time, ms UTC, cut to the data; resolves when it is drawn. */
  show(view: View): Promise<void>;
  /** Watches the page no longer: for a chart that is taken out of it. */
  release(): void;
}

/** Draws the chart of `data` (gzip in base64) into `element`. */
export async function mount(element: HTMLElement, data: string, plotly: PagePlotly): Promise<LongChartHandle> {
  return mountLong(element, decodeLongData(await unzipped(data)), plotly);
}

/** Draws the chart of decoded data into `element`. A click on a trade asks for it: see `askForTrade`. */
export async function mountLong(element: HTMLElement, long: LongData, plotly: PagePlotly): Promise<LongChartHandle> {
  const { chart, plot } = chartIn(element, long, plotly);
  await chart.show(long.view ?? chart.whole);
  followPlot(plot, chart);
  followGestures(plot, element, chart);
  followTradeClicks(plot);
  followMarks(plot, chart);
  const handle = { view: chart.view, show: chart.show, release: followPage(element, chart) };
  Object.assign(element, { mtfLongChart: handle });
  return handle;
}

function followPlot(plot: Plot, chart: Chart): void {
  plot.on('plotly_relayout', (change) => {
    const wanted = change['xaxis.autorange'] === true ? chart.whole : viewIn(change);
    if (wanted) void chart.show(wanted);
  });
  plot.on('plotly_relayouting', (change) => {
    const passing = viewIn(change);
    if (passing) chart.pass(passing);
  });
  plot.on('plotly_restyle', () => chart.repaint());
}

/** Draws again when the page is given another width or other colours; returns how to end that. */
function followPage(element: HTMLElement, { redraw }: Chart): () => void {
  let [width, isDark] = [element.clientWidth, isDarkAround(element)];
  const changed = () => {
    const now = [element.clientWidth, isDarkAround(element)] as const;
    if (now[0] === 0 || (now[0] === width && now[1] === isDark)) return;
    [width, isDark] = now;
    void redraw();
  };
  const sizes = new ResizeObserver(changed);
  sizes.observe(element);
  const endColours = watchColours(changed);
  return () => {
    sizes.disconnect();
    endColours();
  };
}

function viewIn(change: { readonly [key: string]: unknown }): View | undefined {
  const [from, to] = [timeOf(change['xaxis.range[0]']), timeOf(change['xaxis.range[1]'])];
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** A time as Plotly's events have it: a number, or a text in UTC without saying so. */
function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return typeof value === 'number' ? value : undefined;
  return Date.parse(value.length > 10 ? `${value.replace(' ', 'T')}Z` : value);
}
