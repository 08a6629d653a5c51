import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Packed } from './packed.js';
import {
  dataKey,
  type Job,
  jobId,
  LIFE,
  PREFIX,
  presenceKey,
  queueName,
  refusalsKey,
  SESSIONS,
  type Session,
  sessionKey,
  workersKey,
} from './session-keys.js';
import type { Reply } from './task.js';

/** Items sent with one command, and answers fetched with one: an answer may be an array of a megabyte. */
const ITEMS = 500;
const ANSWERS = 50;

export interface Answer {
  readonly job: Job;
  readonly reply: Reply;
}

/** What a driver does in Redis. Every method may be repeated: what is there already is left as it is. */
export class DriverSession {
  readonly #queue: Queue<Job, Reply>;

  constructor(
    private readonly redis: Redis,
    private readonly session: Session,
  ) {
    this.#queue = new Queue(queueName(session.id), {
      connection: redis,
      prefix: PREFIX,
      // An item that ends its worker's connection or data is tried again; one that throws has answered.
      defaultJobOptions: { attempts: 3 },
      streams: { events: { maxLen: 100 } },
    });
    // Whoever waits for a command hears of its error; without a listener it would end the process too.
    this.#queue.on('error', () => undefined);
  }

  /** Tells workers that this session is there. */
  async announce(cancelled: readonly number[]): Promise<void> {
    const text = JSON.stringify({ ...this.session, cancelled });
    await this.redis
      .multi()
      .set(sessionKey(this.session.id), text, 'PX', LIFE.session)
      .sadd(SESSIONS, this.session.id)
      .exec();
  }

  /** Shared data travel once: when Redis has them, their life is renewed, and nothing is sent. */
  async provide({ hash, bytes }: Packed): Promise<void> {
    if ((await this.redis.pexpire(dataKey(hash), LIFE.data)) === 1) return;
    await this.redis.set(dataKey(hash), Buffer.from(new Uint8Array(bytes)), 'PX', LIFE.data);
  }

  /** Items that Redis has, in whatever state, answered ones included. */
  async held(): Promise<number> {
    const counts = await this.#queue.getJobCounts();
    return Object.values(counts).reduce((total, count) => total + count, 0);
  }

  async add(jobs: readonly Job[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += ITEMS) {
      const part = jobs.slice(from, from + ITEMS);
      await this.#queue.addBulk(
        part.map((data) => ({ name: data.task, data, opts: { jobId: jobId(data.map, data.index) } })),
      );
    }
  }

  /** Answers that came; they stay until `forget`. */
  async answers(): Promise<readonly Answer[]> {
    const jobs = await this.#queue.getJobs(['completed', 'failed'], 0, ANSWERS - 1, true);
    // A job that another command removes meanwhile is undefined here.
    return jobs
      .filter((job) => job !== undefined)
      .map(({ data, returnvalue, failedReason }) => ({
        job: data,
        reply: returnvalue ?? { error: `its workers failed it: ${failedReason}` },
      }));
  }

  /** Removes items; those that a worker holds stay until they are answered. */
  async forget(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#queue.remove(id)));
  }

  /** Number of workers that take part now. */
  async workers(): Promise<number> {
    const { id } = this.session;
    const names = await this.redis.smembers(workersKey(id));
    return names.length === 0 ? 0 : this.redis.exists(names.map((name) => presenceKey(id, name)));
  }

  /** Why workers that are there do not take part. */
  async refusals(): Promise<readonly string[]> {
    return Object.values(await this.redis.hgetall(refusalsKey(this.session.id)));
  }

  /** Removes all that the session has in Redis, but shared data, which expire by themselves: the next run may want them. */
  async remove(): Promise<void> {
    await removeSession(this.redis, this.session.id, this.#queue);
    await this.#queue.close();
  }
}

/** Ends a session and removes its queue, items under way included. */
export async function removeSession(redis: Redis, id: string, queue: Queue): Promise<void> {
  const names = await redis.smembers(workersKey(id));
  await redis.del(sessionKey(id), workersKey(id), refusalsKey(id), ...names.map((name) => presenceKey(id, name)));
  await queue.obliterate({ force: true });
  await redis.srem(SESSIONS, id);
}
