/** Two values of a series are equal when they differ by no more: prices in USD, volumes in BTC, ratios as they are. */
export const PARITY_TOLERANCE = 1e-6;

/** How a series of a script compares with the library's column, over the bars they were compared on. */
export interface SeriesParity {
  readonly name: string;
  /** Bars on which both have a value. */
  readonly compared: number;
  /** Bars on which only one of them has one. */
  readonly unmatched: number;
  /** Largest absolute difference, and the bar of it; 0 and -1 where nothing was compared. */
  readonly largest: number;
  readonly at: number;
  /** Largest difference that is still equal. */
  readonly tolerance: number;
  /** First bar that differs by more than the tolerance or has only one value; -1 for none. */
  readonly firstBreak: number;
}

/** Compares two series bar by bar, NaN with NaN; only on bars where `where` is set, if it is given. */
export function compareSeries(
  name: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  where?: ArrayLike<number>,
  tolerance = PARITY_TOLERANCE,
): SeriesParity {
  if (ours.length !== theirs.length) {
    throw new Error(`compareSeries: ${name} must have ${ours.length} values on both sides, got ${theirs.length}`);
  }
  let [compared, unmatched, largest, at, firstBreak] = [0, 0, 0, -1, -1];
  for (let i = 0; i < ours.length; i++) {
    if (where && !where[i]) continue;
    const [known, seen] = [!Number.isNaN(ours[i]), !Number.isNaN(theirs[i])];
    if (!known && !seen) continue;
    const difference = Math.abs(ours[i] - theirs[i]);
    if (known !== seen) unmatched++;
    else compared++;
    if (difference > largest) [largest, at] = [difference, i];
    if (firstBreak < 0 && (known !== seen || difference > tolerance)) firstBreak = i;
  }
  return { name, compared, unmatched, largest, at, tolerance, firstBreak };
}

/** A closed trade as far as two engines can be compared. Prices in USD without slippage, times in ms UTC. */
export interface PlainTrade {
  readonly direction: 'long' | 'short';
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly quantity: number;
  /** Why it was left, by whatever name its engine has for it. */
  readonly reason: string;
}

/** One trade that both have. */
export interface TradePair {
  readonly ours: PlainTrade;
  readonly theirs: PlainTrade;
  /** Theirs less ours, USD. */
  readonly entryDifference: number;
  readonly exitDifference: number;
  /** Theirs over ours, less 1. */
  readonly quantityDifference: number;
  readonly sameExitBar: boolean;
}

export interface TradeParity {
  readonly pairs: readonly TradePair[];
  readonly onlyOurs: readonly PlainTrade[];
  readonly onlyTheirs: readonly PlainTrade[];
}

/** Pairs trades by direction and entry time, each at most once. */
export function compareTrades(ours: readonly PlainTrade[], theirs: readonly PlainTrade[]): TradeParity {
  const key = ({ direction, entryTime }: PlainTrade) => `${direction} ${entryTime}`;
  const waiting = new Map<string, PlainTrade[]>();
  for (const trade of theirs) waiting.set(key(trade), [...(waiting.get(key(trade)) ?? []), trade]);
  const pairs: TradePair[] = [];
  const onlyOurs: PlainTrade[] = [];
  for (const trade of ours) {
    const match = waiting.get(key(trade))?.shift();
    if (match) pairs.push(pairOf(trade, match));
    else onlyOurs.push(trade);
  }
  return { pairs, onlyOurs, onlyTheirs: [...waiting.values()].flat() };
}

function pairOf(ours: PlainTrade, theirs: PlainTrade): TradePair {
  return {
    ours,
    theirs,
    entryDifference: theirs.entryPrice - ours.entryPrice,
    exitDifference: theirs.exitPrice - ours.exitPrice,
    quantityDifference: theirs.quantity / ours.quantity - 1,
    sameExitBar: theirs.exitTime === ours.exitTime,
  };
}

/** Bars of signals, longs as they are and shorts as -1 - bar; each list ascends by bar. */
export interface SignalParity {
  readonly both: readonly number[];
  readonly onlyOurs: readonly number[];
  readonly onlyTheirs: readonly number[];
}

/** What a script says against what the library says, on the same bars. */
export interface ScriptParity {
  readonly bars: number;
  readonly series: readonly SeriesParity[];
  readonly signals: SignalParity;
}

/** As `ScriptParity`, with the trades of the strategy on the path of the broker emulator. */
export interface StrategyParity extends ScriptParity {
  readonly trades: TradeParity;
  /** Trades that the library closes at the end of the data and the script still holds; -1 where their numbers differ. */
  readonly leftOpen: number;
  /** Pairs that differ by more than the bracket's approximations explain: a tick, and slippage of the jump at the open. */
  readonly unexplained: number;
}

/** Both scripts, held against the library. */
export interface PineParity {
  readonly indicator: ScriptParity;
  readonly strategy: StrategyParity;
}

/** True when every series, signal and trade agrees. */
export function agrees(parity: ScriptParity | StrategyParity): boolean {
  const same = parity.series.every(({ firstBreak }) => firstBreak < 0);
  const signals = parity.signals.onlyOurs.length === 0 && parity.signals.onlyTheirs.length === 0;
  return same && signals && (!('trades' in parity) || tradesAgree(parity));
}

function tradesAgree({ trades, leftOpen, unexplained }: StrategyParity): boolean {
  return leftOpen >= 0 && unexplained === 0 && trades.onlyOurs.length === 0 && trades.onlyTheirs.length === 0;
}
