import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OptimisationOutcome, optimisationVerdict } from '../../../lib/report/verdicts/optimisation-verdict.js';

const part = (total_return: number, total_trades = 200, calmar_ratio: number | null = 2) => ({
  total_return,
  total_trades,
  calmar_ratio,
  sharpe_rf0: null,
  days: 100,
});
const outcome = (changes: Partial<OptimisationOutcome> = {}): OptimisationOutcome => ({
  best: { point: { ema1_entry: 21, tp_rr: 2.25 }, value: 3 },
  train: part(0.2, 500, 3),
  holdout: part(0.1),
  searched: ['ema1_entry', 'tp_rr'],
  dropped: [],
  budget: 100,
  ...changes,
});
const last = (changes: Partial<OptimisationOutcome>) => optimisationVerdict(outcome(changes)).at(-1) ?? '';
const best = (value: number) => ({ point: { ema1_entry: 21 }, value });

test('the verdict says what was searched, what was found, and what it came to on both parts', () => {
  const verdict = optimisationVerdict(outcome({ dropped: ['atr_multi'], failed: 2 }));
  assert.equal(
    verdict[0],
    '100 evaluations of 2 parameters (ema1_entry and tp_rr); atr_multi was left out, because nothing changes with it. 2 evaluations failed.',
  );
  assert.equal(verdict[1], 'The best objective is 3, at ema1_entry = 21, tp_rr = 2.25.');
  assert.match(
    verdict[2],
    /went \+20\.00 % in 100 days and 500 trades \(Calmar 3\.00, Sharpe at a rate of 0 n\/a\); on the holdout, which the search never saw, \+10\.00 %/,
  );
});

test('a search without a value has nothing to judge', () => {
  const verdict = optimisationVerdict(outcome({ best: null, train: null, holdout: null, dropped: ['a', 'b'] }));
  assert.match(verdict[0], /a and b were left out, because nothing changes with them/);
  assert.equal(verdict[1], 'None of 100 evaluations gave a value: there is nothing to judge.');
});

test('too few trades everywhere is not enough evidence', () => {
  assert.match(last({ best: best(-1.2) }), /not enough evidence: none of 100 evaluations traded often enough/);
});

test('a best that loses on its own train does not survive its search', () => {
  assert.match(last({ best: best(-0.05) }), /does not survive its own search: even the best parameters lose/);
});

test('a holdout without trades, with a loss, or with few trades decides', () => {
  assert.match(last({ holdout: part(0, 0, null) }), /no trade was taken in the holdout/);
  assert.match(last({ holdout: part(-0.1) }), /does not survive the holdout: .* is not earned where it did not\.$/);
  assert.match(last({ holdout: part(-0.1, 12) }), /\(on 12 trades, which are few\)\.$/);
  assert.match(
    last({ holdout: part(0.1, 12) }),
    /not enough evidence: the holdout earns, but 12 trades of it say little; 100 are the least/,
  );
});

test('a holdout that earns is one draw, and whether it earns less is said', () => {
  assert.match(last({}), /with a Calmar ratio of 2\.00 after 3\.00 in the search\. One holdout is one draw/);
  assert.match(last({ holdout: part(0.1, 200, 4) }), /with no lower Calmar ratio \(4\.00, after 3\.00 in the search\)/);
  assert.match(last({ holdout: part(0.1, 200, null) }), /^It earns on the holdout too\. One holdout/);
});

test('random search that found as much is said, and one that found less is no proof', () => {
  assert.match(
    optimisationVerdict(outcome({ random: 3 }))[2],
    /As many random points came to 3: random search found as much/,
  );
  assert.match(
    optimisationVerdict(outcome({ random: 1 }))[2],
    /the search found more, which one comparison does not prove/,
  );
  assert.equal(
    optimisationVerdict(outcome()).some((sentence) => /random/.test(sentence)),
    false,
  );
});
