import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { blockingRules, type SideRules, signalFunnel } from '../../lib/strategy/rules.js';
import { strategyParameters } from '../../lib/strategy/strategy.js';
import { randomCase } from '../backtest/random-case.js';
import { toColumns } from '../helpers.js';

const RULES = [
  { name: 'gap', bit: 1 },
  { name: 'trend', bit: 2 },
  { name: 'volume', bit: 4 },
];

const side = (...blocked: number[]): SideRules => ({ rules: RULES, blocked: Uint16Array.from(blocked) });

test('survivors pass a rule and all before it; blocks_alone counts bars that fail that rule only', () => {
  const { long } = signalFunnel({ long: side(0, 1, 2, 2, 4, 6, 7, 3, 0, 2), short: side() });
  assert.deepEqual(long, {
    bars: 10,
    steps: [
      { rule: 'gap', survivors: 7, blocks_alone: 1 },
      { rule: 'trend', survivors: 3, blocks_alone: 3 },
      { rule: 'volume', survivors: 2, blocks_alone: 1 },
    ],
    signals: 2,
    tightest: 'trend',
  });
});

test('where no bar fails just one rule there is no tightest', () => {
  const { long, short } = signalFunnel({ long: side(7, 3, 0), short: side() });
  assert.equal(long.tightest, null);
  assert.deepEqual([short.bars, short.signals, short.tightest], [0, 0, null]);
});

test('the rules a bar fails are named in order, none at a signal', () => {
  assert.deepEqual(blockingRules(side(6), 0), ['trend', 'volume']);
  assert.deepEqual(blockingRules(side(0), 0), []);
});

test('of the built-in strategy the last survivors are its signals, on each side, and the bits agree with its columns', () => {
  let signals = 0;
  for (let seed = 61; seed <= 90; seed++) {
    const { bars, parameters } = randomCase(seed, 400);
    const resolved = strategyParameters(mtfStrategy, { ...parameters });
    const { signals: said, rulebook, columns } = mtfStrategy.compute(makeMarket(toColumns(bars)), resolved);
    assert.ok(rulebook);
    const { long, short } = signalFunnel(rulebook);
    const count = (mask: Iterable<number>, value: number) => Array.from(mask).filter((v) => v === value).length;
    for (const [funnel, mask, value] of [
      [long, columns.bull_filtered, 1],
      [short, columns.bear_filtered, -1],
    ] as const) {
      assert.equal(funnel.signals, count(said.side, value), `seed ${seed}`);
      assert.equal(funnel.signals, count(mask, 1), `seed ${seed}`);
      assert.equal(funnel.steps.at(-1)?.survivors, funnel.signals, `seed ${seed}`);
      assert.equal(
        funnel.steps[0].survivors + count(rulebookGap(funnel === long ? rulebook.long : rulebook.short), 1),
        bars.length,
      );
      signals += funnel.signals;
    }
  }
  assert.ok(signals > 100, `${signals} signals prove little`);
});

/** 1 where the first rule, the gap, fails. */
const rulebookGap = ({ rules, blocked }: SideRules) =>
  Array.from(blocked, (bits) => ((bits & rules[0].bit) !== 0 ? 1 : 0));

test('dropping the rule that blocks alone gains exactly the signals it blocks alone', () => {
  for (let seed = 91; seed <= 100; seed++) {
    const { bars, parameters } = randomCase(seed, 400);
    const given = { ...parameters, entry_trend: 'required', value_area: 'required' };
    const market = makeMarket(toColumns(bars));
    const funnelWith = (more: object) => {
      const { rulebook } = mtfStrategy.compute(market, strategyParameters(mtfStrategy, { ...given, ...more }));
      assert.ok(rulebook);
      return signalFunnel(rulebook);
    };
    const strict = funnelWith({});
    for (const [rule, off] of [
      ['entry trend', { entry_trend: 'off' }],
      ['value area', { value_area: 'off' }],
    ] as const) {
      const loose = funnelWith(off);
      for (const name of ['long', 'short'] as const) {
        const alone = strict[name].steps.find((step) => step.rule === rule)?.blocks_alone ?? 0;
        assert.equal(loose[name].signals - strict[name].signals, alone, `seed ${seed} ${name} ${rule}`);
        assert.ok(!loose[name].steps.some((step) => step.rule === rule));
      }
    }
  }
});
