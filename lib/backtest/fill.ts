/**
 * Price of a market or stop order after slippage, USD: always worse for us.
 * `direction` is 1 for a buy, -1 for a sale. A cost model: the result may lie outside the bar.
 */
export function slipped(price: number, direction: number, slippage: number): number {
  return price * (1 + direction * slippage);
}

/** Fee of one fill, USD, never negative: `fee` (a fraction) of the notional. */
export function feeOf(price: number, quantity: number, fee: number): number {
  return price * quantity * fee;
}

/** Fill of an exit at `market` of a position of `side`, USD: slipped against us, except a target, which waits at its price. */
export function exitFill(market: number, side: number, isTarget: boolean, slippage: number): number {
  return isTarget ? market : slipped(market, -side, slippage);
}
