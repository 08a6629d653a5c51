import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  expectedImprovement,
  improvementProbability,
  logExpectedImprovement,
  logImprovement,
  logImprovementSlope,
} from '../../lib/optimise/acquisition.js';
import { close } from './close.js';

// ln(phi(u) + u Phi(u)), from a computation independent of this library.
const LOG_IMPROVEMENT = [
  [3, 1.0987396653277077],
  [1, 0.08002621884930694],
  [0, -0.9189385332046727],
  [-1, -2.485121025712641],
  [-2, -4.768783523917114],
  [-5, -16.74430116266099],
  [-10, -55.55312203612235],
  [-25, -319.861463581496],
  [-26, -345.439546722318],
  [-40, -808.29856835662],
  [-100, -5010.12957880025],
  [-1000, -500014.7344520912],
] as const;

for (const [u, expected] of LOG_IMPROVEMENT) {
  test(`the log of the improvement at ${u} standard deviations is ${expected}`, () => {
    close(logImprovement(u), expected, 1e-13);
  });
}

test('the slope of the log improvement is that of its values, from the far tail to certain improvement', () => {
  for (const u of [-1000, -100, -26, -24, -5, -2, -1.001, -0.999, 0, 2, 6]) {
    const step = 1e-5 * Math.max(1, Math.abs(u));
    const difference = (logImprovement(u + step) - logImprovement(u - step)) / (2 * step);
    close(logImprovementSlope(u), difference, 1e-5);
  }
});

test('the log improvement rises everywhere, also where its formulas meet', () => {
  const u = fc.double({ min: -60, max: 10, noNaN: true });
  fc.assert(fc.property(u, (at) => logImprovement(at + 1e-6) > logImprovement(at) && logImprovementSlope(at) > 0));
});

test('expected improvement and its probability have the values of an independent computation', () => {
  // mean, sd, best, margin, expected improvement, probability
  const cases = [
    [0, 1, 0, 0, 0.3989422804014327, 0.5],
    [0.5, 1, 0, 0.01, 0.19472875583199092, 0.3050257308975],
    [-1, 0.5, -1, 0.01, 0.19451103309900208, 0.4920216862831],
    [1, 2, 0, 0, 0.39559311480261217, 0.3085375387259869],
  ] as const;
  for (const [mean, sd, best, margin, improvement, probability] of cases) {
    close(expectedImprovement({ mean, sd, best }, margin), improvement, 1e-13);
    close(improvementProbability({ mean, sd, best }, margin), probability, 1e-12);
  }
});

test('nothing is expected of a point that is known', () => {
  assert.equal(expectedImprovement({ mean: 0, sd: 0, best: 1 }), 0);
  assert.equal(improvementProbability({ mean: 0, sd: 0, best: 1 }), 0);
  assert.equal(logExpectedImprovement({ mean: 0, sd: 0, best: 1 }), Number.NEGATIVE_INFINITY);
});

test('the log of the expected improvement is the logarithm of the expected improvement', () => {
  for (const mean of [-1, 0.3, 2]) {
    const belief = { mean, sd: 0.7, best: 0.2 };
    close(logExpectedImprovement(belief), Math.log(expectedImprovement(belief)), 1e-12);
  }
});
