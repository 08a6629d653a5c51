import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { JournalReader } from '../../../lib/paper/journal/reader.js';
import type { PaperStatus } from '../../../lib/paper/paper-status.js';
import { paperStatusText } from '../../../lib/run/paper-status-text.js';
import { EngineProcess, eventually } from './engine-process.js';
import { SOAK_PARAMETERS } from './parameters.js';
import { SoakWorld, type WorldOptions } from './world.js';

export interface LiveOptions extends Partial<WorldOptions> {
  /** Done with the servers before the engine is started. */
  readonly before?: (world: SoakWorld) => Promise<void> | void;
  readonly environment?: NodeJS.ProcessEnv;
  readonly out?: string;
}

/** The market of this seed gives an entry 5, 10 and 15 minutes after the start. */
const BUSY_SEED = 24;
/** Ms of the machine for which time stands still at the start: the process and its warm-up take as long. */
const START_TIME = 3000;

/** One real paper trading process in a world of its own, ended with the test. */
export class LiveEngine {
  readonly world: SoakWorld;
  readonly engine: EngineProcess;
  readonly reader: JournalReader;
  private readonly before: NonNullable<LiveOptions['before']>;

  constructor(
    readonly out: string,
    { environment = {}, before, ...options }: LiveOptions,
  ) {
    this.before = before ?? (() => undefined);
    const world = new SoakWorld({ seed: BUSY_SEED, pace: 120, daysBefore: 4, daysAfter: 2, faults: 0, ...options });
    world.hasFaults = false;
    this.world = world;
    const settings = { feed: 'alpaca', warmUpDays: 3, set: SOAK_PARAMETERS };
    this.engine = new EngineProcess(out, settings, () => ({ ...world.environment(), ...environment }));
    this.reader = new JournalReader(this.engine.folder);
  }

  async start(): Promise<void> {
    await this.world.start();
    await this.before(this.world);
    this.world.clock.hold(START_TIME);
    this.engine.start();
  }

  async end(): Promise<void> {
    this.engine.kill();
    await this.engine.gone();
    this.reader.close();
    await this.world.stop();
  }

  /** What `npm run paper -- status` prints now. */
  get text(): string {
    return paperStatusText(this.out, this.world.clock.now());
  }

  get status(): PaperStatus {
    return this.reader.status(this.world.clock.now());
  }

  /** Names of the journal's events so far. */
  get events(): string[] {
    return this.reader.events(10_000).map(({ name }) => name);
  }

  get positions(): number {
    return this.status.report?.account.positions.length ?? 0;
  }

  /** Entries that were sent, by the open of their signal bar, and the holds that bars were decided under. */
  entriesOnHold(): number[] {
    const held = new Set<number>();
    for (const { bar, control } of this.reader.bars(0, Number.MAX_SAFE_INTEGER)) if (control.hold) held.add(bar.time);
    return this.reader
      .orders()
      .filter(({ role, signalTime }) => role === 'entry' && held.has(signalTime))
      .map(({ signalTime }) => signalTime);
  }

  async until(what: string, condition: () => boolean, patience = 60_000): Promise<void> {
    await eventually(
      what,
      () => {
        if (this.engine.deaths.length > 0) throw new Error(`the process ended: ${this.engine.deaths.join('\n')}`);
        return condition();
      },
      patience,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.text}\n${this.log.split('\n').slice(-15).join('\n')}`);
    });
  }

  /** Waits until an entry was bought and a stop rests at the server for it. */
  untilProtected(): Promise<void> {
    const { exchange } = this.world.trading;
    return this.until('a position with its stop at the server', () =>
      exchange.openOrders().some(({ type, status }) => type === 'stop_limit' && status === 'new'),
    );
  }

  pass(minutes: number): Promise<void> {
    return this.world.clock.sleepUntil(this.world.clock.now() + minutes * 60_000);
  }

  get log(): string {
    return readFileSync(join(this.engine.folder, 'paper.log'), 'utf8');
  }

  /** Every byte that the process has left behind. */
  bytes(): Buffer {
    const files = readdirSync(this.out, { recursive: true, encoding: 'utf8' }).map((name) => join(this.out, name));
    return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
  }
}

export async function liveEngine(t: TestContext, options: LiveOptions = {}): Promise<LiveEngine> {
  const out = options.out ?? mkdtempSync(join(tmpdir(), 'mtf-live-'));
  const live = new LiveEngine(out, options);
  t.after(async () => {
    await live.end();
    rmSync(out, { recursive: true, force: true });
  });
  await live.start();
  return live;
}
