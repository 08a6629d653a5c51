import type { Batch, Deliver } from './backend.js';
import { type Job, jobId } from './session-keys.js';
import type { Reply } from './task.js';

/** One map under way. */
interface Run {
  readonly batch: Batch;
  readonly pending: Set<number>;
  readonly deliver: Deliver;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The maps of a driver that are under way, and what each still waits for. */
export class Runs {
  readonly #runs = new Map<number, Run>();
  /** Numbers of the maps that were given up. */
  readonly cancelled: number[] = [];
  /** Items of theirs that are still to be taken out of the queue. */
  readonly unwanted: string[] = [];
  #numbers = 0;

  /** Waits for all replies of a batch; rejects when it is given up. */
  add(batch: Batch, deliver: Deliver, signal: AbortSignal): Promise<void> {
    const number = this.#numbers++;
    const abort = () => this.drop(number, signal.reason);
    const done = new Promise<void>((resolve, reject) => {
      this.#runs.set(number, { batch, pending: new Set(batch.items.keys()), deliver, resolve, reject });
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    return done.finally(() => signal.removeEventListener('abort', abort));
  }

  /** A reply that came. A second one of an item, or one of a run that is over, is nobody's. */
  take({ map, index }: Job, reply: Reply): void {
    const run = this.#runs.get(map);
    if (!run?.pending.delete(index)) return;
    run.deliver(index, reply);
    if (run.pending.size > 0) return;
    this.#runs.delete(map);
    run.resolve();
  }

  drop(number: number, reason: unknown): void {
    const run = this.#runs.get(number);
    if (!run) return;
    this.#runs.delete(number);
    this.cancelled.push(number);
    for (const index of run.pending) this.unwanted.push(jobId(number, index));
    run.reject(reason);
  }

  dropAll(reason: unknown): void {
    for (const number of [...this.#runs.keys()]) this.drop(number, reason);
  }

  get size(): number {
    return this.#runs.size;
  }

  get batches(): readonly Batch[] {
    return Array.from(this.#runs.values(), ({ batch }) => batch);
  }

  /** Number of items that are waited for. */
  get pending(): number {
    return this.#sum(({ pending }) => pending.size);
  }

  /** The items that are waited for. */
  jobs(): Job[] {
    return Array.from(this.#runs).flatMap(([map, { batch, pending }]) =>
      Array.from(pending, (index) => ({
        map,
        index,
        task: batch.task,
        data: batch.data.hash,
        item: batch.items[index] ?? '',
      })),
    );
  }

  /** `12 of 30 items were done`. */
  toString(): string {
    const total = this.#sum(({ batch }) => batch.items.length);
    return `${total - this.pending} of ${total} items were done`;
  }

  #sum(count: (run: Run) => number): number {
    return Array.from(this.#runs.values()).reduce((total, run) => total + count(run), 0);
  }
}
