import { Seen } from './intrabar.js';
import { Ledger } from './ledger.js';
import type { Rules } from './rules.js';

/** Places in the account's numbers. */
// biome-ignore lint/suspicious/noConstEnum: the compiler writes the numbers in; see ledger.ts.
const enum Slot {
  Balance,
  Equity,
  Peak,
  Bar,
  Open,
  Ordered,
  LastEntryBar,
  HaltedAt,
  ExposedBars,
  BarsWithoutMinutes,
  OrderSide,
  OrderQuantity,
  OrderDistance,
  OrderSignalBar,
  OrderRefusal,
  OrderEquity,
  OrderCommitted,
  Count,
}

/**
 * Everything the engine carries from one bar to the next: numbers in one array (fields of an object would be boxed anew
 * at each write), the rows of open positions, and the ledger. It can be copied, stored and resumed.
 */
export class Account {
  readonly numbers: Float64Array = new Float64Array(Slot.Count);
  /** Where the rows of the open positions start in the ledger, in order of entry; the first `open` count. */
  readonly positions: Int32Array;
  readonly ledger: Ledger;
  /** Scratch: the bar as the position at hand sees it. */
  readonly seen: Float64Array = new Float64Array(Seen.Count);

  constructor(rules: Rules, ledger = new Ledger(64)) {
    this.positions = new Int32Array(rules.max_positions);
    this.ledger = ledger;
    this.balance = rules.initial;
    this.equity = rules.initial;
    this.peak = rules.initial;
    this.lastEntryBar = Number.NEGATIVE_INFINITY;
    this.haltedAt = -1;
  }

  get halted(): boolean {
    return this.haltedAt >= 0;
  }

  /** Realised cash, USD: initial plus closed profit, less fees paid on open positions. */
  get balance(): number {
    return this.numbers[Slot.Balance];
  }

  set balance(value: number) {
    this.numbers[Slot.Balance] = value;
  }

  /** Cash plus positions marked at the last close, USD. */
  get equity(): number {
    return this.numbers[Slot.Equity];
  }

  set equity(value: number) {
    this.numbers[Slot.Equity] = value;
  }

  /** Running peak of equity at closes, the initial included. */
  get peak(): number {
    return this.numbers[Slot.Peak];
  }

  set peak(value: number) {
    this.numbers[Slot.Peak] = value;
  }

  /** Bars processed so far; the number of the bar to come. */
  get bar(): number {
    return this.numbers[Slot.Bar];
  }

  set bar(value: number) {
    this.numbers[Slot.Bar] = value;
  }

  /** Open positions. */
  get open(): number {
    return this.numbers[Slot.Open];
  }

  set open(value: number) {
    this.numbers[Slot.Open] = value;
  }

  /** Open positions ordered out at the next open. */
  get ordered(): number {
    return this.numbers[Slot.Ordered];
  }

  set ordered(value: number) {
    this.numbers[Slot.Ordered] = value;
  }

  /** Bar of the newest entry; -Infinity before the first. */
  get lastEntryBar(): number {
    return this.numbers[Slot.LastEntryBar];
  }

  set lastEntryBar(value: number) {
    this.numbers[Slot.LastEntryBar] = value;
  }

  /** Bar whose close halted trading for good; -1 while trading. */
  get haltedAt(): number {
    return this.numbers[Slot.HaltedAt];
  }

  set haltedAt(value: number) {
    this.numbers[Slot.HaltedAt] = value;
  }

  /** Bars with a position open at any moment. */
  get exposedBars(): number {
    return this.numbers[Slot.ExposedBars];
  }

  set exposedBars(value: number) {
    this.numbers[Slot.ExposedBars] = value;
  }

  /** Bars resolved without the minutes that the finer order wants. */
  get barsWithoutMinutes(): number {
    return this.numbers[Slot.BarsWithoutMinutes];
  }

  set barsWithoutMinutes(value: number) {
    this.numbers[Slot.BarsWithoutMinutes] = value;
  }

  /** A signal waiting for the next open, sized at the close that gave it: 1 long, -1 short, 0 no order. */
  get orderSide(): number {
    return this.numbers[Slot.OrderSide];
  }

  set orderSide(value: number) {
    this.numbers[Slot.OrderSide] = value;
  }

  /** BTC. */
  get orderQuantity(): number {
    return this.numbers[Slot.OrderQuantity];
  }

  set orderQuantity(value: number) {
    this.numbers[Slot.OrderQuantity] = value;
  }

  /** Stop distance, USD. */
  get orderDistance(): number {
    return this.numbers[Slot.OrderDistance];
  }

  set orderDistance(value: number) {
    this.numbers[Slot.OrderDistance] = value;
  }

  /** Bar of the signal. */
  get orderSignalBar(): number {
    return this.numbers[Slot.OrderSignalBar];
  }

  set orderSignalBar(value: number) {
    this.numbers[Slot.OrderSignalBar] = value;
  }

  /** Refusal already certain at the close (min-stop, min-notional), or 0. */
  get orderRefusal(): number {
    return this.numbers[Slot.OrderRefusal];
  }

  set orderRefusal(value: number) {
    this.numbers[Slot.OrderRefusal] = value;
  }

  /** Equity and notional of open positions at the close, USD. */
  get orderEquity(): number {
    return this.numbers[Slot.OrderEquity];
  }

  set orderEquity(value: number) {
    this.numbers[Slot.OrderEquity] = value;
  }

  get orderCommitted(): number {
    return this.numbers[Slot.OrderCommitted];
  }

  set orderCommitted(value: number) {
    this.numbers[Slot.OrderCommitted] = value;
  }
}
