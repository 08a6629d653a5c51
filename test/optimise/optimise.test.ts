import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBLEMS } from '../../bench/functions.js';
import { type OptimiseOptions, optimise, type Progress } from '../../lib/optimise/optimise.js';
import type { Point } from '../../lib/optimise/space.js';

const { space, evaluate } = PROBLEMS.branin;

function run(options: Partial<OptimiseOptions> = {}) {
  return optimise({ space, seed: 5, direction: 'minimise', budget: 22, evaluate, ...options });
}

test('spends the budget and returns the best of what it saw', async () => {
  const result = await run();
  assert.equal(result.ended, 'budget');
  assert.equal(result.told.length, 22);
  assert.equal(result.best?.value, Math.min(...result.told.map(({ value }) => Number(value))));
});

for (const batch of [1, 4]) {
  for (const cut of [3, 9, 13, 18]) {
    test(`a run of batches of ${batch} cut after ${cut} evaluations ends as if it had not been`, async () => {
      const whole = await run({ batch });
      const asked: number[] = [];
      const resumed = await run({
        batch,
        told: whole.told.slice(0, cut),
        evaluate: (point, index) => {
          asked.push(index);
          return evaluate(point);
        },
      });
      assert.deepEqual(resumed.told, whole.told);
      assert.deepEqual(
        asked,
        Array.from({ length: 22 - cut }, (_, k) => cut + k),
      );
    });
  }
}

test('points do not depend on which evaluation of a batch is done first', async () => {
  const slowFirst = (point: Point, index: number) =>
    new Promise<number>((resolve) => setTimeout(() => resolve(evaluate(point)), index % 2 ? 0 : 4));
  const [plain, late] = [await run({ batch: 4 }), await run({ batch: 4, evaluate: slowFirst })];
  assert.deepEqual(late.told, plain.told);
});

test('an evaluation that throws has failed, and the first message is kept', async () => {
  const result = await run({
    evaluate: (point, index) => {
      if (index % 3 === 0) throw new Error(`no trades at ${index}`);
      return evaluate(point);
    },
  });
  assert.equal(result.told.length, 22);
  assert.equal(result.failed, 8);
  assert.equal(result.firstError, 'no trades at 0');
  assert.ok(result.best);
});

test('when nothing has a value there is no best, and a reason instead', async () => {
  const result = await run({ evaluate: () => Number.NaN });
  assert.equal(result.best, null);
  assert.equal(result.reason, 'none of 22 evaluations gave a finite value');
});

test('a finite space ends the run when it is exhausted', async () => {
  const result = await run({
    space: { dimensions: [{ name: 'k', kind: 'integer', low: 1, high: 5 }] },
    evaluate: ({ k }) => Number(k),
    batch: 3,
  });
  assert.equal(result.ended, 'exhausted');
  assert.equal(result.told.length, 5);
});

test('a signal stops the run between evaluations and keeps what was done', async () => {
  const stopper = new AbortController();
  const result = await run({
    signal: stopper.signal,
    onProgress: ({ done }) => {
      if (done === 8) stopper.abort();
    },
  });
  assert.equal(result.ended, 'stopped');
  assert.equal(result.told.length, 8);
  assert.deepEqual((await run({ told: result.told })).told, (await run()).told);
});

test('an evaluation that a signal has ended is neither a value nor a failure', async () => {
  const stopper = new AbortController();
  const result = await run({
    batch: 4,
    signal: stopper.signal,
    evaluate: (point, index) => {
      if (index === 9) stopper.abort();
      if (index > 9) throw new Error('aborted');
      return evaluate(point);
    },
  });
  assert.equal(result.ended, 'stopped');
  assert.equal(result.told.length, 10);
  assert.equal(result.failed, 0);
  assert.deepEqual((await run({ batch: 4, told: result.told })).told, (await run({ batch: 4 })).told);
});

test('progress tells the best so far and the time that is left, once the pace is known', async () => {
  let now = 1000;
  const seen: Progress[] = [];
  await run({
    clock: () => now,
    evaluate: (point) => {
      now += 50;
      return evaluate(point);
    },
    onProgress: (progress) => seen.push(progress),
  });
  assert.deepEqual(
    seen.map(({ done }) => done),
    Array.from({ length: 22 }, (_, k) => k + 1),
  );
  assert.deepEqual(
    seen.slice(0, 4).map(({ remaining }) => remaining),
    [null, null, 950, 900],
  );
  assert.equal(seen[21].remaining, 0);
  assert.equal(seen[21].elapsed, 1100);
  seen.forEach(({ best }, k) => {
    assert.ok(k === 0 || Number(best?.value) <= Number(seen[k - 1].best?.value));
  });
});

test('time left follows a change of pace, and known evaluations of a resumed run do not count', async () => {
  let now = 0;
  let pace = 10;
  const seen: Progress[] = [];
  const told = (await run()).told.slice(0, 2);
  await run({
    told,
    batch: 4,
    budget: 42,
    clock: () => now,
    evaluate: (point, index) => {
      if (index >= 22) pace = 100;
      now += pace;
      return evaluate(point);
    },
    onProgress: (progress) => seen.push(progress),
  });
  assert.equal(seen[0].remaining, null);
  assert.equal(seen[2].remaining, 300);
  assert.equal(seen[8].remaining, 600);
});

test('budget and batch must be whole numbers of at least 1', async () => {
  await assert.rejects(run({ budget: 0 }), /optimise: budget must be a whole number of at least 1, got 0/);
  await assert.rejects(run({ batch: 1.5 }), /optimise: batch must be a whole number of at least 1, got 1.5/);
});
