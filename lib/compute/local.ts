import { setImmediate } from 'node:timers/promises';
import type { Backend, Batch, Deliver } from './backend.js';
import { TaskHost } from './task-host.js';
import { ThreadPool } from './thread-pool.js';

/** Computes in this thread, one item after the other. A signal is looked at between items. */
export class InlineBackend implements Backend {
  readonly #host = new TaskHost();

  constructor(private readonly module: string) {}

  async run({ task, data, items }: Batch, deliver: Deliver, signal: AbortSignal): Promise<void> {
    for (const [index, item] of items.entries()) {
      // Lets timers, signals and the display of progress have their turn.
      await setImmediate();
      signal.throwIfAborted();
      deliver(index, await this.#host.run({ module: this.module, task, data, item }));
    }
    signal.throwIfAborted();
  }

  async close(): Promise<void> {}
}

/** Computes in threads of this process, which share the data. */
export class ThreadsBackend implements Backend {
  readonly #pool: ThreadPool;

  constructor(
    private readonly module: string,
    threads: number,
  ) {
    this.#pool = new ThreadPool(threads);
  }

  async run({ task, data, items }: Batch, deliver: Deliver, signal: AbortSignal): Promise<void> {
    const queue = items.entries();
    // As many items under way as there are threads, so that a million of them wait as text and not as messages.
    const lane = async () => {
      for (const [index, item] of queue) {
        deliver(index, await this.#pool.run({ module: this.module, task, data, item }, signal));
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: this.#pool.threads }, lane));
    signal.throwIfAborted();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
