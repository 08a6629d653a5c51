import { join } from 'node:path';
import { Piscina } from 'piscina';
import type { Reply } from './task.js';
import { causeOf, type WorkOrder } from './task-host.js';

/** An item whose thread dies this often is given up: it is the item that kills it. */
const ATTEMPTS = 3;

/** Threads that do work orders. Throws when `threads` is not a whole number above 0. */
export class ThreadPool {
  readonly #pool: Piscina;

  constructor(readonly threads: number) {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new Error(`ThreadPool: threads must be a whole number above 0, got ${threads}`);
    }
    this.#pool = new Piscina({
      filename: join(__dirname, 'thread.js'),
      name: 'runOrder',
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
    });
    // A thread that ends while idle is replaced; there is no item to blame.
    this.#pool.on('error', () => undefined);
  }

  /** Does one order; an order whose thread dies is done again in another. Rejects only when aborted, which ends the thread. */
  async run(order: WorkOrder, signal: AbortSignal): Promise<Reply> {
    let cause = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      signal.throwIfAborted();
      try {
        return (await this.#pool.run(order, { signal })) as Reply;
      } catch (error) {
        signal.throwIfAborted();
        cause = causeOf(error);
      }
    }
    return { error: `its thread ended ${ATTEMPTS} times while running it (${cause})` };
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
