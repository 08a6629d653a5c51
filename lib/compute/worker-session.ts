import { Queue, type Job as QueueJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DataBlocks } from './data-blocks.js';
import { removeSession } from './driver-session.js';
import { type Job, LIFE, PREFIX, presenceKey, queueName, type Session, workersKey } from './session-keys.js';
import type { Reply } from './task.js';
import type { ThreadPool } from './thread-pool.js';

/** Deaths of workers that an item survives: a machine may go down more than once, an item that takes it down is given up. */
const MOST_DEATHS = 3;

/** What the sessions of one worker share. */
export interface WorkerContext {
  readonly name: string;
  readonly redis: Redis;
  readonly pool: ThreadPool;
  readonly blocks: DataBlocks;
}

/** A worker's part in one session: takes items from its queue, as many at a time as it has threads. */
export class WorkerSession {
  readonly #worker: Worker<Job, Reply>;
  readonly #stop = new AbortController();
  /** By number of the map: what ends its items. */
  readonly #maps = new Map<number, AbortController>();

  constructor(
    private readonly context: WorkerContext,
    private readonly session: Session,
    private readonly module: string,
  ) {
    this.#worker = new Worker<Job, Reply>(queueName(session.id), (job) => this.#answer(job), {
      connection: context.redis,
      prefix: PREFIX,
      concurrency: context.pool.threads,
      lockDuration: session.lockDuration,
      stalledInterval: session.lockDuration / 2,
      maxStalledCount: MOST_DEATHS,
    });
    // A lost connection is announced once, by the worker; an item that was given to another meanwhile is no error.
    this.#worker.on('error', () => undefined);
  }

  /** Renews the worker's presence, and ends what the driver does not want any more. */
  async beat({ cancelled }: Session): Promise<void> {
    for (const map of cancelled) this.#mapStop(map).abort();
    const { redis, name } = this.context;
    const { id } = this.session;
    await redis
      .multi()
      .set(presenceKey(id, name), '1', 'PX', LIFE.presence)
      .sadd(workersKey(id), name)
      .pexpire(workersKey(id), LIFE.session)
      .exec();
  }

  /** Finishes the items under way, then leaves: for a worker that is stopped. */
  async finish(): Promise<void> {
    await this.#worker.close();
    await this.context.redis.del(presenceKey(this.session.id, this.context.name));
  }

  /** Ends the items under way: for a session that is over. */
  async abandon(): Promise<void> {
    this.#stop.abort();
    await this.#worker.close(true);
    await sweepSession(this.context.redis, this.session.id);
  }

  async #answer({ data: job }: QueueJob<Job, Reply>): Promise<Reply> {
    const stop = this.#mapStop(job.map).signal;
    try {
      const data = await this.context.blocks.get(job.data, this.#stop.signal);
      const order = { module: this.module, task: job.task, data, item: job.item };
      return await this.context.pool.run(order, AbortSignal.any([stop, this.#stop.signal]));
    } catch (error) {
      if (stop.aborted) return { error: 'cancelled' };
      throw error;
    }
  }

  #mapStop(map: number): AbortController {
    const found = this.#maps.get(map) ?? new AbortController();
    this.#maps.set(map, found);
    return found;
  }
}

/** Removes what a session left: after its end, and when its driver died. */
export async function sweepSession(redis: Redis, id: string): Promise<void> {
  const queue = new Queue(queueName(id), { connection: redis, prefix: PREFIX });
  queue.on('error', () => undefined);
  try {
    await removeSession(redis, id, queue);
  } finally {
    await queue.close();
  }
}
