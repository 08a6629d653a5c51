import { formatNumber, formatPercent } from '../../core/format.js';
import type { Market, StrategyResult } from '../../strategy/strategy.js';
import { minuteOf, signedPercent } from '../figures/words.js';
import type { PartRow } from './piece.js';

/** What the three timeframes say at one base bar of the built-in strategy, in words: one row for the dashboard's tiles. */
export function barState({
  market,
  result,
  bar,
}: {
  readonly market: Market;
  readonly result: StrategyResult;
  readonly bar: number;
}): PartRow {
  const { time, close, volume } = market.base;
  const value = (name: string) => result.columns[name]?.[bar] ?? Number.NaN;
  const at = close[bar];
  const isUp = at > value('EMA200_1h');
  const isRising = value('EMA20') > value('EMA50_15m');
  const side = result.signals.side[bar];
  const known = (number: number, words: string) => (Number.isNaN(number) ? 'unknown' : words);
  return {
    time: minuteOf(time[bar]),
    close: `${formatNumber(at)} USD`,
    signal: side === 0 ? 'no signal' : side > 0 ? 'long signal' : 'short signal',
    bias: known(value('EMA200_1h'), isUp ? '▲ up' : '▼ down'),
    bias_note: known(value('EMA200_1h'), `close ${signedPercent(at / value('EMA200_1h') - 1)} from EMA200`),
    momentum: known(value('EMA50_15m'), isRising ? '▲ rising' : '▼ falling'),
    momentum_note: known(
      value('EMA50_15m'),
      `EMA20 ${signedPercent(value('EMA20') / value('EMA50_15m') - 1)} from EMA50`,
    ),
    volume: value('vol_cross') === 1 ? '✔ both' : '✖ not both',
    volume_note: `${formatNumber(volume[bar])} BTC in 5m`,
    poc: known(value('POC_1h'), `${formatNumber(value('POC_1h'))} USD`),
    poc_note: known(value('ATR_1h'), `${formatNumber(Math.abs(at - value('POC_1h')) / value('ATR_1h'))} ATR away`),
    confidence: known(value('confidence'), formatPercent(value('confidence'), 0)),
    confidence_note: known(value('ifvg_strength'), `gap of ${formatNumber(value('ifvg_strength'))} ATR`),
  };
}
