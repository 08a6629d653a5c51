import type { ItemOf, ResultOf } from '../../lib/compute/task.js';
import { allocateBars } from '../../lib/core/bars.js';
import { seededRandom } from '../../lib/core/random.js';
import type { Shared, Tasks } from './fixtures/tasks.js';

export const MODULE = require.resolve('./fixtures/tasks.js');

/** Bars of a random walk, with a NaN in them, and what else a task shares. */
export function sharedData(seed: number, length = 300): Shared {
  const random = seededRandom(seed);
  const bars = allocateBars(length, 300_000);
  let price = 40_000;
  for (let i = 0; i < length; i++) {
    bars.time[i] = i * 300_000;
    bars.open[i] = price;
    price *= Math.exp((random() - 0.5) * 0.01);
    bars.close[i] = price;
    bars.volume[i] = random();
  }
  bars.volume[0] = Number.NaN;
  return { bars: { ...bars, filled: new Uint8Array(length).fill(1, 3, 5) }, names: ['a', 'bé', '雪'] };
}

export type WalkItem = ItemOf<Tasks, 'walk'>;
export type WalkResult = ResultOf<Tasks, 'walk'>;

export const walkItems = (count: number): WalkItem[] =>
  Array.from({ length: count }, (_, k) => ({ seed: k * 7 + 1, steps: 1 + (k % 5) * 50 }));
