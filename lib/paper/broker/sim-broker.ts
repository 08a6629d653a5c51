import type { Bar } from '../../bars/resample.js';
import type { Broker, BrokerBook, CloseReason, ModelOrders, OpenPosition } from '../broker.js';

/** The model's own account, as the engine gives it: its fills are the backtest's. */
export interface ModelBook {
  readonly cash: number;
  /** Marked at the last price, USD. */
  readonly equity: number;
  readonly positions: readonly OpenPosition[];
}

export interface SimBrokerOptions {
  readonly book: () => ModelBook;
  /** Tells the model to close everything; its own step does it. */
  readonly closeAll: (reason: CloseReason) => void | Promise<void>;
}

/** The broker of the simulation: orders are already filled in the model's account, so there is nothing to send, lose or compare. */
export function simBroker(options: SimBrokerOptions): Broker {
  const nothing = async (): Promise<void> => undefined;
  return {
    name: 'sim',
    open: nothing,
    onOrders: (_orders: ModelOrders, _late: boolean) => nothing(),
    onMinute: (_minute: Bar) => nothing(),
    closeAll: async (reason) => options.closeAll(reason),
    book: (): BrokerBook => ({ ...options.book(), foreign: [] }),
    close: nothing,
  };
}
