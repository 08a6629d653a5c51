import { formatNumber } from '../../core/format.js';
import type { Market, StrategyResult } from '../../strategy/strategy.js';
import type { Figure } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, marking, timeAxis, valueAxis } from './theme.js';
import { minuteOf } from './words.js';

export interface AtBar {
  readonly market: Market;
  readonly result: StrategyResult;
  readonly bar: number;
}

/** The bars of history drawn beside the gauge: a day of 5m bars. */
const HISTORY = 288;

/** 15m momentum at the close of one bar: how far EMA20 stands above EMA50 of 15m, in ATR of 5m; and its last 288 bars. */
export function momentumGauge({ market, result, bar }: AtBar): Figure {
  const { EMA20, EMA50_15m, ATR } = result.columns;
  const distance = (i: number) => (EMA20 && EMA50_15m && ATR ? (EMA20[i] - EMA50_15m[i]) / ATR[i] : Number.NaN);
  const now = distance(bar);
  if (!Number.isFinite(now))
    return emptyFigure('15m momentum is not known here', 'The averages are in warm-up, or the strategy has none.');
  const bars = Array.from({ length: Math.min(HISTORY, bar + 1) }, (_, k) => bar + 1 - Math.min(HISTORY, bar + 1) + k);
  const history = rounded(bars.map(distance), 3);
  const rising = now > 0;
  // The day's widest distance, in whole steps of 2 ATR, so that the needle never leaves the scale.
  const scale = 2 * Math.max(1, Math.ceil(Math.max(...history.map((value) => Math.abs(value ?? 0))) / 2));
  const gauge = {
    type: 'indicator',
    mode: 'gauge+number',
    value: Math.round(100 * now) / 100,
    number: { suffix: ' ATR', valueformat: '+.2f', font: { size: 26 } },
    domain: { x: [0, 0.34], y: [0.06, 0.94] },
    gauge: {
      axis: { range: [-scale, scale], tickvals: [-scale, -scale / 2, 0, scale / 2, scale], tickfont: { size: 11 } },
      bar: { color: rising ? COLOURS.up : COLOURS.down, thickness: 0.5 },
      steps: [
        { range: [-scale, 0], color: COLOURS.biasDown },
        { range: [0, scale], color: COLOURS.biasUp },
      ],
      threshold: { line: { color: COLOURS.text, width: 3 }, thickness: 0.9, value: 0 },
    },
  };
  const line = {
    type: 'scatter',
    mode: 'lines',
    x: bars.map((i) => market.base.time[i]),
    y: history,
    line: { color: COLOURS.equity, width: 1.5 },
    hovertemplate: '%{x|%Y-%m-%d %H:%M} UTC<br>%{y:+.2f} ATR<extra></extra>',
  };
  const side = rising ? 'above' : 'below';
  const title = `15m momentum is ${rising ? 'rising' : 'falling'}: EMA20 stands ${formatNumber(Math.abs(now))} ATR ${side} EMA50 of 15m`;
  const held = runLength(bars.map(distance));
  const subtitle = `At the close of the bar of ${minuteOf(market.base.time[bar])} UTC; on this side for ${held === bars.length ? 'all of the last' : 'the last'} ${held} bars. Longs need it above 0.`;
  return figure(
    [gauge, line],
    { title, subtitle, height: 320 },
    {
      xaxis: timeAxis({ domain: [0.46, 1] }),
      yaxis: valueAxis('Distance (ATR)', { anchor: 'x' }),
      shapes: [marking('y', 0, COLOURS.neutral, { xref: 'x domain', line: { color: COLOURS.neutral, width: 1 } })],
    },
  );
}

/** How many of the last values have the last one's sign. */
function runLength(values: readonly number[]): number {
  const rising = values[values.length - 1] > 0;
  let first = values.length - 1;
  while (first > 0 && values[first - 1] > 0 === rising) first--;
  return values.length - first;
}
