import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestKill, requestStop, type StopRequest } from '../paper/control-files.js';
import { readNote, runningPid } from './engine-note.js';
import { repository } from './environment.js';
import { type PaperSettings, paperFolder, paperSettings } from './paper-settings.js';

export interface StartedPaper {
  readonly pid: number;
  readonly folder: string;
  /** False when a process was trading into this folder already: it goes on, and nothing was started. */
  readonly started: boolean;
}

export type StartOptions = { readonly [Name in keyof PaperSettings]?: unknown } & {
  /** Begin a replay anew instead of going on with the one in the folder. What traded live bars is never forgotten. */
  readonly fresh?: boolean;
};

const OUTPUT = 'output.log';
const POLL = 50;
const LONGEST_START = 300_000;
const LONGEST_STOP = 120_000;

/**
 * Starts paper trading in a process of its own, which goes on when this one (a notebook, JupyterLab, a terminal) ends.
 * Resolves when it trades. Throws with its own words when it could not start: wrong keys, bad settings, a damaged journal.
 */
export async function startPaper({ fresh = false, ...given }: StartOptions = {}): Promise<StartedPaper> {
  const settings = paperSettings(given);
  const folder = paperFolder(settings.out);
  const running = runningPid(folder);
  if (running !== undefined) return { pid: running, folder, started: false };
  mkdirSync(folder, { recursive: true });
  const launch = randomUUID();
  const child = spawnDetached({ settings, fresh, launch }, join(folder, OUTPUT));
  const own = () => (readNote(folder)?.launch === launch ? readNote(folder)?.state : undefined);
  const isDecided = () => child.exitCode !== null || child.signalCode !== null || (own() ?? 'starting') !== 'starting';
  await waitFor(isDecided, LONGEST_START);
  const state = own();
  if (state === 'running' || state === 'ended') return { pid: child.pid, folder, started: true };
  // Of two starts at once the folder takes one.
  const winner = runningPid(folder);
  if (winner !== undefined && winner !== child.pid) return { pid: winner, folder, started: false };
  throw new Error(`startPaper: paper trading must start, got "${whyNot(folder, launch)}"`);
}

/**
 * Asks the process to end after the bar at hand, leaving positions as they are (protected at the broker) or closing them
 * first. Resolves with false when none was running.
 */
export async function stopPaper(out: string, request: StopRequest = 'leave'): Promise<boolean> {
  const folder = paperFolder(out);
  const pid = runningPid(folder);
  if (pid === undefined) return false;
  requestStop(folder, request);
  await waitFor(() => runningPid(folder) !== pid, LONGEST_STOP);
  if (runningPid(folder) === pid) {
    throw new Error(
      `stopPaper: process ${pid} must end within two minutes of being asked, got none; see ${folder}/paper.log`,
    );
  }
  return true;
}

/** The kill switch: everything is closed and nothing opened again. Works without a running process too: the next one finds it. */
export function killPaper(out: string): void {
  requestKill(paperFolder(out));
}

interface Launch {
  readonly settings: PaperSettings;
  readonly fresh: boolean;
  readonly launch: string;
}

/** What Node is started with: a process that lives for weeks is given a small young generation, which V8 would let grow by tens of MB. */
export const PAPER_NODE_FLAGS: readonly string[] = ['--enable-source-maps', '--max-semi-space-size=4'];

/** Of its own session, and with files for its output: nothing that ends here ends it. */
function spawnDetached(launch: Launch, log: string): ChildProcess & { readonly pid: number } {
  const output = openSync(log, 'a');
  try {
    const script = join(repository(), 'dist', 'scripts', 'paper.js');
    const child = spawn(process.execPath, [...PAPER_NODE_FLAGS, script, 'run', JSON.stringify(launch)], {
      cwd: repository(),
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    const { pid } = child;
    if (pid === undefined) throw new Error('startPaper: a process must start, got none');
    return Object.assign(child, { pid });
  } finally {
    closeSync(output);
  }
}

async function waitFor(done: () => boolean, longest: number): Promise<void> {
  for (let waited = 0; waited < longest && !done(); waited += POLL) {
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/** Its own words; where it had none, what was last printed; where it still tries, that. */
function whyNot(folder: string, launch: string): string {
  const note = readNote(folder);
  if (note?.launch !== launch) return lastLines(join(folder, OUTPUT));
  if (note.state !== 'starting') return note.message;
  if (runningPid(folder) === undefined) return lastLines(join(folder, OUTPUT));
  return `nothing after five minutes; process ${note.pid} still tries: npm run paper -- status tells, npm run paper -- stop ends it`;
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' | ') || 'no output';
  } catch {
    return 'no output';
  }
}
