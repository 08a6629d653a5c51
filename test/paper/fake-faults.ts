// What goes wrong between a client and the fake trading server: asked for one by one, every n-th time, or by chance.

import { type Random, seededRandom } from '../../lib/core/random.js';

export type FaultKind = 'status' | 'time-out' | 'reset' | 'html' | 'cut-body';

export interface Fault {
  readonly kind: FaultKind;
  /** Done and then not answered well, or not done at all; `before` when absent. */
  readonly when?: 'before' | 'after';
  readonly status?: number;
  readonly retryAfter?: string;
}

export interface PlannedFault extends Fault {
  /** Only requests whose `METHOD /path` begins with this. */
  readonly match?: string;
  /** How many of them; 1. */
  readonly times?: number;
  /** How many matching requests pass before. */
  readonly after?: number;
}

export interface FaultOptions {
  readonly seed?: number;
  /** Share of requests that meet a fault by chance. */
  readonly share?: number;
  /** A 500 on each n-th request. */
  readonly everyNth?: number;
}

interface Pending {
  readonly fault: PlannedFault;
  skip: number;
  left: number;
}

export class Faults {
  options: FaultOptions;
  /** Hears of every fault that is met. */
  onFault: (fault: Fault) => void = () => undefined;
  private readonly random: Random;
  private readonly planned: Pending[] = [];
  private count = 0;

  constructor(options: FaultOptions = {}) {
    this.options = options;
    this.random = seededRandom(options.seed ?? 1);
  }

  plan(...faults: readonly PlannedFault[]): void {
    for (const fault of faults) this.planned.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** Nothing planned goes wrong any more. */
  clear(): void {
    this.planned.length = 0;
  }

  /** Whether faults for requests that begin like this are still to come. */
  isPlanned(match: string): boolean {
    return this.planned.some(({ fault, left }) => left > 0 && (fault.match ?? '').startsWith(match));
  }

  /** The fault this request meets, if any. */
  next(method: string, path: string): Fault | undefined {
    const fault = this.choose(method, path);
    if (fault) this.onFault(fault);
    return fault;
  }

  private choose(method: string, path: string): Fault | undefined {
    this.count++;
    const { everyNth, share = 0 } = this.options;
    if (everyNth !== undefined && this.count % everyNth === 0) return { kind: 'status', status: 500 };
    for (const pending of this.planned) {
      if (pending.left === 0 || !`${method} ${path}`.startsWith(pending.fault.match ?? '')) continue;
      if (pending.skip-- > 0) continue;
      pending.left--;
      return pending.fault;
    }
    return this.random() < share ? this.byChance() : undefined;
  }

  private byChance(): Fault {
    const when = this.random() < 0.5 ? 'before' : 'after';
    const kinds: readonly Fault[] = [
      { kind: 'status', status: 500, when },
      { kind: 'status', status: 503, when },
      { kind: 'status', status: 429, when: 'before', retryAfter: '1' },
      { kind: 'reset', when },
      { kind: 'time-out', when },
      { kind: 'html', when },
      { kind: 'cut-body', when: 'after' },
    ];
    return kinds[Math.floor(this.random() * kinds.length)];
  }
}
