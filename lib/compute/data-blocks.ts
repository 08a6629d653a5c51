import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type Packed, packedOf } from './packed.js';
import { dataKey } from './session-keys.js';

/** Blocks of shared data that a worker keeps. */
const KEPT = 4;
/** How long a worker waits for data that Redis has lost: the driver sends them again at its next beat. */
const TRIES = 150;
const PAUSE = 100;

/** Shared data by their hash: each block is fetched once, checked, and read by all threads of the worker. */
export class DataBlocks {
  readonly #blocks = new Map<string, Promise<Packed>>();

  constructor(private readonly redis: Redis) {}

  /** The block of a hash. Rejects when nobody sends it, and when other bytes were sent under its name. */
  get(hash: string, signal: AbortSignal): Promise<Packed> {
    const found = this.#blocks.get(hash) ?? this.#fetch(hash, signal);
    // Put last again: the first is the one not used for longest.
    this.#blocks.delete(hash);
    this.#blocks.set(hash, found);
    if (this.#blocks.size > KEPT) this.#blocks.delete(this.#blocks.keys().next().value as string);
    found.catch(() => this.#blocks.delete(hash));
    return found;
  }

  async #fetch(hash: string, signal: AbortSignal): Promise<Packed> {
    for (let k = 0; k < TRIES; k++) {
      const bytes = await this.redis.getBuffer(dataKey(hash));
      if (bytes !== null) return this.#checked(hash, bytes);
      await sleep(PAUSE, undefined, { signal });
    }
    throw new Error(
      `DataBlocks: shared data ${hash.slice(0, 12)} must be in Redis, got none for ${(TRIES * PAUSE) / 1000} s`,
    );
  }

  async #checked(hash: string, bytes: Uint8Array): Promise<Packed> {
    try {
      return packedOf(hash, bytes);
    } catch (error) {
      // Taken out, so that the driver sends them again.
      await this.redis.del(dataKey(hash));
      throw error;
    }
  }
}
