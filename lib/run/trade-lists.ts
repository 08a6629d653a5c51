import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Trade } from '../backtest/trades.js';
import type { Bars } from '../core/bars.js';
import { compareTrades, type PlainTrade, type TradeParity } from '../pine/parity.js';
import { parseTradeList } from '../pine/trade-list.js';

/** A trade list of TradingView against our trades in its time. */
export interface TradeListComparison extends TradeParity {
  readonly file: string;
}

/**
 * Compares each `.csv` in `folder`, "List of trades" exports of TradingView's Strategy Tester (see `parseTradeList` for
 * their columns), with our trades between its first and last entry. `utcOffset`: minutes that the chart's clock is east
 * of UTC. None where the folder does not exist or is empty.
 */
export function compareTradeLists(
  folder: string,
  trades: readonly Trade[],
  bars: Bars,
  utcOffset: number,
): TradeListComparison[] {
  const where = resolve(folder);
  if (!existsSync(where)) return [];
  const files = readdirSync(where).filter((name) => name.toLowerCase().endsWith('.csv'));
  return files.sort().map((file) => {
    const theirs = readTradeList(join(where, file), utcOffset);
    const [first, last] = [theirs[0]?.entryTime ?? 0, theirs.at(-1)?.entryTime ?? -1];
    const ours = trades.filter(({ entryTime }) => entryTime >= first && entryTime <= last);
    const [opened = 0, ended = -1] = [bars.time.at(0), bars.time.at(-1)];
    const shared = theirs.filter(({ entryTime }) => entryTime >= opened && entryTime <= ended);
    return {
      file,
      ...compareTrades(
        ours.map((trade) => plainTrade(trade, bars)),
        shared,
      ),
    };
  });
}

/** A row for a table: how one list compares. */
export function tradeListRow({ file, pairs, onlyOurs, onlyTheirs }: TradeListComparison): object {
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
  return {
    file,
    trades_in_both: pairs.length,
    same_exit_bar: pairs.filter(({ sameExitBar }) => sameExitBar).length,
    only_ours: onlyOurs.length,
    only_tradingview: onlyTheirs.length,
    median_entry_difference_usd: middle(pairs.map(({ entryDifference }) => Math.abs(entryDifference))),
    median_exit_difference_usd: middle(pairs.map(({ exitDifference }) => Math.abs(exitDifference))),
  };
}

function readTradeList(file: string, utcOffset: number): PlainTrade[] {
  try {
    return parseTradeList(readFileSync(file, 'utf8'), utcOffset);
  } catch (error) {
    throw new Error(`compareTradeLists: ${file} must be a list of trades, got ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** A trade as TradingView would list it: market prices, the bar of the exit. */
function plainTrade(trade: Trade, bars: Bars): PlainTrade {
  return {
    direction: trade.direction,
    entryTime: trade.entryTime,
    exitTime: bars.time[trade.exitBar] ?? bars.time.at(-1) ?? trade.exitTime,
    entryPrice: trade.entryMarket,
    exitPrice: trade.exitMarket,
    quantity: trade.quantity,
    reason: trade.exitReason,
  };
}
