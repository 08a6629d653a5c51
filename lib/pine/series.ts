import { mtfStrategy } from '../strategy/mtf.js';
import { heading } from './text.js';

/** Columns that a chart has already. */
const OF_THE_CHART = ['timestamp', 'open', 'high', 'low', 'close', 'volume'];

/** Masks of the frame: in Pine booleans, plotted as 1 and 0. */
const MASKS = [
  'ifvg_bull',
  'ifvg_bear',
  'uptrend_1h',
  'momentum_15m',
  'vol_cross',
  'bull_filter',
  'bear_filter',
  'bull_filtered',
  'bear_filtered',
];

const NUMBERS = [
  'EMA18',
  'EMA48',
  'ATR',
  'ifvg_strength',
  'POC',
  'VAH',
  'VAL',
  'vol_up',
  'vol_down',
  'EMA200_1h',
  'POC_1h',
  'SMA_vol_1h',
  'EMA50_15m',
  'confidence',
  'EMA20',
  'SMA21_vol',
  'ATR_1h',
  'ATR_ratio_1h',
  'gap_strength',
  'vp_proximity',
];

/** How the columns that a trader looks at are drawn; the others go to the data window. */
const DRAWN: Readonly<Record<string, string>> = {
  EMA18: 'color = color.new(color.aqua, 20)',
  EMA48: 'color = color.new(color.orange, 20)',
  EMA50_15m: 'color = color.new(color.purple, 20), linewidth = 2',
  EMA200_1h: 'color = color.new(color.yellow, 0), linewidth = 3',
  POC: 'color = color.new(color.blue, 0), style = plot.style_linebr',
  VAH: 'color = color.new(color.gray, 0), style = plot.style_linebr',
  VAL: 'color = color.new(color.gray, 0), style = plot.style_linebr',
};

const EMPTY = {
  step: 300_000,
  time: new Float64Array(0),
  open: new Float64Array(0),
  high: new Float64Array(0),
  low: new Float64Array(0),
  close: new Float64Array(0),
  volume: new Float64Array(0),
};

/** The columns of the built-in strategy's 5m frame that a script plots, in the library's order. Throws on an unknown one. */
export function plottedColumns(parameters: Parameters<typeof mtfStrategy.compute>[1]): string[] {
  const { columns } = mtfStrategy.compute({ base: EMPTY, minutes15: EMPTY, hour1: EMPTY }, parameters);
  const names = Object.keys(columns).filter((name) => !OF_THE_CHART.includes(name));
  const unknown = names.filter((name) => !MASKS.includes(name) && !NUMBERS.includes(name));
  if (unknown.length === 0) return names;
  throw new Error(`plottedColumns: columns must be ones the Pine templates know, got ${unknown.join(', ')}`);
}

/** Every column of the frame as a plot by its name: some on the chart, all in the data window and in exported chart data. */
export function seriesPine(columns: readonly string[]): string {
  const hidden = 'display = display.data_window';
  const plots = columns.map((name) =>
    MASKS.includes(name)
      ? `plot(${name} ? 1 : 0, "${name}", ${hidden})`
      : `plot(${name}, "${name}", ${DRAWN[name] ?? hidden})`,
  );
  return `
${heading('Series')}
// By the names of the library's columns: compare them bar by bar with "Export chart data".
${plots.join('\n')}
plot(EMA21_15m, "EMA21_15m", color = color.new(color.fuchsia, 40))
plot(EMA95_1h, "EMA95_1h", color = color.new(color.olive, 20), linewidth = 2)
plot(blocked_long, "blocked_long", ${hidden})
plot(blocked_short, "blocked_short", ${hidden})
`;
}
