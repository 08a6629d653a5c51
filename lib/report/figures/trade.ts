import type { Backtest } from '../../backtest/backtest.js';
import { costInR } from '../../backtest/costs.js';
import type { Trade } from '../../backtest/trades.js';
import type { Figure } from '../figure.js';
import { gapOfSignal } from './gap-boxes.js';
import type { GapZone, ShownTrade } from './shown-trade.js';
import { figure } from './theme.js';
import { type TradeFigureOptions, tradeView } from './trade-view.js';
import { stateAtSignal, tradeFinding } from './trade-words.js';
import { minuteOf } from './words.js';

export type { TradeFigureOptions } from './trade-view.js';

type Drawn = Pick<Backtest, 'market' | 'result' | 'simulation' | 'parameters'>;

/**
 * One trade on its candles: gap, levels from entry to exit, market prices as circles on the candles and fills, which
 * slippage may put outside every bar, as triangles; 1h trend as background, higher-timeframe state in the subtitle.
 */
export function tradeFigure(run: Drawn, trade: Trade, options: TradeFigureOptions = {}): Figure {
  const { signals, columns } = run.result;
  const shown = shownTrade(run, trade);
  const ground = { bars: run.market.base, columns, ...(signals.trend && { trend: signals.trend }) };
  const { data, layout } = tradeView(shown, ground, 'tradeFigure', options);
  return figure(data, { title: tradeFinding(shown), subtitle: stateWords(run, shown), height: 540 }, layout);
}

function stateWords(run: Drawn, trade: ShownTrade): string {
  const parts = stateAtSignal(trade).map(([name, state]) => `${name} ${state}`);
  return `Signal at the close of the bar of ${minuteOf(trade.signalTime)} UTC: ${parts.join(', ')}. Fill order ${run.simulation.order}. Slippage is a cost: fills may lie outside the candles.`;
}

/** A trade of `run` as it is drawn. */
export function shownTrade(run: Pick<Backtest, 'market' | 'result'>, trade: Trade): ShownTrade {
  const signalTime = run.market.base.time[trade.signalBar];
  return { ...trade, signalTime, costR: costInR(trade), gap: gapZone(run, trade) };
}

function gapZone({ market, result }: Pick<Backtest, 'market' | 'result'>, trade: Trade): GapZone | null {
  const gaps = result.gaps;
  const gap = gaps ? gapOfSignal(gaps, trade.signalBar, trade.direction === 'long' ? 1 : -1) : -1;
  if (!gaps || gap < 0) return null;
  return {
    side: gaps.side[gap] > 0 ? 1 : -1,
    bottom: gaps.bottom[gap],
    top: gaps.top[gap],
    strength: gaps.strength[gap],
    from: market.base.time[Math.max(gaps.born[gap] - 2, 0)],
  };
}
