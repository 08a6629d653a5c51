import { isoTime } from '../core/time.js';
import type { Attribution } from '../paper/attribution.js';
import type { JournalReader } from '../paper/journal/reader.js';
import type { Json } from './results.js';

/** The section `paper_trading` of results.json. Amounts in USD. Throws when nothing has been traded on yet. */
export function paperResults(
  reader: JournalReader,
  { trades, total, open }: Attribution,
): Readonly<Record<string, Json>> {
  const curve = reader.equityCurve({ points: 2 });
  const settings = reader.settings();
  if (curve.length === 0 || !settings) {
    throw new Error(`paperResults: the journal in ${reader.folder} must hold traded bars, got none yet`);
  }
  const { data, latency, slippage, rule, difference, paper, reference } = total;
  return {
    feed: String(settings.feed),
    broker: String(settings.broker),
    from: isoTime(Math.min(...curve.map(({ time }) => time))),
    to: isoTime(Math.max(...curve.map(({ time }) => time))),
    trades: trades.filter((trade) => trade.paper !== null).length,
    equal_trades: trades.filter((trade) => trade.difference === 0).length,
    open,
    pnl: paper,
    backtest_pnl: reference,
    difference: { total: difference, data, latency, slippage, rule },
  };
}
