import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Backend, Batch, Deliver } from './backend.js';
import { DriverSession } from './driver-session.js';
import { connectRedis, redisPlace } from './redis.js';
import { Runs } from './runs.js';
import { jobId } from './session-keys.js';
import { causeOf } from './task-host.js';
import { moduleIdentity, sourceVersion } from './version.js';

export interface ClusterOptions {
  /** Path of the compiled module that exports TASKS. */
  readonly module: string;
  /** redis://host:6379, or rediss:// for TLS. */
  readonly redis: string;
  /** How long the first connection may take, ms; 5 s. */
  readonly connectTimeout?: number;
  /** How long Redis may be away in the middle of a run, ms; 60 s. */
  readonly redisTimeout?: number;
  /** How long a run waits for a worker of its version, ms; 30 s. */
  readonly workerTimeout?: number;
  /** How long a worker may be silent before its items are given to others, ms; 15 s. */
  readonly lockDuration?: number;
}

/** Answers are looked for this often while a run is under way, and the session is renewed this often, ms. */
const LOOK = 40;
const BEAT = 1000;
/** Redis refuses values of 512 MB. */
const MOST_BYTES = 512 * 2 ** 20;
/** Closing waits this long for a Redis that is away, ms. */
const FAREWELL = 3000;

/**
 * Computes on workers that meet at a Redis. One loop renews the session, puts back items that Redis does not have (it may
 * have come back empty), and collects answers; each step may be repeated, so that a restart of Redis needs no other rule.
 */
export class ClusterBackend implements Backend {
  readonly #runs = new Runs();
  readonly #limits: { readonly redis: number; readonly worker: number };
  readonly #place: string;
  readonly #session: DriverSession;
  readonly #loop: Promise<void>;
  readonly #beats: NodeJS.Timeout;
  #beatDue = true;
  #waiting = false;
  #silentRedis = 0;
  #withoutWorker = 0;
  #closed = false;
  #wake = () => {};

  /** Connects. Throws when Redis cannot be reached, and when the module is not compiled where workers find it. */
  static async open(options: ClusterOptions): Promise<ClusterBackend> {
    const module = moduleIdentity(options.module);
    const version = sourceVersion();
    const redis = await connectRedis(options.redis, options.connectTimeout ?? 5_000);
    // Only a name that no other run has: no result depends on it.
    const id = randomUUID();
    const session = new DriverSession(redis, {
      id,
      version,
      module,
      lockDuration: options.lockDuration ?? 15_000,
      cancelled: [],
    });
    return new ClusterBackend(options, redis, session, version);
  }

  private constructor(
    { redis: url, redisTimeout = 60_000, workerTimeout = 30_000 }: ClusterOptions,
    private readonly redis: Redis,
    session: DriverSession,
    private readonly version: string,
  ) {
    this.#limits = { redis: redisTimeout, worker: workerTimeout };
    this.#place = redisPlace(url);
    this.#session = session;
    this.#beats = setInterval(() => this.#tick(), BEAT);
    this.#loop = this.#watch();
  }

  run(batch: Batch, deliver: Deliver, signal: AbortSignal): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('map: the cluster must be open, got a map after close'));
    if (batch.data.bytes.byteLength >= MOST_BYTES) return Promise.reject(tooLarge(batch.data.bytes.byteLength));
    const hurry = () => this.#hurry();
    signal.addEventListener('abort', hurry, { once: true });
    const done = this.#runs.add(batch, deliver, signal);
    this.#hurry();
    return done.finally(() => signal.removeEventListener('abort', hurry));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#runs.dropAll(new Error('map: the cluster must stay open until the run is over, got close'));
    this.#wake();
    const farewell = this.#loop.then(() => this.#session.remove()).catch(() => undefined);
    const late = new AbortController();
    await Promise.race([farewell, sleep(FAREWELL, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    clearInterval(this.#beats);
    this.redis.disconnect();
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      this.#waiting = true;
      try {
        await this.#step();
        this.#silentRedis = 0;
        this.#waiting = false;
        await this.#pause(this.#runs.size > 0 ? LOOK : BEAT);
      } catch (error) {
        this.#waiting = false;
        this.#silence(causeOf(error));
        await this.#pause(BEAT);
      }
    }
  }

  /** Silence is counted in beats and not read from a clock: a driver that was itself busy for a minute has not waited. */
  #tick(): void {
    this.#beatDue = true;
    if (this.#waiting) this.#silence('no answer');
    else this.#withoutWorker = this.#runs.size > 0 ? this.#withoutWorker + BEAT : 0;
  }

  #silence(cause: string): void {
    this.#silentRedis += BEAT;
    if (this.#silentRedis < this.#limits.redis) return;
    const within = `within ${this.#limits.redis / 1000} s`;
    this.#giveUp(new Error(`map: Redis must answer at ${this.#place} ${within}, got ${cause}; ${this.#runs}`));
  }

  async #step(): Promise<void> {
    if (this.#beatDue) {
      this.#beatDue = false;
      await this.#beat();
    }
    if (this.#runs.size > 0) await this.#collect();
  }

  async #beat(): Promise<void> {
    await this.#session.announce(this.#runs.cancelled);
    await this.#session.forget(this.#runs.unwanted.splice(0));
    if (this.#runs.size === 0) return;
    for (const { data } of this.#runs.batches) await this.#session.provide(data);
    if ((await this.#session.held()) < this.#runs.pending) await this.#session.add(this.#runs.jobs());
    if ((await this.#session.workers()) > 0) this.#withoutWorker = 0;
    if (this.#withoutWorker >= this.#limits.worker) this.#giveUp(await this.#noWorker());
  }

  async #collect(): Promise<void> {
    const answers = await this.#session.answers();
    // Redis has answered; what follows may take as long again.
    this.#silentRedis = 0;
    for (const { job, reply } of answers) this.#runs.take(job, reply);
    await this.#session.forget(answers.map(({ job }) => jobId(job.map, job.index)));
    if (answers.length > 0 && this.#runs.size > 0 && !this.#beatDue) await this.#collect();
  }

  async #noWorker(): Promise<Error> {
    const refusals = await this.#session.refusals();
    const others = refusals.map((refusal) => `\n  ${refusal}`).join('');
    const got = refusals.length > 0 ? `only workers that refused:${others}` : 'none';
    return new Error(
      `map: a worker of ${this.version} must be at ${this.#place} within ${this.#limits.worker / 1000} s; start one with \`npm run worker -- --redis redis://${this.#place}\`; ${this.#runs}; got ${got}`,
    );
  }

  #giveUp(error: Error): void {
    this.#runs.dropAll(error);
    this.#withoutWorker = 0;
    this.#hurry();
  }

  /** Makes the next beat come at once. */
  #hurry(): void {
    this.#beatDue = true;
    this.#wake();
  }

  async #pause(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }
}

function tooLarge(bytes: number): Error {
  return new Error(`map: shared data must be under 512 MB for Redis, got ${Math.ceil(bytes / 2 ** 20)} MB`);
}
