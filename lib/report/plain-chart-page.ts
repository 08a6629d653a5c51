// What draws plain figures in the reader's page. It is bundled by plain-chart-script.ts, and reaches the page as text.

import type { Figure } from './figure.js';
import { inDark } from './figures/in-dark.js';
import { inWidth } from './figures/in-width.js';
import { COLOURS, DARK_COLOURS } from './figures/theme.js';
import { followTradeClicks } from './inspector/events.js';
import { isDarkAround, watchColours } from './long-chart/page-colours.js';

/** What is used of Plotly here. */
interface PagePlotly {
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
}

/** An element with a figure, and how it was drawn last. */
interface Drawn extends HTMLElement {
  mtfFigure?: Figure;
  mtfLook?: string;
}

const CONFIG = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };
const CLASS = 'mtf-plain';

/**
 * Draws `figure` into `element` in the colours of the page around it, its heading broken for the width there is, and again
 * when these change. Where a figure stands already the new one takes its place; the reader's zoom stays.
 */
export async function show(element: Drawn, figure: Figure, plotly: PagePlotly): Promise<void> {
  const isNew = element.mtfFigure === undefined;
  element.mtfFigure = figure;
  if (isNew) element.classList.add(CLASS);
  await draw(element, plotly, lookAt(element));
  if (!isNew) return;
  watchPage(plotly);
  new ResizeObserver(() => redraw(element, plotly)).observe(element);
  followTradeClicks(element);
}

interface Look {
  readonly isDark: boolean;
  readonly width: number;
}

/** A hidden element has no width yet. */
function lookAt(element: HTMLElement): Look {
  const width = Math.min(element.clientWidth, element.parentElement?.clientWidth ?? Number.POSITIVE_INFINITY);
  return { isDark: isDarkAround(element), width: width || 1000 };
}

async function draw(element: Drawn, plotly: PagePlotly, look: Look): Promise<void> {
  const { data, layout } = drawnAs(element.mtfFigure as Figure, look);
  element.mtfLook = signOf(look, layout);
  element.style.background = (look.isDark ? DARK_COLOURS : COLOURS).background;
  // Plotly draws into a copy of what it is given, except for the outermost object.
  await plotly.react(element, data, { uirevision: 'kept', ...layout }, CONFIG);
}

function drawnAs(figure: Figure, { isDark, width }: Look): Figure {
  const fitting = inWidth(figure, width);
  return isDark ? inDark(fitting) : fitting;
}

/** What of a look is seen: the colours, and the heading's lines, which stand in the height. */
function signOf({ isDark }: Look, layout: Figure['layout']): string {
  return `${isDark} ${String(layout.height)}`;
}

function redraw(element: Drawn, plotly: PagePlotly): void {
  if (element.clientWidth === 0 || element.mtfFigure === undefined) return;
  const look = lookAt(element);
  if (signOf(look, drawnAs(element.mtfFigure, look).layout) !== element.mtfLook) void draw(element, plotly, look);
}

let isWatched = false;

/** One watch for all charts of the page: those that are gone are then forgotten with their elements. */
function watchPage(plotly: PagePlotly): void {
  if (isWatched) return;
  isWatched = true;
  watchColours(() => {
    for (const element of document.querySelectorAll<Drawn>(`.${CLASS}`)) redraw(element, plotly);
  });
}
