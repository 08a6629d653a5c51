import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOptimiser } from '../../lib/optimise/bayesian.js';
import { importance } from '../../lib/optimise/importance.js';
import type { Model } from '../../lib/optimise/model.js';
import { partialDependence, posteriorSlice } from '../../lib/optimise/posterior.js';
import type { Point, SpaceDefinition } from '../../lib/optimise/space.js';
import { close } from './close.js';

const SPACE: SpaceDefinition = {
  dimensions: [
    { name: 'strong', kind: 'real', low: 0, high: 1 },
    { name: 'weak', kind: 'integer', low: 1, high: 9 },
    { name: 'dead', kind: 'real', low: 0, high: 1 },
    { name: 'kind', kind: 'choice', choices: ['a', 'b'] },
  ],
};
const objective = ({ strong, weak, kind }: Point) =>
  10 - 4 * (Number(strong) - 0.6) ** 2 - 0.01 * (Number(weak) - 4) ** 2 - (kind === 'a' ? 0 : 0.5);

function learnt(space = SPACE): { model: Model; best: Point } {
  const optimiser = createOptimiser({ space, seed: 2, direction: 'maximise', initial: 30 });
  for (const point of optimiser.ask(45)) optimiser.tell(point, objective(point));
  const model = optimiser.model();
  const best = optimiser.best();
  assert.ok(model && best);
  return { model, best: best.point };
}

test('the model expects about what the objective is, in its units and its direction', () => {
  const { model } = learnt();
  for (const point of [
    { strong: 0.6, weak: 4, dead: 0.2, kind: 'a' },
    { strong: 0.2, weak: 7, dead: 0.7, kind: 'b' },
  ]) {
    const { value, low, high, sd } = model.predict(point);
    close(value, objective(point), 0.02);
    assert.ok(low <= value && value <= high && sd >= 0);
    close(high - low, 2 * sd, 1e-12);
  }
});

test('importance ranks what matters first, and what is dead last with next to nothing', () => {
  const shares = importance(learnt().model);
  assert.deepEqual(
    shares.map(({ name }) => name),
    ['strong', 'kind', 'weak', 'dead'],
  );
  assert.ok(shares[0].total > 0.5 && shares[0].alone > 0.4);
  assert.ok(shares[3].total < 0.02);
  assert.deepEqual(importance(learnt().model), shares);
});

test('importance is 0 everywhere when nothing varies', () => {
  const optimiser = createOptimiser({ space: SPACE, seed: 2, direction: 'maximise' });
  for (const point of optimiser.ask(8)) optimiser.tell(point, 1);
  const model = optimiser.model();
  assert.ok(model);
  assert.ok(importance(model).every(({ alone, total }) => alone === 0 && total === 0));
});

test('partial dependence has the shape of the objective in each kind of dimension', () => {
  const { model } = learnt();
  const strong = partialDependence(model, 'strong');
  assert.equal(strong.at.length, 41);
  const top = strong.value.indexOf(Math.max(...strong.value.map(Number)));
  assert.ok(Math.abs(Number(strong.at[top]) - 0.6) < 0.08);
  const kind = partialDependence(model, 'kind');
  assert.deepEqual(kind.at, ['a', 'b']);
  close(Number(kind.value[0]) - Number(kind.value[1]), 0.5, 0.05);
  assert.deepEqual(partialDependence(model, 'weak').at, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(strong.sd.every((sd) => Number(sd) > 0));
});

test('a slice through a point holds the others and agrees with the model', () => {
  const { model, best } = learnt();
  const slice = posteriorSlice(model, ['strong', 'weak'], best, { steps: 11 });
  assert.deepEqual(slice.y, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(slice.x.length, 11);
  assert.equal(slice.value.length, 9);
  const expected = model.predict({ ...best, strong: slice.x[3], weak: slice.y[5] });
  close(Number(slice.value[5][3]), expected.value, 1e-12);
  close(Number(slice.sd[5][3]), expected.sd, 1e-12);
});

test('points that a constraint forbids are null, never made up', () => {
  const constraints = [{ words: 'strong < weak / 9', allows: (p: Point) => Number(p.strong) < Number(p.weak) / 9 }];
  const { model, best } = learnt({ ...SPACE, constraints });
  const slice = posteriorSlice(model, ['strong', 'weak'], best, { steps: 11 });
  slice.y.forEach((weak, row) => {
    slice.x.forEach((strong, column) => {
      assert.equal(slice.value[row][column] === null, !(Number(strong) < Number(weak) / 9));
    });
  });
  const dependence = partialDependence(model, 'strong');
  assert.equal(dependence.value[40], null);
  assert.equal(dependence.sd[40], null);
  assert.ok(dependence.value.slice(0, 39).every((value) => value !== null));
});

test('names that are not of the space are refused', () => {
  const { model, best } = learnt();
  assert.throws(() => partialDependence(model, 'none'), /partialDependence: name must be one of strong, .*, got none/);
  assert.throws(
    () => posteriorSlice(model, ['weak', 'weak'], best),
    /posteriorSlice: names must differ, got weak twice/,
  );
});
