import { tradeOfId } from '../figures/trade-id.js';

/** A click on a point that is a trade: someone wants to see it. Bubbles, and leaves shadow roots. */
export const OPEN_TRADE = 'mtf-open-trade';
/** The inspector shows another trade, or none. Bubbles, and leaves shadow roots. */
export const TRADE_SHOWN = 'mtf-trade-shown';

export interface OpenTradeDetail {
  /** ms UTC. */
  readonly entryTime: number;
}

export interface TradeShownDetail {
  /** ms UTC; undefined when nothing is shown any more. */
  readonly entryTime: number | undefined;
}

export function askForTrade(from: EventTarget, entryTime: number): void {
  tell<OpenTradeDetail>(from, OPEN_TRADE, { entryTime });
}

export function sayTradeShown(from: EventTarget, entryTime: number | undefined): void {
  tell<TradeShownDetail>(from, TRADE_SHOWN, { entryTime });
}

function tell<Detail>(from: EventTarget, name: string, detail: Detail): void {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
}

/** Calls `open` for every trade asked for anywhere in the page; returns how to end that. */
export function onOpenTrade(open: (entryTime: number) => void): () => void {
  const listener = (event: Event) => open((event as CustomEvent<OpenTradeDetail>).detail.entryTime);
  document.addEventListener(OPEN_TRADE, listener);
  return () => document.removeEventListener(OPEN_TRADE, listener);
}

/** Asks for the trade of a point that is clicked in a chart that Plotly has drawn into `plot`. */
export function followTradeClicks(plot: HTMLElement): void {
  (plot as HTMLElement & PlotEvents).on('plotly_click', ({ points }) => {
    const entryTime = tradeOfId(points[0]?.id);
    if (entryTime !== undefined) askForTrade(plot, entryTime);
  });
}

interface PlotEvents {
  on(event: 'plotly_click', listener: (click: { readonly points: readonly { readonly id?: unknown }[] }) => void): void;
}
