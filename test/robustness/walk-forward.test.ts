import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { backtest } from '../../lib/backtest/backtest.js';
import { sliceBars } from '../../lib/core/bars.js';
import { contentHash } from '../../lib/data/quality.js';
import { TrialLedger } from '../../lib/optimise/trial-ledger.js';
import { openCompute, walkForwardOn } from '../../lib/robustness/run-tasks.js';
import { evaluateSegment } from '../../lib/robustness/segment.js';
import { degradationOf, walkForward } from '../../lib/robustness/walk-forward.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { Strategy } from '../../lib/strategy/strategy.js';
import { Workspace } from '../../lib/strategy/workspace.js';
import { bars, walk, walkTask } from './fixtures/walk.js';

const ledgerFile = () => join(mkdtempSync(join(tmpdir(), 'walk-')), 'trials.sqlite');
const script = join(__dirname, 'fixtures', 'walk.js');
const strategy = mtfStrategy as unknown as Strategy;

function countTrials(file: string): number {
  const ledger = new TrialLedger(file);
  const count = ledger.countTrials(contentHash(bars));
  ledger.close();
  return count;
}

test('one thread, two threads and this process give equal bytes, and remember the same evaluations', async () => {
  const places = [{ kind: 'inline' }, { kind: 'threads', threads: 1 }, { kind: 'threads', threads: 2 }] as const;
  const files = places.map(ledgerFile);
  const summaries: string[] = [];
  for (const [k, place] of places.entries()) summaries.push(await walk(files[k] ?? '', await openCompute(place)));
  assert.equal(new Set(summaries).size, 1);
  assert.equal(new Set(files.map(countTrials)).size, 1);
  assert.ok(countTrials(files[0] ?? '') >= 24);
});

test('a strategy that cannot travel walks in this process, to the same figures', async () => {
  const ledger = new TrialLedger(ledgerFile());
  const { shared, search, clock } = walkTask(ledger);
  const market = makeMarket(bars);
  const results = await walkForward({ strategy, market, fixed: {}, minTrades: shared.minTrades }, { ...search, clock });
  const compute = await openCompute({ kind: 'inline' });
  assert.deepEqual(results, await walkForwardOn(compute, walkTask(ledger)));
  const own = { ...shared, strategy: 'my own' };
  await assert.rejects(walkForwardOn(compute, { ...walkTask(ledger), shared: own }), /got my own; run your own inline/);
  await compute.close();
  ledger.close();
});

test('killed in the middle and run again it goes on, and ends with the same bytes as an undisturbed run', async () => {
  const undisturbed = execFileSync(process.execPath, [script, ledgerFile()], { encoding: 'utf8' });
  const file = ledgerFile();
  const child = spawn(process.execPath, [script, file], { stdio: 'ignore' });
  for (let tries = 0; tries < 600 && (!existsSync(file) || countTrials(file) < 9); tries++) await sleep(50);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  const before = countTrials(file);
  assert.ok(before >= 9 && before < 48, `${before} evaluations when it was killed`);
  assert.equal(execFileSync(process.execPath, [script, file], { encoding: 'utf8' }), undisturbed);
  assert.ok(countTrials(file) > before);
});

test('an aborted walk rejects with its reason and keeps what was evaluated', async () => {
  const compute = await openCompute({ kind: 'threads', threads: 1 });
  const file = ledgerFile();
  const ledger = new TrialLedger(file);
  const stop = new AbortController();
  const search = { ...walkTask(ledger).search, budget: 5000 };
  const refused = assert.rejects(
    walkForwardOn(compute, { ...walkTask(ledger), search, signal: stop.signal }),
    /enough seen/,
  );
  for (let tries = 0; tries < 600 && countTrials(file) < 3; tries++) await sleep(50);
  stop.abort(new Error('enough seen'));
  await refused;
  assert.ok(countTrials(file) >= 3);
  ledger.close();
  await compute.close();
});

test('a segment is traded as the whole would be, warmed up by its past, with its own equity and no signal from before it', () => {
  const market = makeMarket(bars);
  const input = { strategy, market, fixed: {}, minTrades: 1 };
  const from = 9000;
  const { metrics, equity, time } = evaluateSegment(input, {}, { from, to: bars.time.length }, new Workspace());
  const whole = backtest(mtfStrategy, market);
  const later = whole.trades.filter(({ signalBar }) => signalBar >= from);
  assert.equal(metrics.total_trades, later.length);
  assert.ok(later.length > 5);
  assert.equal(equity.length, bars.time.length - from);
  assert.equal(time[0], bars.time[from]);
  assert.ok(Math.abs((equity[0] ?? 0) - 10_000) < 1e-9);
});

test('what comes after a segment does not change it', () => {
  const segment = { from: 9000, to: 15_000 };
  const run = (length: number) =>
    evaluateSegment(
      { strategy, market: makeMarket(sliceBars(bars, 0, length)), fixed: {}, minTrades: 1 },
      { tp_rr: 2 },
      segment,
      new Workspace(),
    ).equity;
  assert.deepEqual(run(bars.time.length), run(15_000));
});

test('degradation is a share of train, and of nothing where train did not earn', () => {
  assert.equal(degradationOf(2, 1.5), 0.25);
  assert.equal(degradationOf(-1, 1), null);
  assert.equal(degradationOf(0, 1), null);
  assert.equal(degradationOf(1, null), null);
});
