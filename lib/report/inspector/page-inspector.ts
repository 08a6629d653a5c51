import { firstBarAt } from '../../core/bars.js';
import type { LongData } from '../long-chart/long-data.js';
import { isDarkAround, watchColours } from '../long-chart/page-colours.js';
import { sayTradeShown } from './events.js';
import type { Inspections } from './inspection.js';
import { groundOf, tradeDrawing } from './page-drawing.js';
import { followKeys, type Step } from './page-keys.js';
import { makePanel } from './page-panel.js';
import { addStyle, paintPanel } from './page-style.js';

/** What is used of Plotly here. */
export interface InspectorPlotly {
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
}

/** The inspector of one run in a page. */
export interface Inspector {
  /** Shows the trade entered at `entryTime`, ms UTC; says so where there is none. */
  open(entryTime: number): void;
  /** Hides it; the focus goes back to where it was. */
  close(): void;
  /** Entry time of what is shown; undefined while it is closed. */
  current(): number | undefined;
  /** Follows keys and page no longer: for an inspector that is taken out of the page. */
  release(): void;
}

const CONFIG = { displayModeBar: false, displaylogo: false, scrollZoom: false };

/**
 * Puts an inspector into `element`, closed at first. `long` is what the long chart beside it draws from. It says which
 * trade it shows with `mtf-trade-shown`; opening it when `mtf-open-trade` comes is the page's own affair: `onOpenTrade`.
 * Previous and next are by entry time.
 */
export function inspectorIn(
  element: HTMLElement,
  long: LongData,
  inspections: Inspections,
  plotly: InspectorPlotly,
): Inspector {
  const { trades } = inspections;
  const times = Float64Array.from(trades, ({ entryTime }) => entryTime);
  const ground = groundOf(long);
  let shown: number | undefined;
  let before: Element | null = null;
  const panel = makePanel(inspections, take);
  addStyle();
  element.append(panel.root);

  function draw(): void {
    const isDark = isDarkAround(panel.root);
    paintPanel(panel.root, isDark);
    const trade = shown === undefined ? undefined : trades[times.indexOf(shown)];
    const width = panel.chart.clientWidth;
    if (!trade || width === 0) return;
    const { data, layout } = tradeDrawing(inspections, trade, ground, width, isDark);
    void plotly.react(panel.chart, data, layout, CONFIG);
  }
  /** Shows what was entered at a time; nothing is done for a time that is not. */
  function show(entryTime: number | undefined): void {
    if (entryTime === undefined) return;
    shown = entryTime;
    panel.root.hidden = false;
    const can = { previous: neighbour('previous') !== undefined, next: neighbour('next') !== undefined };
    panel.fill(entryTime, trades[times.indexOf(entryTime)], can);
    draw();
    sayTradeShown(element, entryTime);
  }
  function neighbour(step: Exclude<Step, 'close'>): number | undefined {
    if (step === 'first') return times[0];
    if (step === 'last') return times[times.length - 1];
    const at = firstBarAt(times, shown ?? 0);
    return times[step === 'previous' ? at - 1 : times[at] === shown ? at + 1 : at];
  }
  function close(): void {
    if (shown === undefined) return;
    shown = undefined;
    panel.root.hidden = true;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    sayTradeShown(element, undefined);
  }
  function take(step: Step): void {
    if (step === 'close') close();
    else show(neighbour(step));
  }

  const endings = [followKeys(panel.root, take), followPage(panel.root, () => shown !== undefined && draw())];
  return {
    open(entryTime) {
      if (shown === undefined) before = document.activeElement;
      show(entryTime);
      panel.heading.focus({ preventScroll: true });
      reveal(panel.root);
    },
    close,
    current: () => shown,
    release() {
      for (const end of endings) end();
    },
  };
}

/** Scrolls the panel to the top where its head is not well in view. */
function reveal(panel: HTMLElement): void {
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) panel.scrollIntoView({ block: 'start' });
}

/** Calls `changed` when the panel gets another width, or the page other colours; returns how to end that. */
function followPage(panel: HTMLElement, changed: () => void): () => void {
  let width = 0;
  const sizes = new ResizeObserver(() => {
    if (panel.clientWidth === width) return;
    width = panel.clientWidth;
    if (width > 0) changed();
  });
  sizes.observe(panel);
  const endColours = watchColours(changed);
  return () => {
    sizes.disconnect();
    endColours();
  };
}
