import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
import { explain, explanationText } from '../../lib/backtest/explain.js';
import { sliceBars } from '../../lib/core/bars.js';
import { sampleBars } from '../../lib/data/sample.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';
import { NO_REAL_BARS, play, realBars } from '../helpers.js';

test('a trade is explained with its size, its levels and what closed it', () => {
  const run = play(
    [
      [100, 101, 99, 100],
      [100, 101, 99, 100],
      [97, 98, 80, 85],
    ],
    { sides: [1], atr: 4 },
    { sl_atr: 1, initial: 10_000, slippage: 0.01, fee: 0.001, max_position: 0, risk: 0.01 },
  );
  const [trade] = run.trades;
  assert.ok(trade);
  const text = explanationText(explain(run, trade));
  assert.match(text, /^Long from .* lost /);
  assert.match(text, /The least limit is the risk of 1\.00 % of equity at the stop: 25 BTC\./);
  assert.match(text, /opened at 100\.00; with 1\.00 % slippage against us the fill is 101\.00/);
  assert.match(text, /Stop 97\.00, target 109\.00 \(2 R\)/);
  assert.match(text, /hit the stop at 97\.00, at a market price of 97\.00; the fill is 96\.03/);
});

test('a stop that a bar opened beyond is said to be jumped', () => {
  const run = play(
    [
      [100, 101, 99, 100],
      [100, 101, 99, 100],
      [90, 91, 80, 85],
    ],
    { sides: [1], atr: 4 },
    { sl_atr: 1, slippage: 0, fee: 0 },
  );
  const [trade] = run.trades;
  assert.ok(trade);
  assert.match(
    explanationText(explain(run, trade)),
    /hit the stop at 96\.00, beyond which a bar opened, at a market price of 90\.00/,
  );
});

test('every trade of the built-in strategy can be explained, with the numbers its rules compared', () => {
  const base = sliceBars(sampleBars().fives, 0, 40_000);
  const run = backtest(mtfStrategy, makeMarket(base), {
    parameters: { bear_rules: 'symmetric', poc_proximity: 'off' },
  });
  assert.ok(run.trades.length > 20);
  for (const trade of run.trades) {
    const { entry } = explain(run, trade);
    assert.equal(entry.length, 8);
    assert.ok(!entry.join().includes('NaN'));
  }
});

test('a trade of another run is refused', { skip: NO_REAL_BARS }, () => {
  const market = makeMarket(sliceBars(realBars(), 0, 20_000));
  const [one, other] = [backtest(mtfStrategy, market), backtest(mtfStrategy, market)];
  const [trade] = one.trades;
  assert.ok(trade);
  assert.throws(() => explain(other, trade), /must be one of the run/);
});
