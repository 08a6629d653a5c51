import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, writeAtomic } from '../data/files.js';
import { clearStop, requestKill, requestStop, type StopRequest } from '../paper/control-files.js';
import { JournalReader } from '../paper/journal/reader.js';
import { repository } from './environment.js';
import { type PaperSettings, paperFolder, paperSettings } from './paper-settings.js';

/** What a paper trading process says of itself, in `paper/engine.json`. */
export interface EngineNote {
  readonly pid: number;
  /** `ended` is a replay that came to its end or a stop that was asked for; `failed` says why in `message`. */
  readonly state: 'starting' | 'running' | 'ended' | 'failed';
  readonly message: string;
}

export interface StartedPaper {
  readonly pid: number;
  readonly folder: string;
  /** False when a process was trading into this folder already: it goes on, and nothing was started. */
  readonly started: boolean;
}

export type StartOptions = { readonly [Name in keyof PaperSettings]?: unknown } & {
  /** Begin a replay anew instead of going on with the one in the folder. Never forgets what traded live bars. */
  readonly fresh?: boolean;
};

const NOTE = 'engine.json';
const POLL = 50;

export function writeNote(folder: string, note: EngineNote): void {
  writeAtomic(join(folder, NOTE), `${JSON.stringify(note)}\n`);
}

/** The newest note of the process that trades, or traded last, into `folder`. */
export function readNote(folder: string): EngineNote | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, NOTE), 'utf8')) as EngineNote;
  } catch {
    return undefined;
  }
}

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
  if (fresh) forgetReplay(folder);
  clearStop(folder);
  rmSync(join(folder, NOTE), { force: true });
  const file = join(folder, 'settings.json');
  writeAtomic(file, `${JSON.stringify(settings, null, 2)}\n`);
  const pid = spawnDetached(file, join(folder, 'output.log'));
  await waitFor(() => readNote(folder)?.pid === pid || !isAlive(pid), 60_000);
  await waitFor(() => readNote(folder)?.state !== 'starting' || !isAlive(pid), 300_000);
  const note = readNote(folder);
  if (note?.state === 'running' || note?.state === 'ended') return { pid, folder, started: true };
  const why = note?.message || lastLines(join(folder, 'output.log'));
  throw new Error(`startPaper: paper trading must start, got "${why}"`);
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
  await waitFor(() => !isAlive(pid), 120_000);
  if (isAlive(pid)) throw new Error(`stopPaper: process ${pid} must end within two minutes of being asked, got none`);
  return true;
}

/** The kill switch: everything is closed and nothing opened again. Works without a running process too: the next one finds it. */
export function killPaper(out: string): void {
  requestKill(paperFolder(out));
}

/** The process that trades into `folder`, if one does. */
export function runningPid(folder: string): number | undefined {
  const note = readNote(folder);
  return note && (note.state === 'running' || note.state === 'starting') && isAlive(note.pid) ? note.pid : undefined;
}

/** Of its own session, and with files for its output: nothing that ends here ends it. */
function spawnDetached(settings: string, log: string): number {
  const output = openSync(log, 'a');
  try {
    const script = join(repository(), 'dist', 'scripts', 'paper.js');
    // A process that lives for weeks is given a small young generation: V8 would let it grow by tens of MB.
    const flags = ['--enable-source-maps', '--max-semi-space-size=4'];
    const child = spawn(process.execPath, [...flags, script, 'run', '--settings', settings], {
      cwd: repository(),
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    if (child.pid === undefined) throw new Error('startPaper: a process must start, got none');
    return child.pid;
  } finally {
    closeSync(output);
  }
}

async function waitFor(done: () => boolean, longest: number): Promise<void> {
  for (let waited = 0; waited < longest && !done(); waited += POLL) {
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' | ');
  } catch {
    return 'no output';
  }
}

/** Removes the journal of a replay; one of live bars is what its positions are known by, and stays. */
function forgetReplay(folder: string): void {
  const reader = new JournalReader(folder);
  const settings = reader.settings();
  reader.close();
  if (settings === null || settings.feed !== 'replay') return;
  for (const name of readdirSync(folder)) {
    if (/^(journal\.sqlite|paper\.log|output\.log|KILL$)/.test(name)) rmSync(join(folder, name), { force: true });
  }
  rmSync(join(folder, '..', 'paper_trades.csv'), { force: true });
}
