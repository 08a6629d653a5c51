// Runs exported scripts in pinets against the library: a PineJob as JSON on stdin, a PineParity as JSON on stdout. A process
// of its own, because pinets is under another licence and nothing of lib/ may load it. Ends with 3 where it is missing.
import { readFileSync } from 'node:fs';
import type { Bars } from '../lib/core/bars.js';
import type { PineParity } from '../lib/pine/parity.js';
import type { PineJob } from '../lib/run/pine-parity.js';
import { hasRuntime } from '../test/pine/runtime.js';
import { verifyIndicator, verifyStrategy } from '../test/pine/verify.js';

async function main(): Promise<void> {
  if (!hasRuntime()) {
    process.exitCode = 3;
    return;
  }
  const { bars: rows, parameters, indicator, strategy } = JSON.parse(readFileSync(0, 'utf8')) as PineJob;
  const column = (name: Exclude<keyof PineJob['bars'], 'step'>) => Float64Array.from(rows[name]);
  const bars: Bars = {
    step: rows.step,
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
  const parity: PineParity = {
    indicator: await verifyIndicator(indicator, bars, parameters),
    strategy: await verifyStrategy(strategy, bars, parameters),
  };
  process.stdout.write(JSON.stringify(parity));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
