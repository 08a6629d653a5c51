import type { Random } from '../../core/random.js';
import { MINUTE, SECOND } from '../../core/time.js';
import type { AlpacaKeys } from '../../data/alpaca-failure.js';
import type { Clock } from '../../data/clock.js';
import type { BacktestParameters } from '../../strategy/backtest-parameters.js';
import type { OrderJournal } from '../order-journal.js';
import { PAPER_URL } from './paper-account.js';
import type { StreamTiming } from './update-stream.js';

/** The parameters of the backtest that a real account obeys too. */
export type BrokerRules = Pick<
  BacktestParameters,
  | 'initial'
  | 'tp_rr'
  | 'trail_start_r'
  | 'trail_gap_r'
  | 'htf_reversal'
  | 'max_positions'
  | 'max_drawdown_halt'
  | 'min_notional'
>;

/** How long things may take, ms. */
export interface BrokerTiming {
  /** One call. */
  readonly timeout: number;
  /** Between two looks at an order that should be filled by now. */
  readonly poll: number;
  /** For a market order to be filled, or a cancelled one to be gone; then later calls go on. */
  readonly patience: number;
  /** For the rest of an entry that is filled in part: no stop can rest at the broker while a purchase is open. */
  readonly partialPatience: number;
  /** For a touched stop to be filled by itself before it is cancelled and sold at the market. */
  readonly stopGrace: number;
  /** After the open it was meant for, an entry that is not at the broker yet is not sent any more. */
  readonly entryDeadline: number;
  /** From a call that nobody answered to the next attempt at what is left to do. */
  readonly tryAgain: number;
  /** For everything to be closed before an end that was asked for; what is open then stays so, protected at the broker. */
  readonly closePatience: number;
  /** Between two comparisons with the broker. */
  readonly syncEvery: number;
  /** Between two looks at all orders of a day and not only at open ones. */
  readonly deepSyncEvery: number;
  readonly stream: StreamTiming;
}

export const BROKER_TIMING: BrokerTiming = {
  timeout: 10 * SECOND,
  poll: 250,
  patience: 10 * SECOND,
  partialPatience: 3 * SECOND,
  stopGrace: 3 * SECOND,
  entryDeadline: MINUTE,
  tryAgain: 5 * SECOND,
  closePatience: 90 * SECOND,
  syncEvery: 45 * SECOND,
  deepSyncEvery: 10 * MINUTE,
  stream: { ping: 10 * SECOND, pong: 5 * SECOND, firstReconnect: SECOND, longestReconnect: 64 * SECOND },
};

export interface AlpacaBrokerOptions {
  /** Of a paper account. */
  readonly keys: AlpacaKeys;
  /** Alpaca's paper host when absent; else a test server on this machine. */
  readonly url?: string;
  readonly journal: OrderJournal;
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  /** `initial` is the capital allotted to this book, whatever else the account holds. */
  readonly rules: BrokerRules;
  /** Alpaca has no short sales of crypto: a bear entry is skipped, or left to the model's own ledger. No order in either case. */
  readonly shorts: 'skip' | 'simulate';
  /** Taken from what is received, a fraction; used where it cannot be measured. 0.0025. */
  readonly feeRate?: number;
  /** How far below its stop the limit of a protective order lies, a fraction of the price. 0.01. */
  readonly limitOffset?: number;
  /** First part of every client order id; two books on one account need two. `mtf`. */
  readonly label?: string;
  readonly timing?: Partial<BrokerTiming>;
  /** Told once when the drawdown of the real book closes everything. */
  readonly onEmergency?: (detail: string) => void;
}

export interface BrokerSettings extends Required<Omit<AlpacaBrokerOptions, 'timing' | 'onEmergency'>> {
  readonly timing: BrokerTiming;
  readonly onEmergency: (detail: string) => void;
}

export function settingsOf(options: AlpacaBrokerOptions): BrokerSettings {
  const { timing, onEmergency, ...given } = options;
  const settings = { url: PAPER_URL, feeRate: 0.0025, limitOffset: 0.01, label: 'mtf', ...given };
  checkShare('feeRate', settings.feeRate, 0);
  checkShare('limitOffset', settings.limitOffset, 1e-6);
  if (!/^[a-z][a-z0-9]{0,15}$/.test(settings.label)) {
    throw new Error(`alpacaBroker: label must be up to 16 small letters and digits, got ${settings.label}`);
  }
  return { ...settings, timing: { ...BROKER_TIMING, ...timing }, onEmergency: onEmergency ?? (() => undefined) };
}

function checkShare(name: string, value: number, smallest: number): void {
  if (value >= smallest && value <= 0.1) return;
  throw new Error(`alpacaBroker: ${name} must be a fraction from ${smallest} to 0.1, got ${value}`);
}
