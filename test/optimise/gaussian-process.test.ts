// Reference values: scikit-learn 1.9.1, GaussianProcessRegressor with a constant times Matern(nu=2.5) and fixed alpha.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../lib/core/random.js';
import { logExpectedImprovement } from '../../lib/optimise/acquisition.js';
import { logDeterminant } from '../../lib/optimise/cholesky.js';
import { gaussianProcess } from '../../lib/optimise/gaussian-process.js';
import { fitHyperparameters, initialHyperparameters } from '../../lib/optimise/hyperparameters.js';
import {
  factorise,
  logMarginalLikelihood,
  type Observations,
  prepare,
} from '../../lib/optimise/marginal-likelihood.js';
import { close } from './close.js';

const RAW = [1.2, -0.3, 0.7, 0.1, -0.8];
const MEAN = 0.18;
const SD = 0.708237248385031;
const OBSERVATIONS: Observations = {
  points: Float64Array.of(0.1, 0.2, 0.4, 0.9, 0.75, 0.3, 0.9, 0.8, 0.5, 0.5),
  values: Float64Array.from(RAW, (y) => (y - MEAN) / SD),
  isChoice: new Uint8Array(2),
};
const HYPERPARAMETERS = { lengthScales: Float64Array.of(0.3, 0.6), signal: 1.5, noise: 1e-3 };

test('covariance, its determinant and the marginal likelihood have the reference values', () => {
  const prepared = prepare(OBSERVATIONS);
  const { factor } = factorise(prepared, HYPERPARAMETERS);
  close(factor.factor[5] * factor.factor[0], 0.4042708650150361, 1e-14);
  close(logDeterminant(factor), 0.47105052267694625, 1e-12);
  close(logMarginalLikelihood(prepared, HYPERPARAMETERS).value, -8.519256239378118, 1e-12);
});

test('the gradient of the marginal likelihood has the reference values', () => {
  const { gradient } = logMarginalLikelihood(prepare(OBSERVATIONS), HYPERPARAMETERS);
  [-3.9022832, -0.8941938, 1.1841156, 0.0049227].forEach((expected, k) => {
    close(gradient[k], expected, 1e-7);
  });
});

test('the gradient of the marginal likelihood is that of its values, with a choice among the dimensions', () => {
  const prepared = prepare({
    ...OBSERVATIONS,
    points: Float64Array.of(0.1, 0.25, 0.4, 0.75, 0.75, 0.25, 0.9, 0.75, 0.5, 0.25),
    isChoice: Uint8Array.of(0, 1),
  });
  const at = (logs: readonly number[]) => {
    const [a, b, signal, noise] = logs.map(Math.exp);
    return logMarginalLikelihood(prepared, { lengthScales: Float64Array.of(a, b), signal, noise });
  };
  const logs = [-1.2, 0.4, 0.3, -3];
  const { gradient } = at(logs);
  logs.forEach((_, k) => {
    const moved = (step: number) => at(logs.map((value, other) => (other === k ? value + step : value))).value;
    close(gradient[k], (moved(1e-5) - moved(-1e-5)) / 2e-5, 1e-7);
  });
});

test('predictions and log expected improvements have the reference values', () => {
  const process = gaussianProcess(OBSERVATIONS, HYPERPARAMETERS);
  const best = -1.3837171120760172;
  const cases = [
    { at: [0.3, 0.4], mean: -0.23448322449903852, variance: 0.3575101646416454, logEi: -5.076699957372961 },
    { at: [0.95, 0.1], mean: 0.9976625367082872, variance: 0.7377173234531553, logEi: -7.241123612113261 },
  ];
  for (const { at, mean, variance, logEi } of cases) {
    const found = process.predict(at);
    close(found.mean, mean, 1e-12);
    close(found.variance, variance, 1e-12);
    close(logExpectedImprovement({ ...found, sd: Math.sqrt(found.variance), best }), logEi, 1e-11);
  }
  const first = process.predict([0.3, 0.4]);
  close(first.mean * SD + MEAN, 0.013930246288351461, 1e-12);
  close(Math.sqrt(first.variance) * SD, 0.42347030425314286, 1e-12);
});

