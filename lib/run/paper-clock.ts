import { type Clock, machineClock } from '../data/clock.js';
import { BROKER_TIMING, type BrokerTiming } from '../paper/broker/settings.js';
import type { AlpacaUrls } from './paper-secrets.js';

/** The time that a paper trading process lives by. */
export interface ProcessClock extends Clock {
  /** Ms from anywhere, never set back, as fast as `now`. */
  monotonic(): number;
  /** Ms of this clock that pass in one real one: 1, but for a test that has a day pass in minutes. */
  readonly pace: number;
}

const VARIABLE = 'MTF_TEST_CLOCK';
/** Real waits that are scaled are never shorter, ms: a machine takes its time whatever the test's clock says. */
const LEAST_WAIT = 250;

/**
 * The machine's clock. A test may have time pass faster, with `MTF_TEST_CLOCK=<ms UTC it begins with>,<ms UTC of the machine
 * then>,<pace>`: accepted only where every Alpaca host is a server on this machine, so that nothing real is traded by it.
 */
export function processClock(given: string | undefined, urls: AlpacaUrls): ProcessClock {
  if (!given) return { ...machineClock(Date.now), monotonic: () => performance.now(), pace: 1 };
  if (!urls.history || !urls.stream || !urls.trading) {
    throw new Error(`processClock: ${VARIABLE} must come with test servers for history, stream and trading, got none`);
  }
  const [start = Number.NaN, machine = Number.NaN, pace = Number.NaN] = given.split(',').map(Number);
  if (!Number.isFinite(start) || !Number.isFinite(machine) || !(pace >= 1 && pace <= 10_000)) {
    throw new Error(`processClock: ${VARIABLE} must be "<ms>,<ms>,<pace from 1 to 10000>", got ${given}`);
  }
  return pacedClock(start, machine, pace);
}

/** A clock that says `start` until the machine's says `machine`, both ms UTC, and runs `pace` times as fast from then on. */
export function pacedClock(start: number, machine: number, pace: number): ProcessClock {
  const real = machineClock(Date.now);
  // Of the monotonic time, so that both clocks tell the same and no real jitter becomes a jump.
  const passed = () => Math.max(0, performance.timeOrigin + performance.now() - machine) * pace;
  return {
    now: () => Math.round(start + passed()),
    sleep: (milliseconds, stop) => real.sleep(milliseconds / pace, stop),
    monotonic: passed,
    pace,
  };
}

/** Real ms for a wait of `milliseconds` by a clock of this pace. */
export function realWait(milliseconds: number, { pace }: ProcessClock): number {
  return pace === 1 ? milliseconds : Math.max(LEAST_WAIT, milliseconds / pace);
}

/** The waits of the broker that sockets keep by themselves, in real ms; all others go by the clock. */
export function brokerTiming(clock: ProcessClock): Pick<BrokerTiming, 'timeout' | 'stream'> {
  const { timeout, stream } = BROKER_TIMING;
  const { ping, pong, firstReconnect, longestReconnect } = stream;
  return {
    timeout: realWait(timeout, clock),
    stream: {
      ping: realWait(ping, clock),
      pong: realWait(pong, clock),
      firstReconnect: firstReconnect / clock.pace,
      longestReconnect: longestReconnect / clock.pace,
    },
  };
}
