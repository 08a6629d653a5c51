// Real worker processes, as `npm run worker` starts them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../needs.js';
import { until } from './redis-server.js';

export class WorkerProcess {
  #text = '';
  readonly #process: ChildProcess;

  constructor(url: string, { threads = 1, dist = join(root, 'dist') } = {}) {
    const script = join(dist, 'scripts', 'worker.js');
    this.#process = spawn(process.execPath, [script, '--redis', url, '--threads', String(threads)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#text += chunk.toString();
      });
    }
  }

  static async ready(url: string, options: { threads?: number; dist?: string } = {}): Promise<WorkerProcess> {
    const worker = new WorkerProcess(url, options);
    await worker.says('ready at');
    return worker;
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  get text(): string {
    return this.#text;
  }

  says(words: string): Promise<void> {
    return until(() => this.#text.includes(words), `"${words}" from the worker, which said: ${this.#text}`);
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    if (this.ended) return this.#process.exitCode;
    this.#process.kill(signal);
    const [code] = (await once(this.#process, 'exit')) as [number | null];
    return code;
  }
}
