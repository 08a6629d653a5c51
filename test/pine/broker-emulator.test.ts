// The emulator that decides about trades, on bars made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrokerEmulator, type PendingOrder, type StrategyState } from './broker-emulator.js';

const ENTRY: PendingOrder = { id: 'L1', category: 'entry', direction: 1, qty: 2 };
const BRACKET: PendingOrder = {
  id: 'XL1',
  category: 'exit',
  direction: 0,
  qty: 0,
  from_entry: 'L1',
  loss: 10,
  profit: 30,
  trail_points: 12,
  trail_offset: 5,
  comment_loss: 'stop',
  comment_profit: 'target',
  comment_trailing: 'trailing',
};

/** Exit price and comment after bars of [open, high, low, close], the entry filled at the first open; tick 1. */
function exitOf(bars: readonly (readonly [number, number, number, number])[], orders = [ENTRY, BRACKET]): unknown[] {
  const state: StrategyState = { opentrades: [], closedtrades: [], pending_orders: [...orders], position_size: 0 };
  const broker = new BrokerEmulator(1);
  broker.take(state);
  bars.forEach(([open, high, low, close], index) => {
    broker.fill(state, { index, time: index, open, high, low, close });
  });
  return (
    state.closedtrades.map(({ exit_price, exit_comment, exit_bar_index }) => [
      exit_price,
      exit_comment,
      exit_bar_index,
    ])[0] ?? []
  );
}

test('the nearer extreme comes first', () => {
  assert.deepEqual(exitOf([[100, 131, 80, 100]]), [90, 'stop', 0]);
  assert.deepEqual(exitOf([[100, 131, 60, 100]]), [130, 'target', 0]);
});

test('at equal distance the low comes first', () => {
  assert.deepEqual(exitOf([[100, 140, 60, 100]]), [90, 'stop', 0]);
});

test('a stop raised on one leg is hit on the next', () => {
  assert.deepEqual(exitOf([[100, 115, 80, 85]]), [110, 'trailing', 0]);
  assert.deepEqual(exitOf([[100, 120, 95, 114]]), [115, 'trailing', 0]);
});

test('a bar that opens beyond a level fills at its open', () => {
  assert.deepEqual(
    exitOf([
      [100, 101, 99, 100],
      [70, 75, 60, 65],
    ]),
    [70, 'stop', 1],
  );
  assert.deepEqual(
    exitOf([
      [100, 101, 99, 100],
      [140, 145, 139, 141],
    ]),
    [140, 'target', 1],
  );
});

test('short trades are mirrored', () => {
  const orders = [{ ...ENTRY, direction: -1 }, BRACKET];
  assert.deepEqual(exitOf([[100, 120, 69, 100]], orders), [110, 'stop', 0]);
  assert.deepEqual(exitOf([[100, 101, 85, 99]], orders), [90, 'trailing', 0]);
});
