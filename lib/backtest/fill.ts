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
