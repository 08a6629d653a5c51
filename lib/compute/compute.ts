import { availableParallelism } from 'node:os';
import type { Backend } from './backend.js';
import { ClusterBackend, type ClusterOptions } from './cluster.js';
import { Gathering } from './gathering.js';
import { InlineBackend, ThreadsBackend } from './local.js';
import { type Packed, pack } from './packed.js';
import {
  type ItemOf,
  type MapOptions,
  type ResultOf,
  type SharedOf,
  TaskFailures,
  type TaskName,
  type TaskTable,
} from './task.js';
import { loadTasks } from './task-host.js';
import { encode } from './wire.js';

/** Where tasks run. `module` is the path of the compiled module that exports TASKS: `require.resolve('./tasks.js')`. */
export type ComputeOptions =
  | { readonly kind: 'inline'; readonly module: string }
  | {
      readonly kind: 'threads';
      readonly module: string;
      /** As many as the machine has cores, by default. */
      readonly threads?: number;
    }
  | (ClusterOptions & { readonly kind: 'cluster' });

/** One map over tasks. Results are equal byte for byte, wherever and in whichever order items are computed. */
export interface Compute<Tasks extends TaskTable> {
  readonly kind: ComputeOptions['kind'];
  /**
   * Results of a task for all items, in their order. Results stream to `onResult` as they come, each exactly once, also
   * when a thread, a worker or Redis dies on the way and the item is computed again.
   * A task that throws does not stop the others: the run then ends with `TaskFailures`, which lists all of them.
   * Rejects before anything runs when the task is unknown or when data or items cannot travel.
   * Keep the object `shared` from call to call: it is packed and hashed once.
   */
  map<Name extends TaskName<Tasks>>(
    task: Name,
    shared: SharedOf<Tasks, Name>,
    items: readonly ItemOf<Tasks, Name>[],
    options?: MapOptions<ResultOf<Tasks, Name>>,
  ): Promise<ResultOf<Tasks, Name>[]>;
  /** Ends threads and connections. */
  close(): Promise<void>;
}

/**
 * Opens a place to compute: this thread, threads, or workers on other machines. Throws when the module has no tasks, when
 * threads is not a whole number above 0, and when Redis cannot be reached.
 */
export async function createCompute<Tasks extends TaskTable>(options: ComputeOptions): Promise<Compute<Tasks>> {
  const names = Object.keys(loadTasks(options.module));
  const backend = await openBackend(options);
  const packs = new WeakMap<object, Packed>();
  const packOnce = (shared: unknown): Packed => {
    if (typeof shared !== 'object' || shared === null) return pack(shared);
    const packed = packs.get(shared) ?? pack(shared);
    packs.set(shared, packed);
    return packed;
  };
  return {
    kind: options.kind,
    map: async (task, shared, items, mapOptions = {}) => {
      if (!names.includes(task)) throw new Error(`map: task must be one of ${names.join(', ')}, got ${task}`);
      mapOptions.signal?.throwIfAborted();
      const gathering = new Gathering<ResultOf<Tasks, typeof task>>(items.length, mapOptions);
      const batch = { task, data: packOnce(shared), items: items.map(encodeItem) };
      if (items.length > 0) {
        await backend.run(batch, (index, reply) => gathering.take(index, reply), gathering.signal);
        gathering.signal.throwIfAborted();
      }
      if (gathering.failures.length === 0) return gathering.values;
      throw new TaskFailures(
        task,
        [...gathering.failures].sort((a, b) => a.index - b.index),
        items.length,
      );
    },
    close: () => backend.close(),
  };
}

async function openBackend(options: ComputeOptions): Promise<Backend> {
  if (options.kind === 'inline') return new InlineBackend(options.module);
  if (options.kind === 'threads') return new ThreadsBackend(options.module, options.threads ?? availableParallelism());
  return ClusterBackend.open(options);
}

function encodeItem(item: unknown, index: number): string {
  try {
    return encode(item);
  } catch (error) {
    throw new Error(`map: item ${index} must be plain data, got: ${(error as Error).message}`, { cause: error });
  }
}
