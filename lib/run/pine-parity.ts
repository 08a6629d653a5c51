import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bars } from '../core/bars.js';
import type { PineParity } from '../pine/parity.js';
import type { ParameterValue } from '../strategy/parameter.js';

/** Two scripts, and the bars and parameters they are held against the library on. */
export interface PineJob {
  readonly bars: { readonly step: number } & Readonly<
    Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', readonly number[]>
  >;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly indicator: string;
  readonly strategy: string;
}

/** What a process ends with that finds no Pine runtime. */
const NO_RUNTIME = 3;

/**
 * Runs both scripts in a Pine runtime on the last `most` of `bars` and compares them with the library, in a process of its
 * own: the runtime is under the AGPL and no part of this package. Null where it is not installed (`npm ci --omit=dev`).
 * Throws with the words of the process when that fails.
 */
export async function verifyPine(
  scripts: { readonly indicator: string; readonly strategy: string },
  bars: Bars,
  parameters: Readonly<Record<string, ParameterValue>>,
  most: number,
): Promise<PineParity | null> {
  const program = resolve(__dirname, '..', '..', 'scripts', 'pine-parity.js');
  if (!existsSync(program)) return null;
  const column = (values: Float64Array) => Array.from(values.subarray(Math.max(0, values.length - most)));
  const { step, time, open, high, low, close, volume } = bars;
  const rows = {
    step,
    time: column(time),
    open: column(open),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: column(volume),
  };
  const job: PineJob = { bars: rows, parameters, ...scripts };
  const { code, out, said } = await talk(program, JSON.stringify(job));
  if (code === NO_RUNTIME) return null;
  if (code !== 0)
    throw new Error(`verifyPine: scripts must run in the Pine runtime, got ${said.trim() || `exit ${code}`}`);
  return JSON.parse(out) as PineParity;
}

function talk(program: string, input: string): Promise<{ code: number | null; out: string; said: string }> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, said }));
    // A process that ends early closes its input; what it said is the better error.
    child.stdin.on('error', () => undefined).end(input);
  });
}
