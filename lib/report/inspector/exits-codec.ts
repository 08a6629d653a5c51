import { EXIT_REASONS } from '../../backtest/ledger.js';
import type { IntegerReader, IntegerWriter } from '../long-chart/integers.js';
import { readChoices, readNumbers, readTimes, writeChoices, writeNumbers, writeTimes } from './columns.js';
import type { OrderExit } from './inspection.js';

/** How an order's exit is kept: not taken, where the run's own left, or elsewhere. */
const KINDS = ['none', 'same', 'other'] as const;

/** Decimals kept of P&L, market prices and fills. */
export type ExitsHead = readonly [pnl: number, market: number, price: number];

/** Writes the exits of one order against the run's own; most are the same but for the size, and so the P&L. */
export function encodeExits(
  exits: readonly (OrderExit | null)[],
  own: readonly OrderExit[],
  out: IntegerWriter,
): ExitsHead {
  const kinds = exits.map((exit, k) => (exit ? (isSame(exit, own[k]) ? 'same' : 'other') : 'none'));
  writeChoices(kinds, KINDS, out);
  const others = exits.flatMap((exit, k) => (exit && kinds[k] === 'other' ? [{ exit, own: own[k] }] : []));
  writeTimes(
    others.map(({ exit }) => exit.exitTime),
    others.map((other) => other.own.exitTime),
    out,
  );
  writeChoices(
    others.map(({ exit }) => exit.exitReason),
    EXIT_REASONS,
    out,
  );
  const pnl = exits.flatMap((exit, k) => (exit ? [exit.pnl - own[k].pnl] : []));
  const numbers = (values: number[], decimals: number) => writeNumbers(values, decimals, out);
  return [
    numbers(pnl, 4),
    numbers(
      others.map(({ exit }) => exit.exitMarket),
      2,
    ),
    numbers(
      others.map(({ exit }) => exit.exitPrice),
      2,
    ),
  ];
}

export function decodeExits(
  [pnlDecimals, marketDecimals, priceDecimals]: ExitsHead,
  own: readonly OrderExit[],
  from: IntegerReader,
): (OrderExit | null)[] {
  const kinds = readChoices(KINDS, from);
  const places = kinds.flatMap((kind, k) => (kind === 'other' ? [k] : []));
  const times = readTimes(
    places.map((k) => own[k].exitTime),
    from,
  );
  const reasons = readChoices(EXIT_REASONS, from);
  const pnl = readNumbers(kinds.filter((kind) => kind !== 'none').length, pnlDecimals, from);
  const markets = readNumbers(places.length, marketDecimals, from);
  const prices = readNumbers(places.length, priceDecimals, from);
  let [taken, other] = [0, 0];
  return kinds.map((kind, k) => {
    if (kind === 'none') return null;
    const result = own[k].pnl + Number(pnl[taken++]);
    if (kind === 'same') return { ...own[k], pnl: result };
    const n = other++;
    return {
      exitTime: times[n],
      exitMarket: Number(markets[n]),
      exitPrice: Number(prices[n]),
      exitReason: reasons[n],
      pnl: result,
    };
  });
}

function isSame(exit: OrderExit, own: OrderExit): boolean {
  return (
    exit.exitTime === own.exitTime &&
    exit.exitReason === own.exitReason &&
    exit.exitMarket === own.exitMarket &&
    exit.exitPrice === own.exitPrice
  );
}
