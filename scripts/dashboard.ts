// npm run dashboard: the four pages and the report, live, in a browser on this machine.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runDashboard } from '../lib/run/dashboard/run-dashboard.js';
import { callerFolder, endSignal, root, usageError } from './run-report.js';

const USAGE = 'npm run dashboard [-- --out DIR] [--port N]';

async function main(): Promise<void> {
  const options = { out: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return console.log(USAGE);
  const { out, port } = values;
  await runDashboard({
    out: out === undefined ? join(root, 'outputs') : resolve(callerFolder, out),
    ...(port !== undefined && { port: Number(port) }),
    stop: endSignal(),
    say: console.log,
  });
}

main().catch((error: Error) => {
  console.error(usageError('dashboard', error, USAGE));
  process.exitCode = 1;
});
