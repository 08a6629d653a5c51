import type { Figure, Layout, Trace } from '../figure.js';
import type { PlainFigure } from '../figure-json.js';
import { inDark } from '../figures/in-dark.js';
import type { PageLibrary } from './page-library.js';

/** What stands above a figure. */
export interface FigureHeading {
  readonly title: string;
  readonly subtitle: string;
}

const FONT = 'system-ui,"Segoe UI",Roboto,"DejaVu Sans",Verdana,Arial,sans-serif';
/** Pixels above the panels when the heading is not among them: room for labels of panels. */
const ABOVE = 26;
/** Narrower than this, margins and letters are smaller. */
const NARROW = 560;

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
export function bareHeight({ layout }: PlainFigure): number {
  const height = typeof layout.height === 'number' ? layout.height : 450;
  return Math.max(160, height - headingPixels(layout) + ABOVE);
}

/** More labels than this among the panels of a figure get into each other's way on a phone. */
const MANY_LABELS = 4;
/** So do more entries of a legend than this, which stand below each other there. */
const MANY_ENTRIES = 8;

/** Pixels that a figure gets where it is too wide for a phone; half of a page has no more. */
const ROOM = 560;

/** The pixels below which a figure scrolls in itself rather than shrink; 0 where it may be as narrow as a phone. */
export function leastWidthOf(figure: PlainFigure, wide: boolean): number {
  const { meta } = figure.layout as { readonly meta?: { readonly leastWidth?: number } };
  const least = meta?.leastWidth ?? (needsRoom(figure) ? ROOM : 0);
  return wide ? least : Math.min(least, ROOM);
}

/** Whether panels or words stand beside each other. */
function needsRoom({ data, layout }: PlainFigure): boolean {
  const { annotations } = layout as { readonly annotations?: readonly unknown[] };
  const domains = Object.entries(layout).flatMap(([name, axis]) => {
    const { domain } = (axis ?? {}) as { readonly domain?: readonly number[] };
    return /^xaxis\d*$/.test(name) && domain ? [domain[1] - domain[0]] : [];
  });
  const entries = data.filter(({ showlegend }) => showlegend !== false).length;
  const isWide = data.some(
    ({ type, orientation }) => type === 'indicator' || type === 'heatmap' || orientation === 'h',
  );
  return (
    isWide || entries > MANY_ENTRIES || domains.some((width) => width < 0.7) || (annotations?.length ?? 0) > MANY_LABELS
  );
}

/** Draws a figure, or draws it anew: what the reader has zoomed into stays as long as `key` does. */
export async function drawFigure(
  plotly: PageLibrary,
  element: HTMLElement,
  figure: PlainFigure,
  { key, isDark }: { readonly key: string; readonly isDark: boolean },
): Promise<void> {
  const { data, layout } = isDark ? inDark(figure as unknown as Figure) : (figure as unknown as Figure);
  const config = {
    responsive: true,
    displaylogo: false,
    modeBarButtonsToRemove: ['sendChartToCloud', 'select2d', 'lasso2d'],
  };
  const width = element.clientWidth;
  await plotly.react(
    element,
    data.map((trace) => gaugeIn(trace, width)),
    pageLayout(layout, width, key, bareHeight(figure)),
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

function pageLayout(layout: Layout, width: number, key: string, height: number): Layout {
  const margin = layout.margin as {
    readonly l?: number;
    readonly r?: number;
    readonly t?: number;
    readonly b?: number;
  };
  const isNarrow = width < NARROW;
  const top = Math.max(ABOVE, (margin?.t ?? 60) - headingPixels(layout) + ABOVE);
  return {
    ...layout,
    title: { text: '' },
    height,
    uirevision: key,
    font: { ...(layout.font as Layout), family: FONT, size: isNarrow ? 10 : 12 },
    margin: {
      ...margin,
      t: top,
      ...(isNarrow && { l: Math.min(margin?.l ?? 78, 52), r: Math.min(margin?.r ?? 34, 14) }),
    },
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
