// Kill -9 at random instants, again and again, while everything else goes wrong too; then the accounts are compared.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../../lib/core/random.js';
import { JournalReader } from '../../../lib/paper/journal/reader.js';
import { type Accounts, compareAccounts, unitsOfCash } from './accounts.js';
import { EngineProcess, eventually } from './engine-process.js';
import { SOAK_PARAMETERS } from './parameters.js';
import { SoakWorld } from './world.js';

export interface SoakOptions {
  readonly kills: number;
  readonly seed: number;
  /** How many times faster than ours time passes; 120: a minute of the market in half a second. */
  readonly pace?: number;
  /** Longest life of an engine before it is killed, ms of the machine. */
  readonly longestLife?: number;
  /** Folder of the results, kept; a temporary one when absent. */
  readonly out?: string;
  readonly say?: (line: string) => void;
}

export interface SoakResult extends Accounts {
  readonly kills: number;
  readonly starts: number;
  /** Engines that ended by themselves and should not have. */
  readonly deaths: readonly string[];
  /** Kills at the arrival of an order at the server, shortly after it, and at any time. */
  readonly killsBy: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly mishaps: Readonly<Record<string, number>>;
  /** Names and numbers of the journal's events. */
  readonly events: Readonly<Record<string, number>>;
  readonly exits: Readonly<Record<string, number>>;
  /** Length of the soak: hours of the market, seconds of the machine. */
  readonly marketHours: number;
  readonly seconds: number;
}

const CASH = '100000';
const ALTERS = /^(POST|PATCH|DELETE) /;

export async function soak({
  kills,
  seed,
  pace = 120,
  longestLife = 6000,
  out,
  say = () => {},
}: SoakOptions): Promise<SoakResult> {
  const started = performance.now();
  const folder = out ?? mkdtempSync(join(tmpdir(), 'mtf-soak-'));
  const world = new SoakWorld({ seed, pace, daysBefore: 4, daysAfter: 30, faults: 0.05 });
  await world.start();
  const settings = { feed: 'alpaca', warmUpDays: 3, set: SOAK_PARAMETERS };
  const engine = new EngineProcess(folder, settings, () => world.environment());
  try {
    const begun = world.clock.now();
    const killsBy = await killAgainAndAgain(engine, world, { kills, random: seededRandom(seed + 2), longestLife, say });
    await endInPeace(engine, world);
    const accounts = compareAccounts({
      out: folder,
      exchange: world.trading.exchange,
      cash: unitsOfCash(CASH),
      position: 0n,
    });
    return {
      ...accounts,
      kills,
      starts: engine.starts,
      deaths: engine.deaths,
      killsBy,
      requests: world.trading.requests.length,
      mishaps: Object.fromEntries([...world.mishaps].sort()),
      events: eventCounts(engine.folder),
      exits: counts(accounts.trades.map(({ exitReason }) => exitReason)),
      marketHours: (world.clock.now() - begun) / 3_600_000,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    engine.kill();
    await engine.gone();
    await world.stop();
    if (out === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

interface Killing {
  readonly kills: number;
  readonly random: Random;
  readonly longestLife: number;
  readonly say: (line: string) => void;
}

async function killAgainAndAgain(
  engine: EngineProcess,
  world: SoakWorld,
  { kills, random, longestLife, say }: Killing,
) {
  const killsBy: Record<string, number> = {};
  engine.start();
  await eventually('the first engine trades', () => engine.note?.state === 'running', 60_000);
  for (let k = 1; k <= kills; k++) {
    if (!engine.isRunning) {
      // A process takes seconds to start, which would be minutes of the market: for most starts time stands still meanwhile.
      if (random() < 0.8) world.clock.hold(engine.startTime);
      engine.start();
    }
    const by = await killOnce(engine, world, random, longestLife);
    killsBy[by] = (killsBy[by] ?? 0) + 1;
    if (k % 10 === 0 || k === kills) {
      say(`${k} of ${kills} kills, ${world.trading.exchange.orders.length} orders at the server`);
    }
  }
  return killsBy;
}

/** Six of ten kills come right with, or just after, a request that changes something; the others at any instant, start-up included. */
async function killOnce(engine: EngineProcess, world: SoakWorld, random: Random, longestLife: number): Promise<string> {
  const life = engine.startTime + (random() - 0.2) * longestLife;
  const { trading } = world;
  const wish = random();
  const skip = Math.floor(random() * 3);
  const lag = wish < 0.3 ? 0 : random() * 30;
  let by = 'at any instant';
  const aims = wish < 0.6;
  // Orders are rare: a kill that aims at one waits longer for it.
  const timer = setTimeout(() => engine.kill(), aims ? 3 * longestLife : life);
  if (aims) {
    let seen = 0;
    trading.onRequest = (method) => {
      if (!ALTERS.test(`${method} `) || seen++ < skip || by !== 'at any instant') return;
      by = lag === 0 ? 'with an order' : 'just after an order';
      if (lag === 0) engine.kill();
      else setTimeout(() => engine.kill(), lag);
    };
  }
  await engine.gone();
  clearTimeout(timer);
  trading.onRequest = () => undefined;
  return by;
}

/** Faults off, one more start, and an end with everything closed: what is left then is what the engine did. */
async function endInPeace(engine: EngineProcess, world: SoakWorld): Promise<void> {
  world.calm();
  engine.start();
  await eventually('the last engine trades', () => engine.note?.state === 'running');
  const settled = world.clock.now() + 15 * 60_000;
  await eventually('a quarter of an hour of the market passes', () => world.clock.now() > settled, 120_000);
  await engine.stop('close');
}

function eventCounts(folder: string): Record<string, number> {
  const reader = new JournalReader(folder);
  const names = reader.events(20_000).map(({ name }) => name);
  reader.close();
  return counts(names);
}

function counts(words: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const word of [...words].sort()) found[word] = (found[word] ?? 0) + 1;
  return found;
}
