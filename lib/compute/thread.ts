// What runs in each thread of the pool.
import type { Reply } from './task.js';
import { TaskHost, type WorkOrder } from './task-host.js';

const host = new TaskHost();

export function runOrder(order: WorkOrder): Promise<Reply> {
  return host.run(order);
}
