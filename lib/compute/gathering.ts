import { setMaxListeners } from 'node:events';
import type { MapOptions, Reply, TaskFailure } from './task.js';
import { decode } from './wire.js';

/** Takes the replies of a run as they come, each item's first only, and hands them on. */
export class Gathering<Result> {
  readonly values: Result[];
  readonly failures: TaskFailure[] = [];
  readonly #answered: Uint8Array;
  readonly #stop = new AbortController();
  readonly #options: MapOptions<Result>;
  /** Aborted by the caller's signal, or by an error of the caller's own callback. */
  readonly signal: AbortSignal;
  #done = 0;

  constructor(total: number, options: MapOptions<Result>) {
    this.values = new Array<Result>(total);
    this.#answered = new Uint8Array(total);
    this.#options = options;
    this.signal = options.signal ? AbortSignal.any([options.signal, this.#stop.signal]) : this.#stop.signal;
    // Each item under way listens; more than ten at a time are no leak.
    setMaxListeners(0, this.signal);
  }

  /** A worker that was thought dead may answer too: an item counts once. Nothing is handed out after the run was stopped. */
  take(index: number, reply: Reply): void {
    if (this.#answered[index] === 1 || this.signal.aborted) return;
    this.#answered[index] = 1;
    this.#done++;
    try {
      this.#hand(index, reply);
    } catch (error) {
      this.#stop.abort(error);
    }
  }

  #hand(index: number, reply: Reply): void {
    const { onResult, onProgress } = this.#options;
    if ('error' in reply) {
      this.failures.push({ index, message: reply.error });
    } else {
      const value = decode(reply.value) as Result;
      this.values[index] = value;
      onResult?.(index, value);
    }
    onProgress?.({ done: this.#done, failed: this.failures.length, total: this.#answered.length });
  }
}
