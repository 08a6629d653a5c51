import { HOUR, TIMEFRAMES } from '../core/time.js';
import type { JournalReader } from '../paper/journal/reader.js';
import { barColumns } from '../paper/seen-bars.js';
import type { Figure } from './figure.js';
import { paperCandlesFigure } from './figures/paper-candles.js';
import { paperEquityFigure } from './figures/paper-equity.js';
import type { LiveParts } from './live-html.js';
import { type PaperPageOptions, type PaperView, paperPage } from './paper-page.js';

export interface PaperViewOptions {
  /** How many of each list, newest first. */
  readonly alerts?: number;
  readonly trades?: number;
  readonly events?: number;
  readonly signals?: number;
}

/** Bars on which something happened that are looked through for signals. */
const DECISIONS_READ = 300;

export type PaperLiveOptions = PaperViewOptions & PaperPageOptions & { readonly hours?: number };

/** What the journal says at `now` (ms UTC) for `paperPage`: the last 10 signals, 25 alerts, 10 trades and 15 events when not said otherwise. */
export function paperView(reader: JournalReader, now: number, options: PaperViewOptions = {}): PaperView {
  const { alerts = 25, trades = 10, events = 15, signals = 10 } = options;
  const given = reader.decisions(DECISIONS_READ).filter(({ side }) => side !== 0);
  return {
    status: reader.status(now),
    alerts: reader.alerts(alerts),
    trades: reader.trades().slice(-trades).reverse(),
    events: reader.events(events),
    signals: given.slice(0, signals),
  };
}

/** Equity with trades, and the last hours (8 when absent) as candles with the levels in force; nothing before the engine has seen a bar. */
export function paperFigures(reader: JournalReader, { status }: PaperView, hours = 8): readonly Figure[] {
  const { report } = status;
  const end = report?.feed.lastBarClose ?? undefined;
  if (!report || end === undefined) return [];
  const trades = reader.trades();
  const { account, emergency } = report;
  const points = reader.equityCurve({ points: 800 });
  const equity = { points, trades, initial: account.initial, drawdownLimit: emergency.drawdownLimit };
  const recent = Array.from(reader.bars(end - hours * HOUR, end), ({ bar }) => bar);
  const bars = barColumns(recent, TIMEFRAMES['5Min']);
  const candles = { bars, positions: account.positions, trades, hours };
  return [paperEquityFigure(equity), paperCandlesFigure(candles)];
}

/** The whole live page of a journal, for `showLive(() => paperLive(reader, Date.now()))`. */
export function paperLive(reader: JournalReader, now: number, options: PaperLiveOptions = {}): LiveParts {
  const view = paperView(reader, now, options);
  return { html: paperPage(view, options), figures: paperFigures(reader, view, options.hours) };
}
