import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Packed, unpack } from './packed.js';
import type { Reply, TaskTable } from './task.js';
import { decode, encode } from './wire.js';

/** One item of work, as it travels to wherever it is done. */
export interface WorkOrder {
  /** Path of the compiled module whose `TASKS` has the task. */
  readonly module: string;
  readonly task: string;
  readonly data: Packed;
  /** The encoded item. */
  readonly item: string;
}

/** Blocks of shared data kept unpacked. */
const KEPT = 4;
const requireModule = createRequire(__filename);

/** The tasks of a compiled module. Throws when there is no such file, or when it exports no TASKS. */
export function loadTasks(module: string): TaskTable {
  if (!existsSync(module)) throw new Error(`loadTasks: module must be the path of a compiled file, got ${module}`);
  const { TASKS } = requireModule(module) as { readonly TASKS?: TaskTable };
  if (typeof TASKS === 'object' && TASKS !== null) return TASKS;
  throw new Error(`loadTasks: module must export a table of functions named TASKS, got none in ${module}`);
}

/** Does work orders in this thread, one after the other. */
export class TaskHost {
  readonly #shared = new Map<string, unknown>();

  /** What the task returned or threw; never rejects. */
  async run({ module, task, data, item }: WorkOrder): Promise<Reply> {
    try {
      const call = loadTasks(module)[task] as ((shared: unknown, item: unknown) => unknown) | undefined;
      if (!call) throw new Error(`TaskHost: task must be one of TASKS in ${module}, got ${task}`);
      return { value: encode(await call(this.#sharedOf(data), decode(item))) };
    } catch (error) {
      return { error: causeOf(error) };
    }
  }

  #sharedOf(data: Packed): unknown {
    const found = this.#shared.get(data.hash) ?? unpack(data.bytes);
    // Put last again: the first is the one not used for longest.
    this.#shared.delete(data.hash);
    this.#shared.set(data.hash, found);
    if (this.#shared.size > KEPT) this.#shared.delete(this.#shared.keys().next().value as string);
    return found;
  }
}

/** The message of whatever was thrown, with the name of a special error. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} thrown: ${String(error)}`;
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
