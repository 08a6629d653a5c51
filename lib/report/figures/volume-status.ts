import { formatDigits, formatNumber } from '../../core/format.js';
import type { Column } from '../../strategy/strategy.js';
import type { Figure, Layout } from '../figure.js';
import type { AtBar } from './momentum-gauge.js';
import { COLOURS, emptyFigure, figure, marking, nameAxis, note, valueAxis } from './theme.js';
import { counted, minuteOf, share } from './words.js';

export interface VolumeStatusInput extends AtBar {
  /** `vol_thresh` of the run; 1.2 when absent. */
  readonly parameters?: { readonly vol_thresh?: number };
}

interface Test {
  readonly name: string;
  readonly threshold: (bar: number) => number;
}

/** The volume of one bar against the two thresholds it must exceed, one of 5m and one of 1h, and how often bars pass each. */
export function volumeStatus({ market, result, bar, parameters }: VolumeStatusInput): Figure {
  const { volume, time } = market.base;
  const { SMA21_vol, SMA_vol_1h } = result.columns;
  const factor = parameters?.vol_thresh ?? 1.2;
  const tests: Test[] = [
    ...(SMA21_vol ? [{ name: `${formatDigits(factor)} x average of 5m`, threshold: scaled(SMA21_vol, factor) }] : []),
    ...(SMA_vol_1h ? [{ name: 'average of 1h', threshold: scaled(SMA_vol_1h, 1) }] : []),
  ].filter(({ threshold }) => threshold(bar) > 0);
  if (tests.length === 0)
    return emptyFigure(
      'Volume cannot be judged here',
      'Its averages are in warm-up or zero, or the strategy has none.',
    );
  const ratios = tests.map(({ threshold }) => volume[bar] / threshold(bar));
  const passed = ratios.filter((ratio) => ratio > 1).length;
  const verdict = passed === tests.length ? 'passes' : `passes ${passed} of`;
  const title = `A volume of ${formatNumber(volume[bar], 2)} BTC ${verdict} its ${counted(tests.length, 'threshold')}: ${ratios.map((ratio) => `${formatNumber(ratio)} times`).join(' and ')} what is asked`;
  const names = tests.map(({ name, threshold }) => `${name}:<br>${formatNumber(threshold(bar), 2)} BTC`);
  const limit = 1.45 * Math.max(1.2, ...ratios);
  const words = tests.map(
    ({ threshold }, k): Layout =>
      note(`${ratios[k] > 1 ? 'passes' : 'fails'};<br>${share(passRate(volume, threshold))} of all bars pass`, {
        x: ratios[k],
        y: names[k],
        xanchor: 'left',
        align: 'left',
        xshift: 8,
      }),
  );
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: ratios.map((ratio) => Math.round(1000 * ratio) / 1000),
    y: names,
    width: names.map(() => 0.5),
    marker: { color: ratios.map((ratio) => (ratio > 1 ? COLOURS.up : COLOURS.pale)) },
    hovertemplate: '%{x:.2f} times the threshold<extra></extra>',
  };
  return figure(
    [bars],
    {
      title,
      subtitle: `5m bar of ${minuteOf(time[bar])} UTC; a signal needs volume above every threshold`,
      height: 290,
    },
    {
      xaxis: valueAxis('Volume as a multiple of the threshold', { range: [0, limit] }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      shapes: [marking('x', 1, COLOURS.text)],
      annotations: words,
    },
  );
}

function scaled(column: Column, factor: number): (bar: number) => number {
  return (bar) => factor * column[bar];
}

/** Share of the bars with a known threshold that exceed it. */
function passRate(volume: Float64Array, threshold: (bar: number) => number): number {
  let known = 0;
  let passed = 0;
  for (let i = 0; i < volume.length; i++) {
    const least = threshold(i);
    if (Number.isNaN(least)) continue;
    known++;
    if (volume[i] > least) passed++;
  }
  return passed / known;
}
