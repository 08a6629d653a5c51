import { formatNumber, formatPercent } from '../../core/format.js';
import { inR, minuteOf, stepName } from '../figures/words.js';
import { trendAt } from './backdrop-layers.js';
import { isDrawn, type Slice } from './candle-layers.js';
import { drawnBarAt } from './levels.js';
import type { LongData } from './long-data.js';

/** What the chart says about drawn bar `k`, with units, in parts: time, prices, volume, lines, trend, trades. */
export function readout(data: LongData, { level }: Slice, trend: Int32Array | undefined, k: number): string[] {
  const { bars, edges } = level;
  const usd = (price: number) => formatNumber(price, 1);
  const change = bars.close[k] / bars.open[k] - 1;
  const lines = data.lines.flatMap((line) => {
    const value = line.values[edges[k + 1] - 1];
    return isDrawn(line, bars.step) && !Number.isNaN(value) ? [`${line.name} ${usd(value)}`] : [];
  });
  return [
    `${minuteOf(bars.time[k])} UTC, ${stepName(bars.step)} bar`,
    `open ${usd(bars.open[k])}, high ${usd(bars.high[k])}, low ${usd(bars.low[k])}, close ${usd(bars.close[k])} USD (${change < 0 ? '' : '+'}${formatPercent(change)})`,
    `volume ${formatNumber(bars.volume[k], bars.volume[k] < 100 ? 1 : 0)} BTC`,
    ...(lines.length > 0 ? [`${lines.join(', ')} USD`] : []),
    ...(trend ? [`1h trend ${['down', 'even', 'up'][1 + trendAt(edges, trend, k)]}`] : []),
    ...tradesAt(data, level, k),
  ];
}

function tradesAt({ trades }: LongData, level: Slice['level'], k: number): string[] {
  const own = trades.filter(({ entryTime }) => drawnBarAt(level, entryTime) === k);
  if (own.length === 0) return [];
  const sum = own.reduce((total, { rMultiple }) => total + rMultiple, 0);
  return [`${own.length} ${own.length === 1 ? 'trade' : 'trades'} entered, ${inR(sum)} together`];
}
