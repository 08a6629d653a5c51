import { formatNumber } from '../../core/format.js';
import type { ProfileAt } from '../../indicators/profile-at.js';
import type { Figure, Layout } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, emptyFigure, figure, legendKey, marking, note, valueAxis, withOpacity } from './theme.js';
import { counted, minuteOf, share } from './words.js';

export interface ProfileAtBarOptions {
  /** Open time of the bar, ms UTC, for the subtitle. */
  readonly time?: number;
  /** Close of the bar, drawn as a line. */
  readonly close?: number;
}

/** Volume by price of one bar's window: value area dark, POC marked, zones of low volume shaded. Null is a window not yet full. */
export function profileAtBar(profile: ProfileAt | null, options: ProfileAtBarOptions = {}): Figure {
  if (profile === null) return emptyFigure('There is no profile yet', 'The window is not full at this bar.');
  const { rows, lo, width, poc, vah, val, volUp, volDown, lowVolumeZones } = profile;
  const total = volUp + volDown;
  if (!(total > 0) || !(width > 0)) return emptyFigure('There is no profile', 'The window has no volume or no range.');
  const middle = (row: number) => lo + (row + 0.5) * width;
  const inside = (row: number) => middle(row) > val && middle(row) < vah;
  const colour = (row: number) =>
    Math.abs(middle(row) - poc) < width / 2 ? COLOURS.poc : inside(row) ? COLOURS.valueArea : COLOURS.pale;
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: rounded(rows, 4),
    y: rounded(Array.from(rows, (_, row) => middle(row))),
    width: rounded(
      Array.from(rows, () => width),
      4,
    ),
    marker: { color: Array.from(rows, (_, row) => colour(row)), line: { width: 0 } },
    showlegend: false,
    hovertemplate: '%{y:,.2f} USD<br>%{x:,.3f} BTC<extra></extra>',
  };
  const keys = [
    legendKey('POC row', COLOURS.poc),
    legendKey('Value area', COLOURS.valueArea),
    legendKey('Outside', COLOURS.pale),
    ...(lowVolumeZones.length > 0 ? [legendKey('Low-volume zone', withOpacity(COLOURS.lowVolume, 0.45))] : []),
  ];
  const price = (value: number) => formatNumber(value, 0);
  const title = `Most was traded at ${price(poc)} USD; the value area ${price(val)} to ${price(vah)} holds its volume in ${share((vah - val) / (rows.length * width))} of the range`;
  const when = options.time === undefined ? '' : `At the close of the bar of ${minuteOf(options.time)} UTC: `;
  const subtitle = `${when}${formatNumber(total, 2)} BTC in ${rows.length} price rows, ${share(volUp / total)} of it in rising bars; ${counted(lowVolumeZones.length, 'low-volume zone')}`;
  const close = options.close;
  return figure(
    [bars, ...keys],
    { title, subtitle, height: 480 },
    {
      showlegend: true,
      bargap: 0,
      xaxis: valueAxis('Volume of a price row (BTC)', { rangemode: 'tozero' }),
      yaxis: valueAxis('Price (USD)', { range: [lo, lo + rows.length * width], tickformat: ',' }),
      shapes: [...lowVolumeZones.map(zoneShape), ...(close === undefined ? [] : [marking('y', close, COLOURS.text)])],
      annotations:
        close === undefined
          ? []
          : [note(`close ${price(close)}`, { x: 1, xref: 'paper', xanchor: 'right', y: close, yanchor: 'bottom' })],
    },
  );
}

function zoneShape({ bottom, top }: ProfileAt['lowVolumeZones'][number]): Layout {
  const fill = { fillcolor: withOpacity(COLOURS.lowVolume, 0.3), line: { width: 0 }, layer: 'below' };
  return { type: 'rect', xref: 'paper', x0: 0, x1: 1, y0: bottom, y1: top, ...fill };
}
