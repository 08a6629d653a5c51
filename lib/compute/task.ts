/**
 * The tasks of a module, which exports them as `TASKS`: named pure functions of the data that all items share and of one
 * item. A task must not write to the shared data: threads read the same memory. In one thread the shared data of equal
 * content are the same object from call to call, so that a task may keep what it derives from them in a WeakMap.
 * What a task returns is plain data (see `encode`); it is copied before the next task runs.
 */
export type TaskTable = Readonly<Record<string, (shared: never, item: never) => unknown>>;

export type TaskName<Tasks extends TaskTable> = keyof Tasks & string;
export type SharedOf<Tasks extends TaskTable, Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
export type ItemOf<Tasks extends TaskTable, Name extends keyof Tasks> = Parameters<Tasks[Name]>[1];
export type ResultOf<Tasks extends TaskTable, Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

/** What came of one item, as text: its encoded value, or why it has none. */
export type Reply = { readonly value: string } | { readonly error: string };

/** An item that has no result, and why. */
export interface TaskFailure {
  /** Place among the items, from 0. */
  readonly index: number;
  readonly message: string;
}

export interface Progress {
  /** Items that have a result or a failure. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

export interface MapOptions<Result> {
  /** Called once for each item that succeeds, as results come, in any order; when it throws, the run stops with its error. */
  readonly onResult?: (index: number, value: Result) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the run, which then rejects with the signal's reason; no result is handed out afterwards. */
  readonly signal?: AbortSignal;
}

/** Some items failed; the others were computed and handed out. */
export class TaskFailures extends Error {
  override readonly name = 'TaskFailures';

  constructor(
    task: string,
    readonly failures: readonly TaskFailure[],
    total: number,
  ) {
    const lines = failures.map(({ index, message }) => `\n  item ${index}: ${message}`);
    super(
      `map: every item of task ${task} must succeed, got ${failures.length} failures of ${total}:${lines.join('')}`,
    );
  }
}
