import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { firstDifference } from '../../../lib/run/verify/first-difference.js';

const SIDES = { before: "in the receipt's folder", after: 'in the rerun' };
const first = (name: string, a: string, b: string) => firstDifference(name, Buffer.from(a), Buffer.from(b), SIDES);

test('equal bytes have no difference', () => {
  assert.equal(first('results.json', '{"a":1}', '{"a":1}'), undefined);
});

test('in JSON the path of the first figure is named, with both values', () => {
  const a = '{"backtest_metrics":{"total_trades":3,"sharpe_ratio":1.2},"x":1}';
  const b = '{"backtest_metrics":{"total_trades":3,"sharpe_ratio":1.3},"x":2}';
  const words = "backtest_metrics.sharpe_ratio: 1.2 in the receipt's folder, 1.3 in the rerun";
  assert.equal(first('results.json', a, b), words);
  assert.equal(
    first('r.json', '{"a":[1,{"b":null}]}', '{"a":[1,{"b":0}]}'),
    `a[1].b: null ${SIDES.before}, 0 ${SIDES.after}`,
  );
  assert.equal(first('r.json', '{"a":1}', '{"a":1,"b":2}'), `b: nothing ${SIDES.before}, 2 ${SIDES.after}`);
  assert.equal(first('r.json', '{"a":[]}', '{"a":{}}'), `a: [] ${SIDES.before}, {} ${SIDES.after}`);
});

test('JSON of equal values in other bytes, and files that are not what their name says, differ at a byte', () => {
  assert.equal(first('r.json', '{"a":1}', '{"a": 1}'), `byte 6 (7 bytes ${SIDES.before}, 8 ${SIDES.after})`);
  assert.equal(first('r.json', 'abc', 'abd'), 'byte 3');
  assert.equal(first('chart.png', 'abc', 'xbc'), 'byte 1');
});

test('in CSV row, time and column are named, also gzipped', () => {
  const a = 'timestamp,pnl,qty\n2024-01-01T00:00:00Z,1,2\n2024-01-02T00:00:00Z,3,4\n';
  const words = `row 2 (2024-01-02T00:00:00Z), qty: 4 ${SIDES.before}, 5 ${SIDES.after}`;
  assert.equal(first('trades.csv', a, a.replace('3,4', '3,5')), words);
  const [x, y] = [a, a.replace('3,4', '3,5')].map((text) => gzipSync(text));
  assert.equal(firstDifference('frame_5m.csv.gz', x, y, SIDES), words);
  const shorter = a.split('\n').slice(0, 2).join('\n');
  assert.equal(
    first('t.csv', a, `${shorter}\n`),
    `row 2 (2024-01-02T00:00:00Z): a row ${SIDES.before}, none ${SIDES.after}`,
  );
  assert.equal(first('t.csv', a, a.replace('qty', 'size')), `header, qty: qty ${SIDES.before}, size ${SIDES.after}`);
});

test('in a Pine script the line is named', () => {
  assert.equal(first('s.pine', 'a\n  b\n', 'a\n  c\n'), `line 2: "b" ${SIDES.before}, "c" ${SIDES.after}`);
});
