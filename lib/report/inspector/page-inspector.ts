import type { LongData } from '../long-chart/long-data.js';
import { sayTradeShown } from './events.js';
import type { Inspections } from './inspection.js';

/** What is used of Plotly here. */
export interface InspectorPlotly {
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(element: HTMLElement): void;
}

/** The inspector of one run in a page. */
export interface Inspector {
  /** Shows the trade entered at `entryTime`, ms UTC; says so where there is none. */
  open(entryTime: number): void;
  close(): void;
  /** Entry time of the trade shown. */
  current(): number | undefined;
}

/**
 * Puts an inspector into `element`, closed at first. `long` is what the long chart beside it draws from. It says which
 * trade it shows with `mtf-trade-shown`; opening it when `mtf-open-trade` comes is the page's own affair, see `onOpenTrade`.
 */
export function inspectorIn(
  element: HTMLElement,
  _long: LongData,
  inspections: Inspections,
  _plotly: InspectorPlotly,
): Inspector {
  let shown: number | undefined;
  return {
    open(entryTime) {
      const trade = inspections.trades.find((one) => one.entryTime === entryTime);
      element.textContent = trade ? trade.words.entry.join(' ') : '';
      shown = entryTime;
      sayTradeShown(element, shown);
    },
    close() {
      element.textContent = '';
      shown = undefined;
      sayTradeShown(element, shown);
    },
    current: () => shown,
  };
}
