import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standardDeviation } from 'simple-statistics';
import type { Bars } from '../../../lib/core/bars.js';
import { seededRandom } from '../../../lib/core/random.js';
import { bootstrapBars } from '../../../lib/robustness/perturb/bootstrap.js';
import { noiseCharacter } from '../../../lib/robustness/perturb/character.js';
import { perturbLevel } from '../../../lib/robustness/perturb/level.js';
import { PERTURBATION_FORMS, PERTURBATIONS, perturb, roomFor } from '../../../lib/robustness/perturb/perturb.js';
import { runSeed } from '../../../lib/robustness/perturb/run-seed.js';
import { toColumns } from '../../helpers.js';
import { randomMarket } from '../../reference/market.js';

const MARKETS = [21, 22].map((seed) => toColumns(randomMarket(seed, 1500).bars));
const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

test('noise 0 gives the bars back bit for bit, in every form', () => {
  for (const bars of MARKETS) {
    for (const form of PERTURBATION_FORMS) {
      const out = perturb(bars, { ...PERTURBATIONS[form], amount: 0 }, 1, 0, roomFor(bars));
      for (const name of COLUMNS) assert.deepEqual(out[name], bars[name], `${form} ${name}`);
    }
  }
});

test('bars stay valid: high and low around open and close, prices above 0, volumes at least 0, times untouched', () => {
  for (const bars of MARKETS) {
    for (const form of PERTURBATION_FORMS) {
      for (const amount of [0.1, 0.9]) {
        const out = perturb(bars, { ...PERTURBATIONS[form], amount }, 3, 7, roomFor(bars));
        assert.equal(out.time, bars.time);
        for (let i = 0; i < out.close.length; i++) {
          const [o, h, l, c] = [out.open[i], out.high[i], out.low[i], out.close[i]];
          assert.ok(
            l > 0 && l <= Math.min(o, c) && h >= Math.max(o, c) && h < Number.POSITIVE_INFINITY,
            `${form} ${i}`,
          );
          assert.ok(out.volume[i] >= 0);
        }
      }
    }
  }
});

test('equal seed and run give equal bytes, whatever was written before; other runs and seeds differ', () => {
  const [bars] = MARKETS;
  for (const form of PERTURBATION_FORMS) {
    const how = PERTURBATIONS[form];
    const room = roomFor(bars);
    const first = perturb(bars, how, 9, 4, room).close.slice();
    perturb(bars, how, 9, 5, room);
    assert.notDeepEqual(room.close, first);
    assert.deepEqual(perturb(bars, how, 9, 4, room).close, first, form);
    assert.notDeepEqual(perturb(bars, how, 10, 4, room).close, first);
  }
});

test('what is perturbed is left as it was', () => {
  const before = structuredClone(MARKETS[0]);
  for (const form of PERTURBATION_FORMS) perturb(MARKETS[0], PERTURBATIONS[form], 1, 1, roomFor(MARKETS[0]));
  assert.deepEqual(MARKETS[0], before);
});

/** Flat bars at a price of 1 and a volume of 1: what comes out is the noise. */
function flat(length: number): Bars {
  const ones = () => new Float64Array(length).fill(1);
  const time = Float64Array.from({ length }, (_, i) => i * 300_000);
  return { step: 300_000, time, open: ones(), high: ones(), low: ones(), close: ones(), volume: ones() };
}

test('the log level is an AR(1) with deviation amount / sqrt 3 and the half-life given', () => {
  const bars = flat(400_000);
  const out = roomFor(bars);
  perturbLevel(bars, { amount: 0.1, halfLife: 20 }, seededRandom(5), out);
  const level = Array.from(out.close, Math.log);
  const spread = standardDeviation(level);
  assert.ok(Math.abs(spread / (0.1 / Math.sqrt(3)) - 1) < 0.03, `${spread}`);
  // The autocorrelation after one half-life is a half.
  const lagged = level.slice(20).reduce((sum, value, i) => sum + value * level[i], 0) / (level.length - 20);
  assert.ok(Math.abs(lagged / spread ** 2 - 0.5) < 0.03, `${lagged / spread ** 2}`);
});

test('the log level starts in its stationary state', () => {
  const bars = flat(1);
  const first = Array.from({ length: 4000 }, (_, run) => {
    const out = perturb(bars, PERTURBATIONS.level, 2, run, roomFor(bars));
    return Math.log(out.close[0]);
  });
  assert.ok(Math.abs(standardDeviation(first) / (0.1 / Math.sqrt(3)) - 1) < 0.05);
});

test('volumes move by a factor uniform in +/- the amount', () => {
  const bars = flat(50_000);
  for (const form of ['level', 'bar'] as const) {
    const { volume } = perturb(bars, PERTURBATIONS[form], 1, 0, roomFor(bars));
    assert.ok(Math.min(...volume) >= 0.9 && Math.max(...volume) <= 1.1);
    assert.ok(Math.abs(standardDeviation(Array.from(volume)) / (0.1 / Math.sqrt(3)) - 1) < 0.02);
  }
});

