// npm run paper -- start|status|stop|kill: paper trading in a process of its own, watched from anywhere.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killPaper, startPaper, stopPaper } from '../lib/run/paper-launch.js';
import { runPaper } from '../lib/run/paper-process.js';
import { paperSettings } from '../lib/run/paper-settings.js';
import { paperStatusText } from '../lib/run/paper-status-text.js';
import { freeValue, parseSettings } from '../lib/run/parameters.js';
import { callerFolder, endSignal, root } from './run-report.js';

const USAGE = `npm run paper -- start  [--feed replay|alpaca] [--broker sim|alpaca] [--shorts skip|simulate] [--bars FILE] [--finer FILE]
                        [--source sample|csv|alpaca] [--from DATE] [--to DATE] [--speed BARS_PER_SECOND]
                        [--warm-up-bars N] [--warm-up-days N] [--set name=value ...] [--out DIR] [--foreground]
npm run paper -- status [--out DIR] [--watch]
npm run paper -- stop   [--out DIR] [--close]
npm run paper -- kill   [--out DIR]`;

const OPTIONS = {
  feed: { type: 'string' },
  broker: { type: 'string' },
  shorts: { type: 'string' },
  bars: { type: 'string' },
  finer: { type: 'string' },
  source: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  speed: { type: 'string' },
  'warm-up-bars': { type: 'string' },
  'warm-up-days': { type: 'string' },
  set: { type: 'string', multiple: true },
  out: { type: 'string' },
  foreground: { type: 'boolean' },
  close: { type: 'boolean' },
  watch: { type: 'boolean' },
  settings: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

const parse = () => parseArgs({ allowPositionals: true, options: OPTIONS });

async function main(): Promise<void> {
  const { values, positionals } = parse();
  const [command] = positionals;
  if (values.help) return console.log(USAGE);
  const out = values.out === undefined ? join(root, 'outputs') : resolve(callerFolder, values.out);
  if (command === 'start') return start(values, out);
  if (command === 'run') return run(values);
  if (command === 'status') return status(out, values.watch === true);
  if (command === 'stop') return stop(out, values.close === true);
  if (command === 'kill') return kill(out);
  throw new Error(`paper: command must be start, status, stop or kill, got ${command ?? 'none'}\n${USAGE}`);
}

async function start(values: Values, out: string): Promise<void> {
  const given = {
    ...Object.fromEntries(
      (['feed', 'broker', 'shorts', 'source', 'from', 'to', 'speed'] as const)
        .filter((name) => values[name] !== undefined)
        .map((name) => [name, values[name]]),
    ),
    ...(values['warm-up-bars'] !== undefined && { warmUpBars: values['warm-up-bars'] }),
    ...(values['warm-up-days'] !== undefined && { warmUpDays: values['warm-up-days'] }),
    ...(values.bars !== undefined && { bars: resolve(callerFolder, values.bars) }),
    ...(values.finer !== undefined && { finer: resolve(callerFolder, values.finer) }),
    set: parameters(values.set ?? []),
    out,
  };
  if (values.foreground) return runPaper(paperSettings(given), { stop: endSignal(), say: console.log });
  const { pid, folder, started } = await startPaper(given);
  console.log(started ? `Paper trading runs in process ${pid}, in ${folder}.` : `Process ${pid} trades there already.`);
  console.log('Watch it: npm run paper -- status; end it: npm run paper -- stop');
}

/** What `start` began in the background. */
function run(values: Values): Promise<void> {
  if (values.settings === undefined) throw new Error(`paper: run must have --settings, got none; use start\n${USAGE}`);
  const settings = paperSettings(JSON.parse(readFileSync(values.settings, 'utf8')));
  return runPaper(settings, { stop: endSignal(), say: console.log });
}

async function status(out: string, watch: boolean): Promise<void> {
  do {
    const text = paperStatusText(out, Date.now());
    if (watch) process.stdout.write('\x1b[2J\x1b[H');
    console.log(text);
    if (watch) await new Promise((resolve) => setTimeout(resolve, 2000));
  } while (watch);
}

async function stop(out: string, close: boolean): Promise<void> {
  const ended = await stopPaper(out, close ? 'close' : 'leave');
  console.log(ended ? 'Paper trading has ended.' : 'Nothing was running.');
}

function kill(out: string): void {
  killPaper(out);
  console.log('Kill switch set: everything is closed and nothing opened again, until the file paper/KILL is removed.');
}

function parameters(words: readonly string[]): Record<string, number | string | boolean> {
  const texts = parseSettings(words, (path) => path);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, freeValue(text)]));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
