import type { ModuleIdentity } from './version.js';

// All that a run keeps in Redis. Everything but the queue expires by itself; the queue is removed at the end of the run,
// or, when the driver died, by the next worker that sees its session expired.

/** Prefix of all keys, BullMQ's too. */
export const PREFIX = 'mtf-lab';
/** The set of sessions that may be alive. */
export const SESSIONS = `${PREFIX}:sessions`;

/** One driver's use of the cluster, from `createCompute` to `close`. */
export interface Session {
  readonly id: string;
  readonly version: string;
  readonly module: ModuleIdentity;
  /** A worker that has not renewed its hold on an item for this long, ms, has lost it. */
  readonly lockDuration: number;
  /** Numbers of the maps whose items need not be computed any more. */
  readonly cancelled: readonly number[];
}

/** One item in the queue. */
export interface Job {
  readonly map: number;
  readonly index: number;
  readonly task: string;
  /** Hash of the shared data. */
  readonly data: string;
  readonly item: string;
}

export const sessionKey = (id: string) => `${PREFIX}:session:${id}`;
/** The set of names of workers that joined. */
export const workersKey = (id: string) => `${sessionKey(id)}:workers`;
/** There while the worker is. */
export const presenceKey = (id: string, worker: string) => `${sessionKey(id)}:worker:${worker}`;
/** By name of the worker: why it does not take part. */
export const refusalsKey = (id: string) => `${sessionKey(id)}:refusals`;
export const dataKey = (hash: string) => `${PREFIX}:data:${hash}`;
export const queueName = (id: string) => `queue-${id}`;
export const jobId = (map: number, index: number) => `${map}-${index}`;

/** How long keys outlive their last renewal, ms. */
export const LIFE = { session: 60_000, presence: 5_000, data: 600_000 } as const;
