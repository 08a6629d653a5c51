import { SECOND } from '../../core/time.js';
import type { Clock } from '../../data/clock.js';

export interface ServerTimeOptions {
  readonly clock: Clock;
  /** Ms from anywhere, never set back: what the machine's clock is held against. */
  readonly monotonic: () => number;
  /** Ms that the machine's clock may differ from the server's, or jump; beyond that nothing new is traded. */
  readonly tolerance: number;
  /** Told when the clock is found wrong, in one sentence. */
  readonly onSkew: (detail: string) => void;
}

/** An answer that took longer says too little of the time, ms. */
const LONGEST_CALL = 10 * SECOND;

/**
 * The server's time. The machine's clock is used while it agrees with the `Date` headers of the server's answers within the
 * tolerance; beyond it the difference is added, so that a wrong clock cannot close a bar early. A clock that jumps against
 * the monotonic one (set, or the machine slept) is in doubt until the server's time is measured again.
 */
export class ServerTime {
  private correction = 0;
  private skewed = false;
  private lastWall: number;
  private lastMonotonic: number;
  private measured = false;

  constructor(private readonly options: ServerTimeOptions) {
    this.lastWall = options.clock.now();
    this.lastMonotonic = options.monotonic();
  }

  /** Ms UTC, by the server as far as it is known. */
  now(): number {
    return this.options.clock.now() + this.correction;
  }

  /** The clock disagrees with the server, or jumped and was not measured since. */
  get inDoubt(): boolean {
    return this.skewed;
  }

  /** An answer of the server is needed to know the time. */
  get needsAnswer(): boolean {
    return !this.measured;
  }

  /** Takes the `Date` header of an answer, and the machine's time before and after the call. */
  measure(date: string | null, askedAt: number, answeredAt: number): void {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server)) return;
    // The header is cut to the whole second, and was written at some time during the call.
    const skew = server + SECOND / 2 - (askedAt + answeredAt) / 2;
    const took = answeredAt - askedAt;
    // The clock may have been set meanwhile: such an answer proves nothing.
    if (!(took >= 0 && took <= LONGEST_CALL)) return;
    const slack = SECOND / 2 + took / 2;
    const before = this.correction;
    const { tolerance } = this.options;
    const agrees = Math.abs(skew) <= tolerance + slack;
    this.measured = true;
    if (agrees) {
      this.correction = 0;
      this.skewed = false;
      return;
    }
    const isNews = !this.skewed || Math.abs(skew - before) > tolerance + slack;
    this.correction = skew;
    this.skewed = true;
    if (isNews) this.options.onSkew(`this machine's clock is ${seconds(-skew)} against the server's; correct it`);
  }

  /** Asks for a new measurement: something came that does not fit the clock. */
  doubt(): void {
    this.measured = false;
  }

  /** Compares the clocks since the last call. Returns the jump in ms (positive: forward), 0 when there was none. */
  check(): number {
    const wall = this.options.clock.now();
    const monotonic = this.options.monotonic();
    const jump = wall - this.lastWall - (monotonic - this.lastMonotonic);
    this.lastWall = wall;
    this.lastMonotonic = monotonic;
    if (Math.abs(jump) <= this.options.tolerance) return 0;
    this.correction = 0;
    this.skewed = true;
    this.measured = false;
    this.options.onSkew(`this machine's clock jumped by ${seconds(jump)}: it was set, or the machine slept`);
    return jump;
  }
}

function seconds(ms: number): string {
  return `${ms > 0 ? '+' : ''}${(ms / SECOND).toFixed(1)} s`;
}
