import { onOpenTrade, TRADE_SHOWN, type TradeShownDetail } from '../inspector/events.js';
import { decodeInspections } from '../inspector/page-decode.js';
import { type Inspector, inspectorIn } from '../inspector/page-inspector.js';
import { addressText, parseAddress } from './address.js';
import { chartLibrary } from './page-library.js';
import { longDataOf } from './page-long-data.js';
import type { DashboardPart } from './piece.js';

/** The place where trades are inspected. */
export interface Trades {
  /** Shows the trade entered at `entryTime` (ms UTC) of a backtest, or none. */
  show(entryTime: number | undefined, part: DashboardPart | undefined): Promise<void>;
}

/** Puts the inspector beside the pages, and keeps the address in step with it. */
export function tradesIn(element: HTMLElement): Trades {
  const panel = document.createElement('aside');
  panel.className = 'inspector';
  panel.setAttribute('aria-label', 'Trade');
  panel.tabIndex = -1;
  panel.hidden = true;
  element.append(panel);
  let made: { readonly part: DashboardPart; readonly inspector: Inspector } | undefined;
  let before: Element | null = null;
  onOpenTrade((trade) => {
    const { page } = parseAddress(location.hash);
    location.hash = addressText({ page, trade });
  });
  panel.addEventListener(TRADE_SHOWN, (event) => {
    keepAddress((event as CustomEvent<TradeShownDetail>).detail.entryTime);
    if (parseAddress(location.hash).trade === undefined) close();
  });
  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  return {
    async show(entryTime, part) {
      if (entryTime === undefined) {
        made?.inspector.close();
        close();
        return;
      }
      if (panel.hidden) before = document.activeElement;
      panel.hidden = false;
      if (made?.part !== part) {
        made?.inspector.release();
        made = part && (await inspectorOf(panel, part));
      }
      if (!made)
        panel.textContent = 'Trades can be opened once 03-backtest has been run: npm run notebook -- 03-backtest';
      else if (made.inspector.current() !== entryTime) made.inspector.open(entryTime);
      if (!panel.contains(document.activeElement)) panel.focus({ preventScroll: true });
    },
  };
}

async function inspectorOf(panel: HTMLElement, part: DashboardPart) {
  const { candles, inspections } = part;
  if (candles === undefined || inspections === undefined) return undefined;
  const [long, details] = await Promise.all([longDataOf(candles), decodeInspections(inspections)]);
  panel.replaceChildren();
  return { part, inspector: inspectorIn(panel, long, details, await chartLibrary()) };
}

/** The trade in the address becomes the one that is shown, without a step for the back button. */
function keepAddress(trade: number | undefined): void {
  const { page, trade: former } = parseAddress(location.hash);
  if (trade !== former) history.replaceState(null, '', addressText({ page, ...(trade !== undefined && { trade }) }));
}
