// npm run worker -- --redis redis://host:6379 [--threads N]: computes for drivers on other machines, until stopped.
import { availableParallelism, hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { runWorker } from '../lib/compute/worker.js';

const USAGE = 'npm run worker -- --redis redis://host:6379 [--threads N]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { redis: { type: 'string' }, threads: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  const redis = values.redis ?? process.env.MTF_REDIS;
  if (redis === undefined) throw new Error(`worker: --redis or MTF_REDIS must be given, got neither; ${USAGE}`);
  const threads = values.threads === undefined ? availableParallelism() : Number(values.threads);
  await runWorker({
    redis,
    threads,
    name: `${hostname()}:${process.pid}`,
    log: (line) => console.log(line),
    signal: endSignal(),
  });
}

/** The first Ctrl-C lets the items under way finish, the second ends at once. */
function endSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(130);
      console.log('Finishing the items under way; again to end at once.');
      stop.abort();
    });
  }
  return stop.signal;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
