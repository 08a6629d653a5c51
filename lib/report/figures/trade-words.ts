import type { Trade } from '../../backtest/trades.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import { MINUTE } from '../../core/time.js';
import type { ShownTrade } from './shown-trade.js';
import { counted, inR, usd } from './words.js';

const ENDINGS: Readonly<Record<Trade['exitReason'], string>> = {
  none: 'is open',
  stop: 'was stopped out',
  trailing: 'was closed by its trailing stop',
  target: 'reached its target',
  'htf-reversal': 'was closed as the 1h trend turned',
  emergency: 'was closed by the drawdown halt',
  'end-of-data': 'was closed at the end of the data',
};

/** `Short lost 4.31 USD (-1.12 R): it was stopped out after 25 minutes at ... R before costs of ... R`. */
export function tradeFinding(trade: ShownTrade): string {
  const lasted = counted(Math.round((trade.exitTime - trade.entryTime) / MINUTE), 'minute');
  const result = `${trade.pnl < 0 ? 'lost' : 'won'} ${usd(trade.pnl)} (${inR(trade.rMultiple)})`;
  const before = trade.rMultiple + trade.costR;
  return `${trade.direction === 'long' ? 'Long' : 'Short'} ${result}: it ${ENDINGS[trade.exitReason]} after ${lasted} at ${inR(before)} before costs of ${inR(trade.costR)}`;
}

/** What the longer timeframes said at the signal: name and state, of what is known. */
export function stateAtSignal(trade: ShownTrade): (readonly [name: string, state: string])[] {
  const flag = (name: string, value: boolean | null, yes: string, no: string) =>
    value === null ? [] : [[name, value ? yes : no] as const];
  const number = (name: string, value: number | null, unit: string) =>
    value === null ? [] : [[name, `${formatNumber(value)}${unit}`] as const];
  return [
    ...flag('1h trend', trade.uptrend1h, 'up', 'down'),
    ...flag('15m', trade.momentum15m, 'rising', 'falling'),
    ...flag('volume', trade.volCross, 'above both averages', 'not above both averages'),
    ...number('POC_1h', trade.vpProximity, ' ATR of 1h away'),
    ...(trade.confidence === null ? [] : [['confidence', formatPercent(trade.confidence, 0)] as const]),
  ];
}