// facts: synthetic bars of 0.6 % deviation, noise of 10 % a bar: 13.6 times as volatile, autocorrelation -0.50.
test('noise of 10 % on each bar makes bars of 0.6 % deviation 13.6 times as volatile, and each return turn back', () => {
  const bars = flat(60_000);
  const random = seededRandom(8);
  for (let i = 1; i < bars.close.length; i++) {
    bars.close[i] = bars.close[i - 1] * Math.exp(0.006 * Math.sqrt(12) * (random() - 0.5));
  }
  const out = perturb(bars, PERTURBATIONS.bar, 1, 0, roomFor(bars));
  const { volatility_multiple, autocorrelation } = noiseCharacter(bars, out);
  assert.ok(volatility_multiple !== null && Math.abs(volatility_multiple - 13.6) < 0.2, `${volatility_multiple}`);
  assert.ok(autocorrelation !== null && Math.abs(autocorrelation + 0.5) < 0.02);
});

// facts: AR(1) of sd 0.1 / sqrt 3 on bars of 0.6 % deviation: 2.50, 1.24 and 1.09 times at half-lives of 24, 240 and 720.
test('a slow level leaves the volatility of returns the nearer to what it was, the longer its half-life', () => {
  const bars = flat(200_000);
  const random = seededRandom(8);
  for (let i = 1; i < bars.close.length; i++) {
    bars.close[i] = bars.close[i - 1] * Math.exp(0.006 * Math.sqrt(12) * (random() - 0.5));
  }
  for (const [halfLife, expected] of [
    [24, 2.5],
    [240, 1.24],
    [720, 1.09],
  ]) {
    const out = roomFor(bars);
    perturbLevel(bars, { amount: 0.1, halfLife }, seededRandom(3), out);
    const { volatility_multiple, autocorrelation } = noiseCharacter(bars, out);
    assert.ok(Math.abs((volatility_multiple ?? 0) - expected) < 0.02, `${halfLife}: ${volatility_multiple}`);
    assert.ok(Math.abs(autocorrelation ?? 1) < 0.03);
  }
});

test('bars that do not vary have no noise to compare to', () => {
  const still = noiseCharacter(flat(10), flat(10));
  assert.deepEqual(still, { volatility_multiple: null, autocorrelation: null });
});

test('a bootstrap of one endless block is the history itself, turned around', () => {
  const [bars] = MARKETS;
  const out = roomFor(bars);
  const length = bars.time.length;
  bootstrapBars(bars, Number.POSITIVE_INFINITY, () => 0, out);
  for (const name of COLUMNS) assert.deepEqual(out[name], bars[name]);
  bootstrapBars(bars, Number.POSITIVE_INFINITY, () => 0.5, out);
  const from = Math.floor(length / 2);
  assert.deepEqual(out.volume.slice(0, length - from), bars.volume.slice(from));
  assert.deepEqual(out.volume.slice(length - from), bars.volume.slice(0, from));
});

test('a bootstrapped bar keeps its offsets to the close before, and its volume; blocks have the mean length given', () => {
  const bars = toColumns(randomMarket(23, 6000).bars);
  const tagged = { ...bars, volume: bars.volume.map((_, i) => i) };
  const out = perturb(tagged, { ...PERTURBATIONS.bootstrap, blockLength: 20 }, 4, 2, roomFor(bars));
  let breaks = 0;
  for (let i = 1; i < bars.time.length; i++) {
    const j = out.volume[i];
    if (j !== (out.volume[i - 1] + 1) % bars.time.length) breaks++;
    const before = j === 0 ? bars.open[0] : bars.close[j - 1];
    for (const name of ['open', 'high', 'low', 'close'] as const) {
      const [drawn, own] = [out[name][i] / out.close[i - 1], bars[name][j] / before];
      assert.ok(Math.abs(drawn / own - 1) < 1e-12, `${name} ${i}`);
    }
  }
  const mean = bars.time.length / breaks;
  assert.ok(mean > 17 && mean < 23, `${mean}`);
});

test('seeds of runs are whole, spread out, and all different', () => {
  const seeds = new Set<number>();
  for (let seed = -3; seed <= 3; seed++) for (let run = 0; run < 3000; run++) seeds.add(runSeed(seed, run));
  assert.equal(seeds.size, 21_000);
  for (const seed of seeds) assert.ok(Number.isSafeInteger(seed) && seed >= 0);
  assert.notEqual(runSeed(1, 2 ** 33), runSeed(1, 2 ** 34));
  assert.notEqual(runSeed(2 ** 33, 1), runSeed(2 ** 34, 1));
  assert.throws(() => runSeed(0.5, 1), /runSeed: seed must be a whole number, got 0\.5/);
  assert.throws(() => runSeed(1, -1), /runSeed: run must be a whole number, at least 0, got -1/);
});

test('impossible noise is refused', () => {
  const [bars] = MARKETS;
  const given = (more: object) => () => perturb(bars, { ...PERTURBATIONS.level, ...more }, 1, 0, roomFor(bars));
  assert.throws(given({ amount: 1 }), /perturb: amount must be at least 0 and below 1, got 1/);
  assert.throws(given({ amount: Number.NaN }), /amount must be .* got NaN/);
  assert.throws(given({ halfLife: 0 }), /halfLife must be above 0 ms, got 0/);
  assert.throws(given({ blockLength: 0.5 }), /blockLength must be at least 1 bar, got 0\.5/);
  assert.throws(given({ form: 'tick' }), /form must be one of level, bar, bootstrap, got tick/);
  assert.throws(() => perturb(bars, PERTURBATIONS.level, 1, 0, roomFor(MARKETS[1])), /out must have \d+ bars, got/);
});
