import type { Bars } from '../../core/bars.js';
import type { SignalParity } from '../../pine/parity.js';
import type { Figure, Trace } from '../figure.js';
import { downsample } from './downsample.js';
import { rounded } from './plain.js';
import { COLOURS, figure, timeAxis, valueAxis } from './theme.js';
import { count, counted, span } from './words.js';

/** Where the signals of script and library lie on the bars that were compared: together, or one without the other. */
export function pineSignalsFigure(bars: Bars, { both, onlyOurs, onlyTheirs }: SignalParity): Figure {
  const line = downsample(bars.time, bars.low, bars.high, 2000);
  const price = {
    type: 'scatter',
    mode: 'lines',
    name: 'Price',
    x: line.time,
    y: line.value.map((value) => (value === null ? null : Math.round(value * 100) / 100)),
    line: { color: COLOURS.pale, width: 1 },
    hoverinfo: 'skip',
  };
  const isLong = (mark: number) => mark >= 0;
  const longs = both.filter(isLong);
  const shorts = both.filter((mark) => !isLong(mark));
  const traces = [
    marks(bars, `long, in both (${count(longs.length)})`, longs, 'triangle-up', COLOURS.up),
    marks(bars, `short, in both (${count(shorts.length)})`, shorts, 'triangle-down', COLOURS.down),
    marks(bars, `only in the library (${count(onlyOurs.length)})`, onlyOurs, 'x', COLOURS.text),
    marks(bars, `only in Pine (${count(onlyTheirs.length)})`, onlyTheirs, 'circle-open', COLOURS.poc),
  ].filter(({ x }) => x.length > 0);
  const odd = onlyOurs.length + onlyTheirs.length;
  const all = both.length + odd;
  const title =
    all === 0
      ? 'Neither script nor library has a signal on these bars'
      : odd === 0
        ? `${both.length === 1 ? 'The one signal is' : `All ${count(both.length)} signals are`} the same in Pine and in the library`
        : `${count(odd)} of ${counted(all, 'signal')} are in one of the two only`;
  return figure(
    [price, ...traces],
    { title, subtitle: span(bars), height: 480 },
    { showlegend: true, margin: { b: 92 }, xaxis: timeAxis(), yaxis: valueAxis('Price (USD)', { tickformat: ',' }) },
  );
}

function marks(
  bars: Bars,
  name: string,
  signals: readonly number[],
  symbol: string,
  color: string,
): Trace & { x: number[] } {
  const at = signals.map((mark) => (mark >= 0 ? mark : -1 - mark));
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: at.map((bar) => bars.time[bar]),
    y: rounded(
      at.map((bar) => bars.close[bar]),
      2,
    ),
    marker: { symbol, color, size: 9 },
    hovertemplate: '%{x|%Y-%m-%d %H:%M} UTC<br>%{y:,.2f} USD<extra></extra>',
  };
}
