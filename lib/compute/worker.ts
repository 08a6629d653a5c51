import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { DataBlocks } from './data-blocks.js';
import { connectRedis, redisPlace } from './redis.js';
import { LIFE, refusalsKey, SESSIONS, type Session, sessionKey } from './session-keys.js';
import { causeOf } from './task-host.js';
import { ThreadPool } from './thread-pool.js';
import { resolveModule, sourceVersion } from './version.js';
import { sweepSession, type WorkerContext, WorkerSession } from './worker-session.js';

export interface WorkerOptions {
  readonly redis: string;
  readonly threads: number;
  /** Another for each worker of a Redis: host name and process id. */
  readonly name: string;
  /** Told what a person at this machine wants to know, line by line. */
  readonly log: (line: string) => void;
  /** Lets the items under way finish, then ends the worker. */
  readonly signal: AbortSignal;
}

/** Sessions are looked for this often, ms. */
const LOOK = 250;

/**
 * Serves drivers until the signal: joins every session of its own version, and tells the others why it does not.
 * Threads do the work, so that this one is free to renew its hold on items. A Redis that goes away is waited for.
 * Rejects when Redis cannot be reached at first, and when threads is not a whole number above 0.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { log, name, threads, signal } = options;
  const version = sourceVersion();
  const place = redisPlace(options.redis);
  const pool = new ThreadPool(threads);
  try {
    const redis = await connectRedis(options.redis, 5_000);
    tellOutages(redis, place, log);
    log(`worker ${name}: ${version}, ${threads} threads, ready at ${place}`);
    const desk = new Desk({ name, redis, pool, blocks: new DataBlocks(redis) }, version, log);
    while (!signal.aborted) {
      await desk.look().catch((error: unknown) => log(causeOf(error)));
      await sleep(LOOK, undefined, { signal }).catch(() => undefined);
    }
    await desk.finish();
    redis.removeAllListeners('close');
    redis.disconnect();
  } finally {
    await pool.close();
  }
}

/** One line when Redis goes away, one when it is back. */
function tellOutages(redis: Redis, place: string, log: (line: string) => void): void {
  let away = false;
  redis.on('close', () => {
    if (!away) log(`Redis at ${place} is away; waiting for it`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) log(`Redis at ${place} is back`);
    away = false;
  });
}

/** The sessions that this worker takes part in, and those that it refuses. */
class Desk {
  readonly #joined = new Map<string, WorkerSession>();
  readonly #refused = new Map<string, string>();

  constructor(
    private readonly context: WorkerContext,
    private readonly version: string,
    private readonly log: (line: string) => void,
  ) {}

  async look(): Promise<void> {
    const { redis } = this.context;
    const ids = await redis.smembers(SESSIONS);
    for (const id of ids) {
      const text = await redis.get(sessionKey(id));
      if (text !== null) await this.#attend(JSON.parse(text) as Session);
      else if (!this.#joined.has(id)) await sweepSession(redis, id);
    }
    const alive = new Set(ids);
    for (const id of this.#joined.keys()) {
      if (!alive.has(id) || (await redis.exists(sessionKey(id))) === 0) await this.#leave(id);
    }
    for (const id of this.#refused.keys()) if (!alive.has(id)) this.#refused.delete(id);
  }

  finish(): Promise<unknown> {
    return Promise.all([...this.#joined.values()].map((session) => session.finish()));
  }

  async #attend(session: Session): Promise<void> {
    if (!this.#joined.has(session.id) && !this.#refused.has(session.id)) this.#decide(session);
    await this.#joined.get(session.id)?.beat(session);
    const refusal = this.#refused.get(session.id);
    if (refusal !== undefined) await tellRefusal(this.context.redis, session.id, this.context.name, refusal);
  }

  #decide(session: Session): void {
    const { name } = this.context;
    try {
      if (session.version !== this.version) {
        throw new Error(`it has ${this.version}, the driver ${session.version}; install and compile the same on both`);
      }
      this.#joined.set(session.id, new WorkerSession(this.context, session, resolveModule(session.module)));
      this.log(`joined run ${session.id}`);
    } catch (error) {
      const refusal = `worker ${name} refuses: ${(error as Error).message}`;
      this.#refused.set(session.id, refusal);
      this.log(`run ${session.id}: ${refusal}`);
    }
  }

  async #leave(id: string): Promise<void> {
    const session = this.#joined.get(id);
    this.#joined.delete(id);
    await session?.abandon();
    this.log(`run ${id} is over`);
  }
}

async function tellRefusal(redis: Redis, id: string, name: string, refusal: string): Promise<void> {
  await redis.multi().hset(refusalsKey(id), name, refusal).pexpire(refusalsKey(id), LIFE.session).exec();
}
