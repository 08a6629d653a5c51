import type { Bars } from '../../core/bars.js';
import { formatNumber } from '../../core/format.js';
import { bucketStart, DAY } from '../../core/time.js';
import type { Figure } from '../figure.js';
import { downsample } from './downsample.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, timeAxis, valueAxis } from './theme.js';
import { signedPercent, span } from './words.js';

/** The whole history: price with every peak and trough kept (at most 2,000 points), and the volume of each UTC day. */
export function priceOverview(bars: Bars, options: { readonly most?: number } = {}): Figure {
  const { time, low, high } = bars;
  if (time.length === 0) return emptyFigure('There are no bars', 'The file holds no bar to draw.');
  const line = downsample(time, low, high, options.most ?? 2000);
  const volume = dailyVolume(bars);
  const price = {
    type: 'scatter',
    mode: 'lines',
    name: 'Price',
    x: line.time,
    y: line.value.map((value) => (value === null ? null : Math.round(value * 100) / 100)),
    line: { color: COLOURS.equity, width: 1 },
    hovertemplate: '%{x|%Y-%m-%d %H:%M} UTC<br>%{y:,.2f} USD<extra></extra>',
  };
  const bar = {
    type: 'bar',
    name: 'Volume',
    x: volume.day,
    y: rounded(volume.total, 2),
    yaxis: 'y2',
    marker: { color: COLOURS.neutral },
    hovertemplate: '%{x|%Y-%m-%d}<br>%{y:,.2f} BTC<extra></extra>',
  };
  return figure(
    [price, bar],
    { title: priceFinding(bars), subtitle: span(bars) },
    {
      xaxis: timeAxis({ anchor: 'y2' }),
      yaxis: valueAxis('Price (USD)', { domain: [0.32, 1], tickformat: ',' }),
      yaxis2: valueAxis('BTC a day', { domain: [0, 0.24], rangemode: 'tozero', tickformat: ',' }),
    },
  );
}

/** `BTC went from 27,210 to 93,576 USD (+243.90 %), between 24,750 and 108,353`: what the prices of some bars did. */
export function priceFinding({ open, high, low, close }: Bars): string {
  const last = close[close.length - 1];
  const dollars = (value: number) => formatNumber(value, value >= 1000 ? 0 : 2);
  return `BTC went from ${dollars(open[0])} to ${dollars(last)} USD (${signedPercent(last / open[0] - 1)}), between ${dollars(least(low))} and ${dollars(greatest(high))}`;
}

function dailyVolume({ time, volume }: Bars): { day: number[]; total: number[] } {
  const day: number[] = [];
  const total: number[] = [];
  for (let i = 0; i < time.length; i++) {
    const start = bucketStart(time[i], DAY);
    if (start !== day[day.length - 1]) {
      day.push(start);
      total.push(0);
    }
    total[total.length - 1] += volume[i];
  }
  return { day, total };
}

function least(values: Float64Array): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function greatest(values: Float64Array): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}
