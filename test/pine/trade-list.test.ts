import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSeries, compareTrades, type PlainTrade } from '../../lib/pine/parity.js';
import { parseTradeList } from '../../lib/pine/trade-list.js';

// Made by hand after the layout of TradingView's export: exit before entry, newest first, a trade still open.
const EXPORT = `\ufeffTrade #,Type,Date and time,Signal,Price USD,Position size (qty),Position size (value),Net P&L USD,Net P&L %,Run-up USD,Run-up %,Drawdown USD,Drawdown %,Cumulative P&L USD,Cumulative P&L %
3,Exit long,2024-03-02 10:00,Open,61900,0.008,495.2,0.1,0.02,1,0.2,-1,-0.2,-4.1,-0.04
3,Entry long,2024-03-02 09:00,L410,61890,0.008,495.1,0.1,0.02,1,0.2,-1,-0.2,-4.1,-0.04
2,Exit short,2024-03-01 18:25,trailing,61650.5,0.008,493.9,1.5,0.3,2,0.4,-1,-0.2,-4.2,-0.04
2,Entry short,2024-03-01 17:40,S399,"61,900.25",0.008,495.2,1.5,0.3,2,0.4,-1,-0.2,-4.2,-0.04
1,Exit long,2024-03-01 12:10,stop,62010,0.0081,502.3,-5.7,-1.1,0.4,0.1,-5,-1,-5.7,-0.06
1,Entry long,2024-03-01 11:55,L330,62100,0.0081,503,-5.7,-1.1,0.4,0.1,-5,-1,-5.7,-0.06
`;

test("TradingView's list of trades reads as closed trades in order, its open one left out", () => {
  assert.deepEqual(parseTradeList(EXPORT), [
    {
      direction: 'long',
      entryTime: Date.UTC(2024, 2, 1, 11, 55),
      exitTime: Date.UTC(2024, 2, 1, 12, 10),
      entryPrice: 62100,
      exitPrice: 62010,
      quantity: 0.0081,
      reason: 'stop',
    },
    {
      direction: 'short',
      entryTime: Date.UTC(2024, 2, 1, 17, 40),
      exitTime: Date.UTC(2024, 2, 1, 18, 25),
      entryPrice: 61900.25,
      exitPrice: 61650.5,
      quantity: 0.008,
      reason: 'trailing',
    },
  ]);
});

test('the older layout reads too, entry first, and times move by the offset of the chart', () => {
  const old =
    'Trade #,Type,Signal,Date/Time,Price USDT,Contracts,Profit USDT\r\n1,Entry Long,L3,2024-03-01 13:55,62100,0.5,\r\n1,Exit Long,target,2024-03-01 14:10,62500,0.5,200\r\n';
  const [trade] = parseTradeList(old, 120);
  assert.equal(trade.entryTime, Date.UTC(2024, 2, 1, 11, 55));
  assert.deepEqual([trade.direction, trade.quantity, trade.reason], ['long', 0.5, 'target']);
});

test('a file that is none, and a row that cannot be read, are named', () => {
  assert.throws(
    () => parseTradeList('a,b\n1,2\n'),
    /header must have the columns.*\(one for number\), got "a,b".*List of trades/,
  );
  assert.throws(
    () => parseTradeList(EXPORT.replace('2024-03-01 18:25', '01.03.2024')),
    /time must be like 2024-03-01 14:35, got "01\.03\.2024" in line 4/,
  );
  assert.throws(
    () => parseTradeList(EXPORT.replace('62010', 'n/a')),
    /price must be a number above 0, got "n\/a" in line 6/,
  );
  assert.throws(
    () => parseTradeList(EXPORT.replace('Exit short', 'Margin call')),
    /Type must be Entry or Exit.*got "Margin call" in line 4/,
  );
  assert.deepEqual(parseTradeList(EXPORT.split('\n')[0]), []);
});

test('trades pair by direction and entry time, each once', () => {
  const trade = (changes: Partial<PlainTrade>): PlainTrade => ({
    direction: 'long',
    entryTime: 0,
    exitTime: 10,
    entryPrice: 100,
    exitPrice: 110,
    quantity: 2,
    reason: 'stop',
    ...changes,
  });
  const { pairs, onlyOurs, onlyTheirs } = compareTrades(
    [trade({}), trade({}), trade({ direction: 'short' })],
    [trade({ exitTime: 15, exitPrice: 111, quantity: 1 }), trade({ entryTime: 5 })],
  );
  assert.deepEqual([pairs.length, onlyOurs.length, onlyTheirs.length], [1, 2, 1]);
  const [{ exitDifference, quantityDifference, sameExitBar }] = pairs;
  assert.deepEqual([exitDifference, quantityDifference, sameExitBar], [1, -0.5, false]);
});

test('series compare with NaN equal to NaN, and the first break is where tolerance or knowledge ends', () => {
  const parity = compareSeries('x', [Number.NaN, 1, 2, 3], [Number.NaN, 1 + 1e-9, Number.NaN, 3.5]);
  assert.deepEqual(parity, {
    name: 'x',
    compared: 2,
    unmatched: 1,
    largest: 0.5,
    at: 3,
    tolerance: 1e-6,
    firstBreak: 2,
  });
  assert.equal(compareSeries('x', [1, 2], [1, 9], [1, 0]).firstBreak, -1);
  assert.throws(() => compareSeries('x', [1], []), /x must have 1 values on both sides, got 0/);
});
