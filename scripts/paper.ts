// npm run paper -- start|status|stop|kill: paper trading in a process of its own, watched from anywhere.
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runningPid } from '../lib/run/engine-note.js';
import { killPaper, startPaper, stopPaper } from '../lib/run/paper-launch.js';
import { runPaper } from '../lib/run/paper-process.js';
import { type PaperSettings, paperFolder, paperSettings } from '../lib/run/paper-settings.js';
import { paperStatusText } from '../lib/run/paper-status-text.js';
import { openPaper } from '../lib/run/paper-watch.js';
import { freeValue, parseSettings } from '../lib/run/parameters.js';
import { callerFolder, endSignal, root } from './run-report.js';

const USAGE = `npm run paper -- start  [--feed replay|alpaca] [--broker sim|alpaca] [--shorts skip|simulate] [--bars FILE] [--finer FILE]
                        [--source sample|csv|alpaca] [--from DATE] [--to DATE] [--speed BARS_PER_SECOND] [--fresh]
                        [--warm-up-bars N] [--warm-up-days N] [--set name=value ...] [--out DIR] [--foreground]
npm run paper -- status [--out DIR] [--watch]
npm run paper -- stop   [--out DIR] [--close]
npm run paper -- kill   [--out DIR]`;

const OUT = { out: { type: 'string' } } as const;
const START = {
  feed: { type: 'string' },
  broker: { type: 'string' },
  shorts: { type: 'string' },
  bars: { type: 'string' },
  finer: { type: 'string' },
  source: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  speed: { type: 'string' },
  fresh: { type: 'boolean' },
  'warm-up-bars': { type: 'string' },
  'warm-up-days': { type: 'string' },
  set: { type: 'string', multiple: true },
  foreground: { type: 'boolean' },
} as const;

class UsageError extends Error {}

async function main(): Promise<void> {
  const [command, ...words] = process.argv.slice(2);
  if (command === '--help' || words.includes('--help')) return console.log(USAGE);
  if (command === 'start') return start(words);
  if (command === 'run') return run(words);
  if (command === 'status') return status(words);
  if (command === 'stop') return stop(words);
  if (command === 'kill') return kill(words);
  throw new UsageError(`paper: command must be start, status, stop or kill, got ${command ?? 'none'}`);
}

async function start(words: readonly string[]): Promise<void> {
  const { values } = asked(() => parseArgs({ args: [...words], options: { ...START, ...OUT } }));
  const { fresh = false, foreground, bars, finer, set = [] } = values;
  const {
    'warm-up-bars': warmUpBars,
    'warm-up-days': warmUpDays,
    feed,
    broker,
    shorts,
    source,
    from,
    to,
    speed,
  } = values;
  const given = {
    ...{ feed, broker, shorts, source, from, to, speed, warmUpBars, warmUpDays },
    bars: bars && resolve(callerFolder, bars),
    finer: finer && resolve(callerFolder, finer),
    set: parameters(set),
    out: outOf(values),
  };
  if (foreground) return runPaper(paperSettings(given), { stop: endSignal(), say: console.log, fresh });
  const { pid, folder, started } = await startPaper({ ...given, fresh });
  const isOver = started && runningPid(folder) === undefined;
  if (isOver) return console.log(`The recording has been traded to its end, in ${folder}.`);
  console.log(
    started
      ? `Paper trading runs in process ${pid}, in ${folder}; it goes on when this terminal closes.`
      : `Process ${pid} trades there already, in ${folder}; it goes on with its own settings, and nothing was started.`,
  );
  console.log('Watch it: npm run paper -- status; end it: npm run paper -- stop');
}

/** What `start` began in the background, with the word that it was given. */
function run([word]: readonly string[]): Promise<void> {
  if (word === undefined) throw new UsageError('paper: run must be given its settings, got none; use start');
  const { settings, fresh, launch } = JSON.parse(word) as { settings: PaperSettings; fresh: boolean; launch: string };
  return runPaper(paperSettings(settings), { stop: endSignal(), say: console.log, fresh, launch });
}

async function status(words: readonly string[]): Promise<void> {
  const { values } = asked(() => parseArgs({ args: [...words], options: { ...OUT, watch: { type: 'boolean' } } }));
  const out = outOf(values);
  if (!values.watch) return console.log(paperStatusText(out, Date.now()));
  const end = endSignal();
  while (!end.aborted) {
    const text = paperStatusText(out, Date.now());
    process.stdout.write(`\x1b[2J\x1b[H${text}\n`);
    await pause(2000, undefined, { signal: end }).catch(() => undefined);
  }
}

async function stop(words: readonly string[]): Promise<void> {
  const { values } = asked(() => parseArgs({ args: [...words], options: { ...OUT, close: { type: 'boolean' } } }));
  const out = outOf(values);
  if (await stopPaper(out, values.close ? 'close' : 'leave')) {
    return console.log(`Paper trading has ended; open positions: ${openPositions(out)}.`);
  }
  console.log(`Nothing was running in ${paperFolder(out)}.`);
}

function openPositions(out: string): number {
  const reader = openPaper(out);
  const { report } = reader.status(Date.now());
  reader.close();
  return report?.account.positions.length ?? 0;
}

function kill(words: readonly string[]): void {
  const { values } = asked(() => parseArgs({ args: [...words], options: OUT }));
  const out = outOf(values);
  killPaper(out);
  const folder = paperFolder(out);
  const pid = runningPid(folder);
  console.log(
    pid === undefined
      ? `Kill switch set in ${folder}. No process is running: the next one closes what is open and opens nothing.`
      : `Kill switch set in ${folder}: process ${pid} closes everything and opens nothing again, for good.`,
  );
}

/** What the words of a command mean. Throws with the usage on a word that means nothing. */
function asked<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`paper: ${(error as Error).message}`);
  }
}

function outOf({ out }: { readonly out?: string | undefined }): string {
  return out === undefined ? join(root, 'outputs') : resolve(callerFolder, out);
}

function parameters(words: readonly string[]): Record<string, number | string | boolean> {
  const texts = parseSettings(words, (path) => path);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, freeValue(text)]));
}

main().catch((error: Error) => {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 1;
});
