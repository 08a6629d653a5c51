import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestStop, type StopRequest } from '../../../lib/paper/control-files.js';
import { type EngineNote, readNote } from '../../../lib/run/engine-note.js';
import { PAPER_NODE_FLAGS } from '../../../lib/run/paper-launch.js';
import { type PaperSettings, paperFolder, paperSettings } from '../../../lib/run/paper-settings.js';
import { root } from '../../needs.js';

/** The real paper trading process, as `npm run paper -- start` starts it, and what a test does to it. */
export class EngineProcess {
  readonly folder: string;
  starts = 0;
  /** Processes that ended by themselves and should not have, with their last words. */
  readonly deaths: string[] = [];
  /** Ms of the machine that a start took last, until the engine said that it trades. */
  startTime = 1000;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private readonly settings: PaperSettings;

  constructor(
    readonly out: string,
    given: Parameters<typeof paperSettings>[0],
    private readonly environment: () => NodeJS.ProcessEnv,
  ) {
    this.folder = paperFolder(out);
    mkdirSync(this.folder, { recursive: true });
    this.settings = paperSettings({ ...given, out });
  }

  get isRunning(): boolean {
    return this.child !== null;
  }

  start(): void {
    this.starts++;
    const launch = JSON.stringify({ settings: this.settings, fresh: false, launch: String(this.starts) });
    const output = openSync(join(this.folder, 'output.log'), 'a');
    const script = join(root, 'dist', 'scripts', 'paper.js');
    const child = spawn(process.execPath, [...PAPER_NODE_FLAGS, script, 'run', launch], {
      cwd: root,
      env: this.environment(),
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    this.child = child;
    void this.measureStart(child);
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.child = null;
        process.removeListener('exit', endWithUs);
        if (signal !== 'SIGKILL' && code !== 0) this.deaths.push(`${code ?? signal}: ${this.lastOutput()}`);
        resolve();
      });
    });
  }

  private async measureStart(child: ChildProcess): Promise<void> {
    const begun = performance.now();
    while (this.child === child) {
      if (this.note?.pid === child.pid && this.note?.state === 'running') {
        this.startTime = performance.now() - begun;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** At this very instant, whatever it is doing. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Resolves when the process is gone. */
  gone(): Promise<void> {
    return this.ended;
  }

  get note(): EngineNote | undefined {
    return readNote(this.folder);
  }

  /** Asks it to end and waits until it has, `patience` ms at most. */
  async stop(request: StopRequest, patience = 60_000): Promise<void> {
    requestStop(this.folder, request);
    const late = new Promise((resolve) => setTimeout(resolve, patience, 'late').unref());
    if ((await Promise.race([this.ended, late])) !== 'late') return;
    this.kill();
    throw new Error(`EngineProcess.stop: the process must end within ${patience} ms of being asked, got none`);
  }

  lastOutput(): string {
    return readFileSync(join(this.folder, 'output.log'), 'utf8').trim().split('\n').slice(-12).join('\n');
  }
}

/** Resolves when `condition` holds; throws when it does not within `patience` ms of the machine's time. */
export async function eventually(what: string, condition: () => boolean, patience = 30_000): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`eventually: ${what} must come true within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
