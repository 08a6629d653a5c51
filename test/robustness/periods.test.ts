import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, isoDay } from '../../lib/core/time.js';
import { trainAndHoldout, walkPeriods } from '../../lib/robustness/periods.js';
import { bars } from '../helpers.js';

/** Hourly bars from 2023-06-01 up to the end of 2024. */
const start = Date.UTC(2023, 5, 1);
const hours = (Date.UTC(2025, 0, 1) - start) / HOUR;
const base = bars(
  Array.from({ length: hours }, () => [100, 101, 99, 100]),
  { step: HOUR, start },
);

test('six periods of three months end with the data, 70 % of each is train, and test follows train at once', () => {
  const periods = walkPeriods(base);
  const day = (bar: number) => isoDay(base.time[bar] ?? Date.UTC(2025, 0, 1));
  assert.deepEqual(
    periods.map(({ train }) => day(train.from)),
    ['2023-07-01', '2023-10-01', '2024-01-01', '2024-04-01', '2024-07-01', '2024-10-01'],
  );
  for (const { train, test } of periods) {
    assert.equal(train.to, test.from);
    const share = (train.to - train.from) / (test.to - train.from);
    assert.ok(Math.abs(share - 0.7) < 0.001);
  }
  for (const [k, period] of periods.slice(1).entries()) assert.equal(periods[k]?.test.to, period.train.from);
  assert.equal(periods.at(-1)?.test.to, hours);
});

test('anchored windows all begin with the first period and keep their tests', () => {
  const [rolling, anchored] = [walkPeriods(base), walkPeriods(base, { window: 'anchored' })];
  assert.ok(anchored.every(({ train }) => train.from === rolling[0]?.train.from));
  assert.deepEqual(
    anchored.map(({ test }) => test),
    rolling.map(({ test }) => test),
  );
});

test('bars that do not reach back six periods are refused with what is missing', () => {
  const short = { ...base, time: base.time.subarray(60 * 24) };
  assert.throws(
    () => walkPeriods(short),
    /must reach back to 2023-07-01 .* got a first bar of 2023-07-31.* such as periods: 5, months: 3$/,
  );
  const weeks = { ...base, time: base.time.subarray(base.time.length - 40 * 24) };
  assert.throws(
    () => walkPeriods(weeks),
    /bring more bars, or ask for what these hold, such as periods: 1, months: 1$/,
  );
  const days = { ...base, time: base.time.subarray(base.time.length - 20 * 24) };
  assert.throws(() => walkPeriods(days), /bring more bars: a period needs a month at least$/);
});

test('a period without bars in one of its parts is refused by its number', () => {
  const hole = base.time.filter((time) => time < Date.UTC(2024, 3, 1) || time >= Date.UTC(2024, 5, 3) + DAY);
  assert.throws(() => walkPeriods({ ...base, time: hole }), /period 4 must have bars in train and test/);
});

test('train and holdout share no bar and leave none out', () => {
  assert.deepEqual(trainAndHoldout({ time: new Float64Array(10) }, 0.7), {
    train: { from: 0, to: 7 },
    holdout: { from: 7, to: 10 },
  });
  assert.throws(() => trainAndHoldout({ time: new Float64Array(1) }, 0.7), /must leave bars on both sides/);
});