test('the slopes of a prediction are those of its values', () => {
  const process = gaussianProcess(OBSERVATIONS, HYPERPARAMETERS);
  const slopes = { mean: new Float64Array(2), variance: new Float64Array(2) };
  const at = [0.33, 0.61];
  process.predict(at, slopes);
  for (const d of [0, 1]) {
    const [up, down] = [1e-6, -1e-6].map((step) => process.predict(at.map((x, k) => (k === d ? x + step : x))));
    close(slopes.mean[d], (up.mean - down.mean) / 2e-6, 1e-7);
    close(slopes.variance[d], (up.variance - down.variance) / 2e-6, 1e-7);
  }
});

test('without noise the process passes through its observations and is certain there', () => {
  const process = gaussianProcess(OBSERVATIONS, { ...HYPERPARAMETERS, noise: 1e-10 });
  OBSERVATIONS.values.forEach((value, i) => {
    const { mean, variance } = process.predict(OBSERVATIONS.points.subarray(2 * i, 2 * i + 2));
    close(mean, value, 1e-8);
    assert.ok(variance < 1e-8);
  });
});

test('a pending point leaves the mean as it was and takes the variance away around it', () => {
  const process = gaussianProcess(OBSERVATIONS, HYPERPARAMETERS);
  const extended = process.withPending([0.2, 0.7]);
  const known = gaussianProcess(
    {
      ...OBSERVATIONS,
      points: Float64Array.of(...OBSERVATIONS.points, 0.2, 0.7),
      values: Float64Array.of(...OBSERVATIONS.values, process.predict([0.2, 0.7]).mean),
    },
    HYPERPARAMETERS,
  );
  for (const at of [
    [0.2, 0.7],
    [0.3, 0.6],
    [0.9, 0.1],
  ]) {
    close(extended.predict(at).mean, process.predict(at).mean, 1e-12);
    close(extended.predict(at).mean, known.predict(at).mean, 1e-3);
    close(extended.predict(at).variance, known.predict(at).variance, 1e-12);
    assert.ok(extended.predict(at).variance < process.predict(at).variance);
  }
});

test('a fit is more plausible than where it starts, and the fit of a fit stays', () => {
  const prepared = prepare(OBSERVATIONS);
  const start = initialHyperparameters(2);
  const fit = fitHyperparameters(prepared, { start, noise: 'fitted' });
  assert.ok(fit.value > fitHyperparameters(prepared, { start, noise: 'fitted', maxIterations: 0 }).value);
  const again = fitHyperparameters(prepared, { start: fit.hyperparameters, noise: 'fitted' });
  close(again.value, fit.value, 1e-3);
});

test('a fit learns which dimension matters and how much evaluations scatter', () => {
  const size = 40;
  const points = Float64Array.from({ length: 2 * size }, seededRandom(1));
  const noise = (i: number) => 0.3 * Math.sin(1e4 * (i + 1));
  const signal = (i: number) => Math.sin(9 * points[2 * i]);
  const raw = Array.from({ length: size }, (_, i) => Math.SQRT2 * signal(i) + noise(i));
  const mean = raw.reduce((sum, y) => sum + y, 0) / size;
  const prepared = prepare({ points, values: Float64Array.from(raw, (y) => y - mean), isChoice: new Uint8Array(2) });
  const { hyperparameters } = fitHyperparameters(prepared, { start: initialHyperparameters(2, 0.1), noise: 'fitted' });
  assert.ok(hyperparameters.lengthScales[1] > 2 * hyperparameters.lengthScales[0]);
  assert.ok(hyperparameters.noise > 0.01 && hyperparameters.noise < 0.15, `noise ${hyperparameters.noise}`);
});
