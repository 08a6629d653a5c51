import { type ExitReason, Field } from '../../backtest/ledger.js';
import { bucketStart, DAY, isoTime, MINUTE } from '../../core/time.js';
import type { EntryOrder } from '../broker.js';
import type { PaperTrade } from '../order-journal.js';
import { numberOf, parseUnits, type Units, unitsText, usdOf } from './decimal.js';
import type { Desk } from './desk.js';
import { BASE_STEP } from './levels.js';
import { averageOf, isFinal } from './orders.js';
import { type ExitWish, numberIn, type RealPosition, type Standing } from './position.js';

const REASON_OF: Readonly<Record<Exclude<ExitWish, 'stop'>, ExitReason>> = {
  target: 'target',
  'htf-reversal': 'htf-reversal',
  emergency: 'emergency',
  kill: 'emergency',
  end: 'end-of-data',
};

/** Profit of a position so far in USD, after fees: what was sold for less what was paid. */
export function realisedOf({ bought, sold }: Standing, feeRate: number): number {
  return usdOf(sold.paid) * (1 - feeRate) - usdOf(bought.paid);
}

/** Records the trade, if there was one, and lets the position go. */
export function finish(desk: Desk, position: RealPosition): void {
  const { journal, feeRate } = desk.settings;
  const standing = desk.standing(position);
  journal.atomically(() => {
    desk.positions = desk.positions.filter((other) => other !== position);
    desk.book.realised += realisedOf(standing, feeRate);
    desk.keep();
    if (standing.sold.quantity > 0n) recordTrade(desk, tradeOf(position, standing, feeRate));
  });
  const open = new Set(desk.positions.map(({ entry }) => entry.signalTime));
  const old = desk.orders.all().filter((order) => isFinal(order) && !open.has(order.signalTime));
  desk.orders.forget(old.filter(({ intendedAt }) => intendedAt < desk.now() - DAY).map(({ clientId }) => clientId));
}

function recordTrade(desk: Desk, trade: PaperTrade): void {
  desk.settings.journal.trade(trade);
  const { quantity, entryPrice, exitPrice, exitReason, pnl } = trade;
  const what = `sold ${quantity} BTC bought at ${entryPrice.toFixed(2)} for ${exitPrice.toFixed(2)}`;
  desk.say('position-closed', 'info', `${what}: ${exitReason}, ${pnl.toFixed(2)} USD after fees`);
}

/** Gives up BTC that cannot be sold, for want of it or of size. */
export function giveUp(desk: Desk, position: RealPosition, quantity: Units, name: string, why: string): void {
  position.lost = unitsText(parseUnits(position.lost) + quantity);
  desk.keep();
  const of = `the position of ${isoTime(position.entry.signalTime)}`;
  desk.say(name, name === 'dust-left' ? 'info' : 'error', `${unitsText(quantity)} BTC of ${of} given up: ${why}`);
}

function tradeOf(position: RealPosition, standing: Standing, feeRate: number): PaperTrade {
  const { entry, openTime } = position;
  const row = position.row ?? [];
  const [entryPrice, exitPrice] = [averageOf(standing.bought), averageOf(standing.sold)];
  const quantity = numberOf(standing.net);
  const { distance } = entry;
  const exitMarket = exitMarketOf(position, standing);
  const pnl = realisedOf(standing, feeRate);
  return {
    direction: 'long',
    ...timesOf(position, standing),
    entryTime: openTime,
    entryPrice,
    exitPrice,
    entryMarket: entry.close,
    exitMarket,
    stop: entryPrice - distance,
    target: numberIn(row, Field.Target),
    lastStop: numberIn(row, Field.Stop),
    distance,
    quantity,
    pnl,
    fees: feesOf(standing, feeRate),
    slippageCost: (Math.abs(entryPrice - entry.close) + Math.abs(exitPrice - exitMarket)) * quantity,
    rMultiple: pnl / (distance * quantity),
    mae: (Math.min(numberIn(row, Field.Worst), exitPrice, entryPrice) - entryPrice) / distance,
    mfe: (Math.max(numberIn(row, Field.Best), exitPrice, entryPrice) - entryPrice) / distance,
    exitReason: exitReasonOf(position, standing),
    // Real fills leave nothing to a convention.
    ambiguous: false,
    touchesFilledBar: position.touchesEmptyBar,
    ...marksOf(entry),
    htfFlag: position.trendAgreed,
    broker: 'alpaca',
  };
}

/** Bars are counted on from the signal's by the clock. */
function timesOf({ entry, openTime }: RealPosition, { sold }: Standing) {
  const exitTime = Math.max(bucketStart(sold.at, MINUTE), openTime);
  const signalBar = entry.marks?.signalBar ?? 0;
  const exitBar = signalBar + 1 + Math.floor((exitTime - openTime) / BASE_STEP);
  return { signalBar, entryBar: signalBar + 1, exitBar, exitTime };
}

/** In USD: what was taken of the BTC bought, at its price, and of the USD received. */
function feesOf({ bought, sold, net }: Standing, feeRate: number): number {
  return numberOf(bought.quantity - net) * averageOf(bought) + usdOf(sold.paid) * feeRate;
}

function marksOf({ marks, confidence }: EntryOrder) {
  return {
    equityAtSignal: marks?.equityAtSignal ?? 0,
    committedAtSignal: marks?.committedAtSignal ?? 0,
    uptrend1h: marks?.uptrend1h ?? null,
    momentum15m: marks?.momentum15m ?? null,
    volCross: marks?.volCross ?? null,
    gapStrength: marks?.gapStrength ?? null,
    vpProximity: marks?.vpProximity ?? null,
    confidence,
  };
}

/** Filled by what rested at the broker it is the stop; sold at the market it is why we sold. */
function exitReasonOf({ exit, row }: RealPosition, { soldAtMarket }: Standing): ExitReason {
  if (exit && exit.wish !== 'stop' && soldAtMarket.quantity > 0n) return REASON_OF[exit.wish];
  return row?.[Field.Moved] === 1 ? 'trailing' : 'stop';
}

function exitMarketOf({ exit, row }: RealPosition, { soldAtMarket }: Standing): number {
  return exit && soldAtMarket.quantity > 0n ? exit.market : (row?.[Field.Stop] ?? Number.NaN);
}
