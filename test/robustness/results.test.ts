import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkResults } from '../../lib/report/results.js';
import { certifyCausality } from '../../lib/robustness/causality/causality.js';
import { summariseMonteCarlo } from '../../lib/robustness/monte-carlo-summary.js';
import { stressTests } from '../../lib/robustness/stress/stress.js';
import { scripted, toColumns } from '../helpers.js';
import { randomMarket } from '../reference/market.js';

const bars = toColumns(randomMarket(71, 1500).bars);
const ahead = scripted({ sides: { 100: 1, 200: -1 } });

test('what the robustness tests give is what results.json takes, without trades too', () => {
  const idle = { sharpe: null, sharpe_rf0: null, calmar: null, total_return: 0, max_drawdown: 0, trades: 0 };
  const monte_carlo = { ...summariseMonteCarlo([{ run: 0, ...idle }]), form: 'level', seed: 1 };
  const causality = certifyCausality(ahead, bars, { cuts: 10 });
  const results = { monte_carlo, causality, stress_tests: stressTests(ahead, bars) };
  const text = JSON.stringify(results);
  assert.doesNotThrow(() => checkResults(JSON.parse(text)));
  assert.deepEqual(JSON.parse(text), results);
});

test('a causality section with anything else in it is refused', () => {
  const causality = certifyCausality(ahead, bars, { cuts: 10 });
  assert.throws(() => checkResults({ causality: { ...causality, more: 1 } }), /must NOT have additional properties/);
  assert.throws(() => checkResults({ causality: { ...causality, ok: 'yes' } }), /\/causality\/ok must be boolean/);
});
