import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchSpace } from '../../lib/robustness/search.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import type { Strategy } from '../../lib/strategy/strategy.js';

const strategy = mtfStrategy as unknown as Strategy;
const names = (dropped: readonly string[] = []) => searchSpace(strategy, dropped).dimensions.map(({ name }) => name);

test("the space is the design's seven parameters with their ranges, less what is dropped", () => {
  assert.deepEqual(names(), [
    'atr_multi',
    'min_strength',
    'vol_thresh',
    'ema1_entry',
    'ema2_entry',
    'va_percent',
    'tp_rr',
  ]);
  assert.deepEqual(names(['va_percent', 'atr_multi']).includes('va_percent'), false);
  const [first] = searchSpace(strategy).dimensions;
  assert.deepEqual(first, { name: 'atr_multi', kind: 'real', low: 0.1, high: 0.5 });
});

test('when every parameter is dropped there is nothing to search, and the error says why', () => {
  assert.throws(
    () => searchSpace(strategy, names()),
    /at least one parameter must be left .* change no trade on these bars/,
  );
});
