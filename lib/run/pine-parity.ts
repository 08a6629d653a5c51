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

/** The last `most` of `bars`; all of them where there are fewer. */
export function lastBars(bars: Bars, most: number): Bars {
  const { step, time, open, high, low, close, volume } = bars;
  const part = (values: Float64Array) => values.slice(Math.max(0, values.length - most));
  return {
    step,
    time: part(time),
    open: part(open),
    high: part(high),
    low: part(low),
    close: part(close),
    volume: part(volume),
  };
}

/** What a process ends with that finds no Pine runtime. */
const NO_RUNTIME = 3;

/**
 * Runs both scripts in a Pine runtime on `bars` and compares them with the library, in a process of its own: the runtime is under the AGPL and no part of this package. Null where it is not installed (`npm ci --omit=dev`).
 * Throws with the words of the process when that fails.
 */
export async function verifyPine(
  scripts: { readonly indicator: string; readonly strategy: string },
  bars: Bars,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<PineParity | null> {
  const program = resolve(__dirname, '..', '..', 'scripts', 'pine-parity.js');
  if (!existsSync(program)) return null;
  const { step, time, open, high, low, close, volume } = bars;
  const rows = {
    step,
    time: Array.from(time),
    open: Array.from(open),
    high: Array.from(high),
    low: Array.from(low),
    close: Array.from(close),
    volume: Array.from(volume),
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
