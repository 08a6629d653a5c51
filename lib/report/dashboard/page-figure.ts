import type { Figure, Layout, Trace } from '../figure.js';
import type { PlainFigure } from '../figure-json.js';
import { inDark } from '../figures/in-dark.js';
import { inNarrow } from '../figures/in-narrow.js';
import type { PageLibrary } from './page-library.js';

/** What stands above a figure. */
export interface FigureHeading {
  readonly title: string;
  readonly subtitle: string;
}

const FONT = 'system-ui,"Segoe UI",Roboto,"DejaVu Sans",Verdana,Arial,sans-serif';
/** Pixels above the panels when the heading is not among them: room for labels of panels. */
const ABOVE = 26;

/** The words of a figure's heading, which the page sets itself, so that they wrap with its width and are read aloud. */
export function headingOf({ layout }: PlainFigure): FigureHeading {
  const { meta, title } = layout as {
    readonly meta?: Partial<FigureHeading>;
    readonly title?: { readonly text?: string };
  };
  const [first = '', ...rest] = (title?.text ?? '').replace(/<(?!br)[^>]*>/g, '').split('<br>');
  return { title: meta?.title ?? first, subtitle: meta?.subtitle ?? rest.join(' ') };
}

/** Pixels that the figure takes without its heading. */
export function bareHeight(figure: PlainFigure, width: number): number {
  const { layout } = inNarrow(figure as unknown as Figure, width);
  const height = typeof layout.height === 'number' ? layout.height : 450;
  return Math.max(160, height - headingPixels(layout) + ABOVE);
}

/** Pixels that a figure gets at least in half of a page, where it then scrolls no earlier than on the whole. */
const HALF = 560;

/** The pixels below which a figure scrolls in itself rather than shrink; 0 where it may be as narrow as a phone. */
export function leastWidthOf({ layout }: PlainFigure, wide: boolean): number {
  const { meta } = layout as { readonly meta?: { readonly leastWidth?: number } };
  const least = meta?.leastWidth ?? 0;
  return wide ? least : Math.min(least, HALF);
}

/** Draws a figure, or draws it anew: what the reader has zoomed into stays as long as `key` does. */
export async function drawFigure(
  plotly: PageLibrary,
  element: HTMLElement,
  figure: PlainFigure,
  { key, isDark }: { readonly key: string; readonly isDark: boolean },
): Promise<void> {
  const width = element.clientWidth;
  const fitting = inNarrow(figure as unknown as Figure, width);
  const { data, layout } = isDark ? inDark(fitting) : fitting;
  const config = {
    responsive: true,
    displaylogo: false,
    modeBarButtonsToRemove: ['sendChartToCloud', 'select2d', 'lasso2d'],
  };
  await plotly.react(
    element,
    data.map((trace) => gaugeIn(trace, width)),
    pageLayout(layout, key, bareHeight(figure, width)),
    config,
  );
}

/** The number of a gauge is as large as there is room for it. */
function gaugeIn(trace: Trace, width: number): Trace {
  if (trace.type !== 'indicator') return trace;
  const { number } = trace as { readonly number?: Layout };
  const size = Math.round(Math.max(14, Math.min(34, width / 40)));
  return { ...trace, number: { ...number, font: { ...(number?.font as Layout | undefined), size } } };
}

function pageLayout(layout: Layout, key: string, height: number): Layout {
  const margin = layout.margin as { readonly t?: number };
  const top = Math.max(ABOVE, (margin?.t ?? 60) - headingPixels(layout) + ABOVE);
  return {
    ...layout,
    title: { text: '' },
    height,
    uirevision: key,
    font: { ...(layout.font as Layout), family: FONT },
    margin: { ...margin, t: top },
    modebar: { bgcolor: 'rgba(0,0,0,0)' },
  };
}

function headingPixels(layout: Layout): number {
  const { meta, margin } = layout as {
    readonly meta?: { readonly pixels?: number };
    readonly margin?: { readonly t?: number };
  };
  return meta?.pixels ?? margin?.t ?? ABOVE;
}
