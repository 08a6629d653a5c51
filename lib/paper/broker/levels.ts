import { look, pessimistic, Seen } from '../../backtest/intrabar.js';
import { Exit, Field } from '../../backtest/ledger.js';
import { writeLevels } from '../../backtest/levels.js';
import type { Bar } from '../../bars/resample.js';
import { allocateBars, type Bars } from '../../core/bars.js';
import { bucketStart, MINUTE } from '../../core/time.js';
import { roundedTo, type Units, unitsOf } from './decimal.js';
import { entryPriceOf, numberIn, type RealPosition, type Standing } from './position.js';
import type { BrokerRules } from './settings.js';

/** Length of the bars that the engine decides on. */
export const BASE_STEP = 5 * MINUTE;
/** An entry filled later than this into a minute was not there for most of it, and that minute's extremes are not its own. */
const LATE_IN_MINUTE = 15_000;

/** Levels follow from the average fill by the backtest's own rule; while the entry is still being filled they are written anew. */
export function updateLevels(position: RealPosition, standing: Standing, rules: BrokerRules): boolean {
  const price = entryPriceOf(standing);
  if (Number.isNaN(price)) return false;
  const isSettled = position.row !== null && (position.row[Field.Entry] === price || position.lastMinute > 0);
  if (isSettled) return false;
  const row = new Float64Array(Field.Count);
  writeLevels(row, 0, 1, price, position.entry.distance, rules);
  row[Field.EntryTime] = fillTime(position, standing);
  position.row = Array.from(row);
  return true;
}

/** When it was bought by the broker's clock; where that cannot be, the open it was ordered for. */
function fillTime({ openTime }: RealPosition, { bought }: Standing): number {
  const isLikely = bought.at >= openTime - MINUTE && bought.at < openTime + 2 * BASE_STEP;
  return isLikely ? bought.at : openTime;
}

/**
 * Takes a position through one minute in the backtest's pessimistic order. `Exit.None` when it stays, its trailing stop
 * moved on; else why it should be out. A minute that was seen before, or that ended before the entry, changes nothing.
 */
export function walkMinute(position: RealPosition, minute: Bar): Exit {
  if (!position.row || minute.time <= position.lastMinute) return Exit.None;
  if (minute.time < bucketStart(numberIn(position.row, Field.EntryTime) + MINUTE - LATE_IN_MINUTE, MINUTE))
    return Exit.None;
  const row = Float64Array.from(position.row);
  const seen = new Float64Array(Seen.Count);
  const bars = oneBar(minute);
  look(seen, 1, bars.open, bars.high, bars.low, bars.close, 0);
  const reason: Exit = pessimistic(row, 0, seen);
  // An entry is long: the minute's low is as seen.
  if (reason === Exit.None) row[Field.Worst] = Math.min(numberIn(row, Field.Worst), minute.low);
  position.row = Array.from(row);
  position.lastMinute = minute.time;
  return reason;
}

function oneBar({ open, high, low, close }: Bar): Bars {
  const bars = allocateBars(1, MINUTE);
  bars.open[0] = open;
  bars.high[0] = high;
  bars.low[0] = low;
  bars.close[0] = close;
  return bars;
}

/** What should rest at the broker, in the broker's steps; a stop is rounded away from the market, never towards it. */
export function protectivePrices(stop: number, limitOffset: number, increment: Units): { stop: Units; limit: Units } {
  const level = roundedTo(unitsOf(stop), increment);
  return { stop: level, limit: roundedTo(unitsOf(stop * (1 - limitOffset)), increment) };
}

/** Prices of a real market: finite, positive, and in their places. */
export function isSound({ open, high, low, close }: Bar): boolean {
  const inside = (price: number) => price >= low && price <= high;
  return low > 0 && Number.isFinite(high) && inside(open) && inside(close);
}

/** Keeps count of base bars without volume, for the record of the trade. */
export function noteVolume(position: RealPosition, minute: Bar): void {
  const barTime = bucketStart(minute.time, BASE_STEP);
  if (barTime > position.barTime) {
    if (position.barVolume === 0) position.touchesEmptyBar = true;
    position.barTime = barTime;
    position.barVolume = 0;
  }
  position.barVolume += minute.volume;
}
