import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matern52, matern52Slope, pairDifferences, squaredDifference } from '../../lib/optimise/kernel.js';
import { close } from './close.js';

test('the Matern 5/2 correlation has the values of an independent computation', () => {
  const cases = [
    [0, 1],
    [0.1, 0.9917592361711776],
    [0.5, 0.8286491424181255],
    [1, 0.5239941088318203],
    [2, 0.13866021913850426],
    [5, 7.509337888737555e-4],
  ];
  for (const [distance, expected] of cases) close(matern52(distance * distance), expected, 1e-15);
});

test('its slope in the squared distance is that of its values and finite at 0', () => {
  for (const r2 of [0.01, 0.3, 1, 4]) {
    const step = 1e-6 * r2;
    close(matern52Slope(r2), (matern52(r2 + step) - matern52(r2 - step)) / (2 * step), 1e-8);
  }
  close(matern52Slope(0), -5 / 6, 1e-15);
});

test('two different choices are 1 apart whatever their codes, equal ones 0', () => {
  assert.equal(squaredDifference(0.1, 0.9, 1), 1);
  assert.equal(squaredDifference(0.1, 0.2, 1), 1);
  assert.equal(squaredDifference(0.2, 0.2, 1), 0);
  close(squaredDifference(0.1, 0.9, 0), 0.64, 1e-15);
});

test('differences of pairs come by row, each pair once', () => {
  const points = Float64Array.of(0, 0.5, 1, 0.5, 0.25, 0.1);
  assert.deepEqual([...pairDifferences(points, 3, Uint8Array.of(0, 1))], [1, 0, 0.0625, 1, 0.5625, 1]);
});
