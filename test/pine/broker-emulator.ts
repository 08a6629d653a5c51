// TradingView's broker emulator as its manual describes it, for the orders the exported strategy gives: market orders at
// the next open, brackets along the path of the bar. Written apart from the library; it takes the place of pinets' own,
// which walks some trailing exits wrongly.

/** An open or closed trade, by the names pinets (and Pine) have for its fields. */
export interface EmulatedTrade {
  readonly id: string;
  readonly entry_id: string;
  readonly entry_price: number;
  readonly entry_bar_index: number;
  readonly entry_time: number;
  readonly size: number;
  exit_price?: number;
  exit_bar_index?: number;
  exit_time?: number;
  exit_comment?: string;
  status: 'open' | 'closed';
}

/** What of an order of pinets is read. Distances are in ticks. */
export interface PendingOrder {
  readonly id: string;
  readonly category?: 'entry' | 'exit';
  readonly direction: number;
  readonly qty: number;
  readonly from_entry?: string;
  readonly comment?: string;
  readonly profit?: number;
  readonly loss?: number;
  readonly trail_points?: number;
  readonly trail_offset?: number;
  readonly comment_profit?: string;
  readonly comment_loss?: string;
  readonly comment_trailing?: string;
  readonly alert_loss?: string;
  readonly alert_message?: string;
}

/** The state of a strategy that scripts read. */
export interface StrategyState {
  opentrades: EmulatedTrade[];
  closedtrades: EmulatedTrade[];
  pending_orders: PendingOrder[];
  position_size: number;
}

export interface PriceBar {
  readonly index: number;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface Bracket {
  readonly order: PendingOrder;
  /** Best price since the entry, times the side. */
  best: number;
}

/** Fills at each bar what was ordered before it. One for each run of a script. */
export class BrokerEmulator {
  readonly #brackets = new Map<string, Bracket>();
  #market: PendingOrder[] = [];

  constructor(readonly mintick: number) {}

  /** Takes the orders that the script gave at a close; each entry comes with a bracket. */
  take(state: StrategyState): void {
    for (const order of state.pending_orders) {
      const isBracket = order.category === 'exit' && (order.loss !== undefined || order.profit !== undefined);
      if (!isBracket) this.#market.push(order);
      else this.#brackets.set(order.from_entry ?? '', { order, best: Number.NaN });
    }
    state.pending_orders = [];
  }

  /** One bar: market orders at its open in the order they were given, then every bracket along its path. */
  fill(state: StrategyState, bar: PriceBar): void {
    for (const order of this.#market) {
      if (order.category === 'entry') this.#enter(state, order, bar);
      else {
        const meant = state.opentrades.filter(({ entry_id }) => !order.from_entry || entry_id === order.from_entry);
        for (const trade of meant) this.#leave(state, trade, bar, bar.open, order.comment ?? '');
      }
    }
    this.#market = [];
    for (const trade of [...state.opentrades]) this.#walk(state, trade, bar);
    state.position_size = state.opentrades.reduce((sum, { size }) => sum + size, 0);
  }

  #enter(state: StrategyState, order: PendingOrder, bar: PriceBar): void {
    // An entry against open positions would reverse them first.
    for (const trade of [...state.opentrades]) {
      if (Math.sign(trade.size) !== order.direction) this.#leave(state, trade, bar, bar.open, 'reversed');
    }
    state.opentrades.push({
      id: `trade_${state.closedtrades.length + state.opentrades.length}`,
      entry_id: order.id,
      entry_price: bar.open,
      entry_bar_index: bar.index,
      entry_time: bar.time,
      size: order.direction * this.#quantityOf(order),
      status: 'open',
    });
  }

  /** pinets cuts quantities to six decimals; the alert message of the bracket has the whole of it. */
  #quantityOf(order: PendingOrder): number {
    const message = this.#brackets.get(order.id)?.order.alert_loss;
    return message === undefined ? order.qty : (JSON.parse(message) as { quantity: number }).quantity;
  }

  #leave(state: StrategyState, trade: EmulatedTrade, bar: PriceBar, price: number, comment: string): void {
    Object.assign(trade, {
      exit_price: price,
      exit_bar_index: bar.index,
      exit_time: bar.time,
      exit_comment: comment,
      status: 'closed',
    });
    state.opentrades = state.opentrades.filter((other) => other !== trade);
    state.closedtrades.push(trade);
    this.#brackets.delete(trade.entry_id);
  }

  #walk(state: StrategyState, trade: EmulatedTrade, bar: PriceBar): void {
    const bracket = this.#brackets.get(trade.entry_id);
    if (!bracket) return;
    const side = Math.sign(trade.size);
    const exit = exitOnPath(bracket, side * trade.entry_price, side, bar, this.mintick);
    if (exit) this.#leave(state, trade, bar, side * exit.price, exit.comment);
  }
}

/** Where a bracket takes a position out on the path of a bar, prices times its side; its best price moves along. */
function exitOnPath(
  bracket: Bracket,
  entry: number,
  side: number,
  bar: PriceBar,
  mintick: number,
): { price: number; comment: string } | null {
  const { order } = bracket;
  const away = (ticks = Number.POSITIVE_INFINITY) => ticks * mintick;
  const target = { price: entry + away(order.profit), comment: order.comment_profit ?? '' };
  const fixed = { price: entry - away(order.loss), comment: order.comment_loss ?? '' };
  if (Number.isNaN(bracket.best)) bracket.best = entry;
  const stopNow = () => {
    const price = bracket.best - away(order.trail_offset);
    const trails = bracket.best >= entry + away(order.trail_points) && price > fixed.price;
    return trails ? { price, comment: order.comment_trailing ?? '' } : fixed;
  };
  const [start, ...corners] = pathOf(bar).map((price) => side * price);
  const atOpen = stopNow();
  if (start <= atOpen.price) return { ...atOpen, price: start };
  if (start >= target.price) return { ...target, price: start };
  bracket.best = Math.max(bracket.best, start);
  for (const corner of corners) {
    const stop = stopNow();
    if (corner <= stop.price) return stop;
    if (corner >= target.price) return target;
    bracket.best = Math.max(bracket.best, corner);
  }
  return null;
}

/** Open, the nearer extreme, the other, close. The manual does not say what happens at equal distance: low first here. */
function pathOf({ open, high, low, close }: PriceBar): number[] {
  return high - open < open - low ? [open, high, low, close] : [open, low, high, close];
}
