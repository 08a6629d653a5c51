import { isoTime } from '../../core/time.js';
import type { Attribution } from '../../paper/attribution.js';
import type { Figure } from '../figure.js';
import { COLOURS, emptyFigure, figure } from './theme.js';
import { waterfall } from './waterfall.js';
import { counted, signedUsd } from './words.js';

/** From the backtest's P&L to that of paper, by data, latency, slippage and rule; of closed trades, USD. */
export function paperAttributionFigure({ trades, total, open }: Attribution): Figure {
  if (trades.length === 0)
    return emptyFigure('Nothing to compare yet', 'Neither paper nor backtest has closed a trade.');
  const { reference, data, latency, slippage, rule, paper, difference } = total;
  let reached = reference;
  const part = (name: string, amount: number) => {
    const base = reached;
    reached += amount;
    return { name, base, to: reached, colour: amount < 0 ? COLOURS.down : COLOURS.up };
  };
  const { bar, layout } = waterfall([
    { name: 'Backtest', base: 0, to: reference, colour: COLOURS.neutral },
    part('Data', data),
    part('Latency', latency),
    part('Slippage', slippage),
    part('Rule', rule),
    { name: 'Paper', base: 0, to: paper, colour: COLOURS.equity },
  ]);
  const alike = trades.every((row) => row.difference === 0);
  const title = alike
    ? `Paper made the backtest's ${counted(trades.length, 'trade')}, one for one`
    : `Paper earned ${signedUsd(difference)} against the backtest on ${counted(trades.length, 'trade')}`;
  const still = open > 0 ? `; ${counted(open, 'open trade')} not compared yet` : '';
  const subtitle = `Net P&L of closed trades; positive: paper earned more${still}`;
  return figure([bar], { title, subtitle, height: 380 }, layout);
}

/** One trade's difference for people, in USD. */
export interface AttributionRow {
  readonly signal: string;
  readonly direction: string;
  readonly backtest: number | null;
  readonly paper: number | null;
  readonly difference: number;
  readonly data: number;
  readonly latency: number;
  readonly slippage: number;
  readonly rule: number;
  readonly why: string;
}

/** The trades of an attribution as rows for `showTable`, those that differ most first. */
export function attributionTable({ trades }: Attribution): AttributionRow[] {
  return [...trades]
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || a.signalTime - b.signalTime)
    .map(({ signalTime, direction, reference, paper, difference, data, latency, slippage, rule, why }) => {
      const parts = { data, latency, slippage, rule };
      return { signal: isoTime(signalTime), direction, backtest: reference, paper, difference, ...parts, why };
    });
}
