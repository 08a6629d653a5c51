import type { FillOrder } from '../../backtest/intrabar.js';
import { EXIT_REASONS } from '../../backtest/ledger.js';
import { SECOND } from '../../core/time.js';
import type { GapZone } from '../figures/shown-trade.js';
import { framed, unframed } from '../long-chart/framing.js';
import { type IntegerReader, type IntegerWriter, integerReader, integerWriter } from '../long-chart/integers.js';
import { readChoices, readNumbers, readTimes, writeChoices, writeNumbers, writeTimes } from './columns.js';
import { decodeExits, type ExitsHead, encodeExits } from './exits-codec.js';
import type { Inspection, Inspections } from './inspection.js';
import { decodeWords, encodeWords, type WordsHead } from './words-codec.js';

/** Decimals kept of each number. R has so many that its rounding to two is that of the number itself. */
const DECIMALS = {
  entryPrice: 2,
  exitPrice: 2,
  entryMarket: 2,
  exitMarket: 2,
  stop: 2,
  target: 2,
  lastStop: 2,
  pnl: 4,
  rMultiple: 6,
  costR: 6,
  mae: 4,
  mfe: 4,
  vpProximity: 4,
  confidence: 4,
} as const;
type NumberName = keyof typeof DECIMALS;
const NUMBERS = Object.keys(DECIMALS) as NumberName[];
const FLAGS = ['uptrend1h', 'momentum15m', 'volCross', 'ambiguous'] as const;
const ANSWERS = [null, false, true] as const;
const SIDES = ['short', 'long'] as const;
const GAP_SIDES = [0, 1, -1] as const;

/** What is kept as JSON before the numbers. */
interface Head {
  readonly order: FillOrder;
  readonly orders: readonly FillOrder[];
  /** Decimals kept, in the order of `DECIMALS`. */
  readonly decimals: readonly number[];
  readonly gap: readonly [bottom: number, top: number, strength: number];
  readonly exits: readonly ExitsHead[];
  readonly words: WordsHead;
}

/** The inspections as bytes, to be compressed: by column, and what trades share once. */
export function encodeInspectionBytes({ order, orders, trades }: Inspections): Uint8Array {
  const out = integerWriter();
  const entryTimes = trades.map(({ entryTime }) => entryTime);
  out.unsigned(entryTimes.map((time, k) => (time - (entryTimes[k - 1] ?? 0)) / SECOND));
  for (const time of ['signalTime', 'exitTime'] as const)
    writeTimes(
      trades.map((trade) => trade[time]),
      entryTimes,
      out,
    );
  writeChoices(
    trades.map(({ direction }) => direction),
    SIDES,
    out,
  );
  writeChoices(
    trades.map(({ exitReason }) => exitReason),
    EXIT_REASONS,
    out,
  );
  for (const flag of FLAGS)
    writeChoices<boolean | null>(
      trades.map((trade) => trade[flag]),
      ANSWERS,
      out,
    );
  const decimals = NUMBERS.map((name) =>
    writeNumbers(
      trades.map((trade) => trade[name]),
      DECIMALS[name],
      out,
    ),
  );
  const head: Head = {
    order,
    orders,
    decimals,
    gap: encodeGapZones(trades, out),
    exits: orders.map((_, k) =>
      encodeExits(
        trades.map(({ exits }) => exits[k]),
        trades,
        out,
      ),
    ),
    words: encodeWords(
      trades.map(({ words }) => words),
      entryTimes,
      out,
    ),
  };
  return framed(head, out.bytes());
}

export function decodeInspectionBytes(bytes: Uint8Array): Inspections {
  const { head, numbers } = unframed<Head>(bytes);
  const from = integerReader(numbers);
  let last = 0;
  const entryTimes = Array.from(from.unsigned(), (seconds) => {
    last += SECOND * seconds;
    return last;
  });
  const signalTimes = readTimes(entryTimes, from);
  const exitTimes = readTimes(entryTimes, from);
  const directions = readChoices(SIDES, from);
  const reasons = readChoices(EXIT_REASONS, from);
  const flags = FLAGS.map(() => readChoices<boolean | null>(ANSWERS, from));
  const columns = head.decimals.map((decimals) => readNumbers(entryTimes.length, decimals, from));
  const gaps = decodeGapZones(head.gap, entryTimes, from);
  const rows = entryTimes.map((entryTime, k): Omit<Inspection, 'exits' | 'words'> => {
    const numbersOf = Object.fromEntries(NUMBERS.map((name, n) => [name, columns[n][k]]));
    return {
      ...(numbersOf as Pick<Inspection, NumberName>),
      ...(Object.fromEntries(FLAGS.map((flag, n) => [flag, flags[n][k]])) as Pick<Inspection, (typeof FLAGS)[number]>),
      direction: directions[k],
      signalTime: signalTimes[k],
      entryTime,
      exitTime: exitTimes[k],
      exitReason: reasons[k],
      gap: gaps[k],
    };
  });
  const own = rows.map(({ exitTime, exitMarket, exitPrice, exitReason, pnl }) => ({
    exitTime,
    exitMarket,
    exitPrice,
    exitReason,
    pnl,
  }));
  const exits = head.exits.map((one) => decodeExits(one, own, from));
  const words = decodeWords(head.words, entryTimes, from);
  const trades = rows.map((row, k) => ({
    ...row,
    exits: exits.map((one) => one[k]),
    get words() {
      return words(k);
    },
  }));
  return { order: head.order, orders: head.orders, trades };
}

function encodeGapZones(trades: readonly Inspection[], out: IntegerWriter): Head['gap'] {
  const found = trades.flatMap(({ gap, entryTime }) => (gap ? [{ gap, entryTime }] : []));
  writeChoices<number>(
    trades.map(({ gap }) => gap?.side ?? 0),
    GAP_SIDES,
    out,
  );
  writeTimes(
    found.map(({ gap }) => gap.from),
    found.map(({ entryTime }) => entryTime),
    out,
  );
  const numbers = (value: (gap: GapZone) => number) =>
    writeNumbers(
      found.map(({ gap }) => value(gap)),
      2,
      out,
    );
  return [numbers(({ bottom }) => bottom), numbers(({ top }) => top), numbers(({ strength }) => strength)];
}

function decodeGapZones(decimals: Head['gap'], entryTimes: readonly number[], from: IntegerReader): (GapZone | null)[] {
  const sides = readChoices(GAP_SIDES, from);
  const times = readTimes(
    entryTimes.filter((_, k) => sides[k] !== 0),
    from,
  );
  const [bottom, top, strength] = decimals.map((one) => readNumbers(times.length, one, from));
  let next = 0;
  return sides.map((side) => {
    if (side === 0) return null;
    const k = next++;
    return { side, bottom: Number(bottom[k]), top: Number(top[k]), strength: Number(strength[k]), from: times[k] };
  });
}
