import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { CellError, CellTask, Message } from './messages.js';
import { OutputCollector } from './outputs.js';

export interface ExecuteOptions {
  /** The longest a cell may take, in seconds; no limit when absent. */
  readonly cellTimeout?: number;
  /** Ends the run at once: the process of the cells is killed. */
  readonly signal?: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  /** Told before each cell, with its index. */
  readonly onCell?: (cell: number) => void;
}

/** What came of the cells, up to the one that failed. */
export interface Execution {
  readonly outputs: OutputCollector;
  /** Indices of the cells that were started, in order. */
  readonly started: readonly number[];
  readonly failure?: { readonly cell: number; readonly error: CellError };
  /** Process number, by which leftovers of a killed one are known. */
  readonly pid: number | undefined;
}

/**
 * Runs cells in a process of their own, in `folder`, until the last or the first that fails: by an error, a type error, the
 * process ending, or the time limit. Resolves in all these cases; rejects when aborted, after the process is gone.
 */
export async function executeCells(
  folder: string,
  cells: readonly CellTask[],
  options: ExecuteOptions,
): Promise<Execution> {
  options.signal?.throwIfAborted();
  const child = startProcess(options.environment);
  const outputs = new OutputCollector();
  const started: number[] = [];
  let failure: Execution['failure'];
  let running: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const raw = collectRaw(child);
  const kill = () => killGroup(child);

  const onTimeout = (cell: number) => {
    const message = `cell must end within ${options.cellTimeout} s`;
    failure = { cell, error: { name: 'Timeout', message, trace: [`Timeout: ${message}`] } };
    kill();
  };
  const onMessage = (message: Message) => {
    if (message.kind === 'start') {
      running = message.cell;
      started.push(message.cell);
      outputs.start(message.cell);
      options.onCell?.(message.cell);
      if (options.cellTimeout !== undefined) timer = setTimeout(onTimeout, options.cellTimeout * 1000, message.cell);
    } else if (message.kind === 'stream') outputs.text(message);
    else if (message.kind === 'display') outputs.display(message);
    else {
      clearTimeout(timer);
      running = undefined;
      if (message.error) failure ??= { cell: message.cell, error: message.error };
    }
  };
  options.signal?.addEventListener('abort', kill, { once: true });
  const reports = readMessages(child.stdio[3] as Readable, onMessage);
  child.stdin?.on('error', () => undefined);
  child.stdin?.write(`${JSON.stringify({ folder, cells })}\n`);
  const [ending] = await Promise.all([ended(child), reports]);
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', kill);
  killGroup(child);
  options.signal?.throwIfAborted();
  const inCell = running ?? started.at(-1) ?? cells[0]?.index ?? 0;
  if (!failure && (running !== undefined || ending !== 'exit code 0')) {
    failure = { cell: inCell, error: processEnded(ending, raw()) };
  }
  return { outputs, started, pid: child.pid, ...(failure && { failure }) };
}

/** A group of its own, so that ctrl-C reaches the runner alone, and killing it takes what the cells started along. */
function startProcess(environment: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', join(__dirname, 'kernel-process.js')], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

function readMessages(stream: Readable, onMessage: (message: Message) => void): Promise<void> {
  return new Promise((done) => {
    const parts: string[] = [];
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = chunk.split('\n');
      for (const line of lines.slice(0, -1)) {
        onMessage(JSON.parse(parts.join('') + line) as Message);
        parts.length = 0;
      }
      parts.push(lines.at(-1) ?? '');
    });
    stream.on('error', () => done());
    stream.on('close', () => done());
  });
}

/** What goes past the cells' own streams is told only when the process dies: out of memory, mostly. */
function collectRaw(child: ChildProcess): () => string {
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-2000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => tail.trim();
}

function processEnded(ending: string, raw: string): CellError {
  const message = `the cell's process must live on, got ${ending}`;
  return { name: 'ProcessEnded', message, trace: [`ProcessEnded: ${message}`, ...(raw === '' ? [] : raw.split('\n'))] };
}
