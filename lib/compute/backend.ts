import type { Packed } from './packed.js';
import type { Reply } from './task.js';

/** All items of one task, encoded. */
export interface Batch {
  readonly task: string;
  readonly data: Packed;
  readonly items: readonly string[];
}

export type Deliver = (index: number, reply: Reply) => void;

/** Where items are computed. */
export interface Backend {
  /**
   * Computes all items, and delivers the reply of each at least once, in any order. Rejects with the signal's reason when
   * aborted, or with what keeps the rest from being computed; nothing of the batch is left running then.
   */
  run(batch: Batch, deliver: Deliver, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
