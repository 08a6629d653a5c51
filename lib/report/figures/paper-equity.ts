import { drawdowns } from '../../backtest/drawdown.js';
import { firstBarAt } from '../../core/bars.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import type { EquityPoint } from '../../paper/journal/records.js';
import type { PaperTrade } from '../../paper/order-journal.js';
import type { Figure, Trace } from '../figure.js';
import { downsample } from './downsample.js';
import { COLOURS, emptyFigure, figure, lineKey, marking, timeAxis, valueAxis, withOpacity } from './theme.js';
import { counted, signedPercent, signedUsd, usd } from './words.js';

export interface PaperEquityInput {
  /** Equity at the close of each traded bar, in order of time. */
  readonly points: readonly EquityPoint[];
  /** Closed trades: a triangle each where it was closed. */
  readonly trades: readonly PaperTrade[];
  /** Equity before the first bar, USD. */
  readonly initial: number;
  /** A fraction > 0; 0 when the rule is off. */
  readonly drawdownLimit: number;
}

const MOST_POINTS = 800;
const MOST_TRADES = 300;

/** Equity of the paper account with what each closed trade earned, and the drawdown below against the limit that ends trading. */
export function paperEquityFigure({ points, trades, initial, drawdownLimit }: PaperEquityInput): Figure {
  if (points.length === 0) return emptyFigure('No equity yet', 'No bar was traded yet.');
  const time = Float64Array.from(points, (point) => point.time);
  const equity = Float64Array.from(points, (point) => point.equity);
  const drawdown = drawdowns(equity, initial);
  const last = equity[equity.length - 1];
  const deepest = drawdown.reduce((least, value) => Math.min(least, value), 0);
  const limit = drawdownLimit > 0 ? ` of -${formatPercent(drawdownLimit, 1)} allowed` : '';
  // Short, because a page that is watched is also watched on a telephone.
  const title = `${usd(last)}, ${signedPercent(last / initial - 1)} after ${counted(trades.length, 'closed trade')}`;
  const subtitle = `Deepest drawdown ${formatPercent(deepest)}${limit}; 5m closes`;
  const shown = trades.filter(({ exitTime }) => exitTime >= time[0]).slice(0, MOST_TRADES);
  const data = [
    line('Equity', downsample(time, equity, equity, MOST_POINTS), 'y', '%{y:,.2f} USD', COLOURS.equity),
    ...tradeMarks(shown, time, equity),
    {
      ...line(
        'Drawdown',
        percents(downsample(time, drawdown, drawdown, MOST_POINTS)),
        'y2',
        '%{y:.2f} %',
        COLOURS.drawdown,
      ),
      fill: 'tozeroy',
      fillcolor: withOpacity(COLOURS.drawdown, 0.25),
    },
    ...(drawdownLimit > 0 ? [lineKey('Drawdown that ends trading', COLOURS.down, 'dash')] : []),
  ];
  const floor = Math.min(deepest, -drawdownLimit) * 100;
  return figure(
    data,
    { title, subtitle, height: 460 },
    {
      showlegend: true,
      xaxis: timeAxis({ anchor: 'y2' }),
      yaxis: valueAxis('Equity (USD)', { domain: [0.38, 1], tickformat: ',' }),
      yaxis2: valueAxis('Drawdown (%)', { domain: [0, 0.3], range: [Math.min(floor * 1.1, -0.1), 0] }),
      shapes: [
        marking('y', initial, COLOURS.neutral, {
          xref: 'x domain',
          line: { color: COLOURS.neutral, width: 1, dash: 'dot' },
        }),
        ...(drawdownLimit > 0
          ? [marking('y', -100 * drawdownLimit, COLOURS.down, { xref: 'x domain', yref: 'y2' })]
          : []),
      ],
    },
  );
}

type Line = ReturnType<typeof downsample>;

const percents = ({ time, value }: Line): Line => ({
  time,
  value: value.map((fraction) => (fraction === null ? null : Math.round(1e5 * fraction) / 1e3)),
});

function line(name: string, { time, value }: Line, yaxis: string, unit: string, color: string): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: time,
    y: value.map((y) => (y === null ? null : Math.round(1000 * y) / 1000)),
    yaxis,
    showlegend: false,
    line: { color, width: 1.6 },
    hovertemplate: `%{x|%Y-%m-%d %H:%M} UTC<br>${name.toLowerCase()} ${unit}<extra></extra>`,
  };
}

/** A triangle up for a win and down for a loss, on the equity at the close of the exit. */
function tradeMarks(trades: readonly PaperTrade[], time: Float64Array, equity: Float64Array): Trace[] {
  const marks = (name: string, of: readonly PaperTrade[], symbol: string, color: string): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name: `${name} (${formatNumber(of.length, 0)})`,
    x: of.map(({ exitTime }) => exitTime),
    y: of.map(({ exitTime }) => Math.round(100 * equity[Math.max(0, firstBarAt(time, exitTime + 1) - 1)]) / 100),
    text: of.map(({ direction, pnl, exitReason }) => `${direction} ${signedUsd(pnl)}, ${exitReason}`),
    marker: { symbol, size: 10, color, line: { color: COLOURS.text, width: 1 } },
    hovertemplate: '%{text}<br>%{x|%Y-%m-%d %H:%M} UTC<extra></extra>',
  });
  return [
    marks(
      'Win',
      trades.filter(({ pnl }) => pnl > 0),
      'triangle-up',
      COLOURS.up,
    ),
    marks(
      'Loss',
      trades.filter(({ pnl }) => pnl <= 0),
      'triangle-down',
      COLOURS.down,
    ),
  ].filter((trace) => (trace.x as readonly number[]).length > 0);
}
