import type { Backtest } from '../../backtest/backtest.js';
import type { Trade } from '../../backtest/trades.js';
import { DAY, HOUR, MINUTE } from '../../core/time.js';
import type { GapLedger } from '../../indicators/gap-ledger.js';
import type { Columns, Market, StrategyResult } from '../../strategy/strategy.js';
import type { LiveFigure } from '../figure.js';
import { gapEnd } from '../figures/gap-boxes.js';
import { priceFinding } from '../figures/price-overview.js';
import { counted, gainOrLoss, share, span } from '../figures/words.js';
import { encodeInspections } from '../inspector/encode.js';
import { INSPECTED_PAGE_NAME, inspectedChartScript } from '../inspector/page-script.js';
import { zipped } from '../zipped.js';
import { encodeLongData } from './codec.js';
import { longDrawer, wholeFigure } from './drawing.js';
import { clampView, type View, wholeView } from './levels.js';
import type { LineLook, LongData, LongGaps, LongPart } from './long-data.js';
import { longChartScript, PAGE_NAME } from './page-script.js';

const PICTURE = { width: 1000, toolbar: 0 };

/** A column of the strategy as a line, and how it looks. */
export interface LongLineStyle extends LineLook {
  readonly column: string;
}

export interface LongChartOptions {
  /** The finding; what came of the trades, else what the price did, when absent. */
  readonly title?: string;
  /** Lines, 1h trend and gaps come from here; only candles when absent. */
  readonly result?: StrategyResult;
  readonly trades?: readonly Trade[];
  /** Puts the inspector of this run's trades below the chart, and draws them; lines, 1h trend and gaps are the run's too. */
  readonly inspect?: Backtest;
  /** Which columns are lines: those of the built-in strategy when absent. Columns it does not have are left out. */
  readonly lines?: readonly LongLineStyle[];
  /** Gaps up to this strength, in ATR, are left out; 0.5 when absent. */
  readonly minStrength?: number;
  /** What was searched on and what was not, as a ribbon above the candles. */
  readonly parts?: readonly LongPart[];
  /** What is shown first, ms UTC; everything when absent. */
  readonly view?: View;
  /** Prices are kept to this, USD: 0.1 when absent. One over a whole number. */
  readonly tick?: number;
}

/** Averages of three timeframes, point of control and value area of the built-in strategy. */
export const LONG_LINES: readonly LongLineStyle[] = [
  { column: 'EMA18', name: 'EMA18', colour: 'ema18', reach: 90 * MINUTE },
  { column: 'EMA48', name: 'EMA48', colour: 'ema48', reach: 4 * HOUR },
  { column: 'EMA50_15m', name: 'EMA50 of 15m', colour: 'ema15m', width: 2, reach: 12 * HOUR },
  { column: 'EMA200_1h', name: 'EMA200 of 1h', colour: 'ema1h', width: 2, reach: 8 * DAY },
  { column: 'POC', name: 'POC', colour: 'poc', dash: 'dot', reach: 10 * HOUR },
  { column: 'VAH', name: 'VAH', colour: 'valueArea', group: 'Value area', reach: 10 * HOUR },
  { column: 'VAL', name: 'VAL', colour: 'valueArea', group: 'Value area', reach: 10 * HOUR },
];

/** What an inspector draws trades with besides: the rule that counts the distance to the POC of 1h can be seen. */
export const INSPECTED_LINES: readonly LongLineStyle[] = [
  ...LONG_LINES,
  { column: 'POC_1h', name: 'POC of 1h', colour: 'poc', dash: 'dash', reach: 10 * HOUR },
];

/**
 * Candles of all bars, however many, to pan and zoom: at most 600 are drawn, in 5-minute to weekly bars as the view
 * allows, with the strategy's lines, 1h trend, gaps, and trades. For `show` and `figureHtml`; as a picture it is the
 * first view. Prices and averages are within half a `tick` of the bars', other lines within five ticks, volume within
 * 2 %; trend and times are exact. Throws when there are no bars, or they are not on the grid of their step.
 */
export function longChart(market: Market, options: LongChartOptions = {}): LiveFigure {
  const data = longData(market, options);
  const { bytes, subtitle } = encodeLongData(data, wholeTicks(options.tick ?? 0.1));
  const view = clampView(data.bars, data.view ?? wholeView(data.bars), 0);
  const drawing = longDrawer(data).draw(view, PICTURE);
  const { figure } = wholeFigure({ ...data, subtitle }, drawing, PICTURE);
  const candles = zipped(bytes);
  if (!options.inspect) return { ...figure, live: { script: longChartScript(), name: PAGE_NAME, data: candles } };
  const live = { script: inspectedChartScript(), name: INSPECTED_PAGE_NAME, kinds: ['candlestick'] };
  return { ...figure, live: { ...live, data: `${candles}.${encodeInspections(options.inspect)}` } };
}

function wholeTicks(tick: number): number {
  const perUsd = Math.round(1 / tick);
  if (perUsd >= 1 && Math.abs(perUsd * tick - 1) < 1e-9) return perUsd;
  throw new Error(`longChart: tick must be one over a whole number of USD, such as 0.1, got ${tick}`);
}

/** What a long chart draws from. */
export function longData({ base }: Market, options: LongChartOptions): LongData {
  const { inspect, minStrength = 0.5, parts = [], view } = options;
  const { result = inspect?.result, trades = inspect?.trades ?? [] } = options;
  const { lines = inspect ? INSPECTED_LINES : LONG_LINES } = options;
  if (base.time.length === 0) throw new Error('longChart: market must have at least one base bar, got none');
  const { trend } = result?.signals ?? {};
  return {
    title: options.title ?? findingOf(base, trades),
    subtitle: `${span(base)}.`,
    bars: base,
    lines: lines.flatMap(({ column, ...look }) => lineOf(result?.columns ?? {}, column, look)),
    ...(trend && { trend }),
    ...(result?.gaps && { gaps: strongGaps(result.gaps, minStrength) }),
    trades,
    parts,
    ...(view && { view }),
  };
}

/** `939 trades: a net loss of 1,797 USD; 22 % of them won`. */
function findingOf(base: Market['base'], trades: readonly Trade[]): string {
  if (trades.length === 0) return priceFinding(base);
  const net = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  const won = trades.filter(({ pnl }) => pnl > 0).length / trades.length;
  return `${counted(trades.length, 'trade')}: ${gainOrLoss(net, 'net')}; ${share(won)} of them won`;
}

function lineOf(columns: Columns, column: string, look: LineLook) {
  const values = columns[column];
  return values ? [{ ...look, values: Float64Array.from(values) }] : [];
}

function strongGaps(gaps: GapLedger, minStrength: number): LongGaps {
  const kept = Array.from({ length: gaps.count }, (_, gap) => gap).filter((gap) => gaps.strength[gap] > minStrength);
  return {
    side: Int8Array.from(kept, (gap) => gaps.side[gap]),
    born: Int32Array.from(kept, (gap) => gaps.born[gap]),
    end: Int32Array.from(kept, (gap) => gapEnd(gaps, gap)),
    bottom: Float64Array.from(kept, (gap) => gaps.bottom[gap]),
    top: Float64Array.from(kept, (gap) => gaps.top[gap]),
    strength: Float64Array.from(kept, (gap) => gaps.strength[gap]),
  };
}
