import type { Backtest } from '../../backtest/backtest.js';
import { formatPercent } from '../../core/format.js';
import type { Figure, Trace } from '../figure.js';
import { type DownsampledLine, downsample } from './downsample.js';
import { COLOURS, figure, legendKey, marking, timeAxis, valueAxis, withOpacity } from './theme.js';
import { trendKey, trendShading, trendShapes } from './trend-runs.js';
import { costsInForce, counted, signedPercent, span, usd } from './words.js';

export interface EquityOptions {
  /** Most points of each line; 1,500 when absent. */
  readonly most?: number;
}

/**
 * Equity at 5m closes over the 1h trend, and its drawdown below. `drawdown` is `drawdowns(equity, initial)` of the run:
 * fractions <= 0 as long as the equity. Peaks and troughs survive the thinning of the lines.
 */
export function equityFigure(
  run: Pick<Backtest, 'market' | 'simulation' | 'result' | 'parameters' | 'metrics'>,
  drawdown: Float64Array,
  options: EquityOptions = {},
): Figure {
  const { time, step } = run.market.base;
  const { equity, order } = run.simulation;
  if (drawdown.length !== equity.length) {
    throw new Error(`equityFigure: drawdown must be as long as the equity (${equity.length}), got ${drawdown.length}`);
  }
  const most = options.most ?? 1500;
  const { trend } = run.result.signals;
  const shading = trend && trendShading(time, step, trend, 250);
  const { initial } = run.parameters;
  const { final_equity, total_return, days, max_drawdown, total_trades } = run.metrics;
  const title = `${usd(initial)} became ${usd(final_equity)} (${signedPercent(total_return)}) in ${counted(days, 'day')} and ${counted(total_trades, 'trade')}; deepest drawdown ${formatPercent(max_drawdown)}`;
  const subtitle = `${span(run.market.base)}; ${costsInForce(run.parameters)}; fill order ${order}`;
  const data = [
    equityTrace(downsample(time, equity, equity, most)),
    drawdownTrace(downsample(time, drawdown, drawdown, most)),
    ...(shading
      ? [legendKey(trendKey(shading, 'up'), COLOURS.biasUp), legendKey(trendKey(shading, 'down'), COLOURS.biasDown)]
      : []),
  ];
  return figure(
    data,
    { title, subtitle, height: 520 },
    {
      showlegend: true,
      xaxis: timeAxis({ anchor: 'y2' }),
      yaxis: valueAxis('Equity (USD)', { domain: [0.34, 1], tickformat: ',' }),
      yaxis2: valueAxis('Drawdown (%)', { domain: [0, 0.27], rangemode: 'tozero' }),
      shapes: [
        ...(shading ? trendShapes(shading) : []),
        marking('y', initial, COLOURS.neutral, {
          xref: 'x domain',
          line: { color: COLOURS.neutral, width: 1, dash: 'dot' },
        }),
      ],
    },
  );
}

function equityTrace({ time, value }: DownsampledLine): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'Equity',
    x: time,
    y: value.map((usd) => (usd === null ? null : Math.round(100 * usd) / 100)),
    line: { color: COLOURS.equity, width: 1.6 },
    hovertemplate: '%{x|%Y-%m-%d %H:%M} UTC<br>equity %{y:,.2f} USD<extra></extra>',
  };
}

function drawdownTrace({ time, value }: DownsampledLine): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'Drawdown',
    x: time,
    y: value.map((fraction) => (fraction === null ? null : Math.round(1e5 * fraction) / 1e3)),
    yaxis: 'y2',
    fill: 'tozeroy',
    fillcolor: withOpacity(COLOURS.drawdown, 0.25),
    line: { color: COLOURS.drawdown, width: 1 },
    hovertemplate: '%{x|%Y-%m-%d %H:%M} UTC<br>drawdown %{y:.2f} %<extra></extra>',
  };
}
