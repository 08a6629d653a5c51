import { Worker } from 'node:worker_threads';

/**
 * Ends this process within about a second after its parent is gone. A cell that never yields would outlive whoever started
 * it, so that a thread of its own looks whether the parent is still the same.
 */
export function dieWithParent(): void {
  const code = `const parent = process.ppid;
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
  new Worker(code, { eval: true }).unref();
}
