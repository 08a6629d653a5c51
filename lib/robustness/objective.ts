/** What the objective looks at. Fractions; `max_drawdown` <= 0. */
export interface Outcome {
  readonly cagr: number | null;
  readonly max_drawdown: number;
  readonly total_trades: number;
}

/** Drawdowns smaller than this count as this: a run of a few lucky trades would else have an endless Calmar ratio. */
const LEAST_DRAWDOWN = 0.001;

/**
 * What a search maximises: the Calmar ratio of a profitable run, and the growth itself (CAGR, from -1 to 0) of a losing
 * one, because among losers a deeper drawdown would give the better ratio. So any profit beats any loss, and a smaller
 * loss a larger. A run with fewer than `minTrades` trades scores below -1, the lower the fewer it has: worse than any
 * other, but with a slope that leads back.
 */
export function calmarObjective({ cagr, max_drawdown, total_trades }: Outcome, minTrades: number): number {
  if (total_trades < minTrades) return -2 + total_trades / minTrades;
  if (cagr === null || cagr <= 0) return cagr ?? -1;
  return cagr / Math.max(-max_drawdown, LEAST_DRAWDOWN);
}
