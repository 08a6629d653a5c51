import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillAmbiguity, orderRuns } from '../../../lib/backtest/fill-ambiguity.js';
import { MINUTE } from '../../../lib/core/time.js';
import { tradeFigure } from '../../../lib/report/figures/trade.js';
import { tradeFinding } from '../../../lib/report/figures/trade-words.js';
import { levelTiles, orderRows, placeWords, stateTiles } from '../../../lib/report/inspector/contents.js';
import { inspectionsOf } from '../../../lib/report/inspector/inspections-of.js';
import { groundOf, tradeDrawing } from '../../../lib/report/inspector/page-drawing.js';
import { INSPECTED_LINES, longData } from '../../../lib/report/long-chart/long-chart.js';
import { type BarRow, bars, play, START } from '../../helpers.js';
import { smallRun, titleOf } from '../figures/support.js';

const CALM: BarRow = [100, 101, 99, 100];
const BUY = { sides: { 0: 1 } } as const;

/** One bar that reaches stop and target; its minutes reach the stop first. */
const BOTH: BarRow[] = [CALM, [100, 121, 89, 100], CALM];
const INSIDE = bars([[100, 101, 89, 90]], { step: MINUTE, start: START + 5 * MINUTE });

test('the orders stand beside the run: its own, the same exit, a better one in sign and word', () => {
  const inspections = inspectionsOf(play(BOTH, BUY, {}, INSIDE));
  const rows = orderRows(inspections, inspections.trades[0]);
  assert.deepEqual(
    rows.map(({ order, reason, fill, pnl, against, isOwn, differs }) => [
      order,
      reason,
      fill,
      pnl,
      against,
      isOwn,
      differs,
    ]),
    [
      ['pessimistic', 'stop', '90.00', '-100 USD', 'same exit', false, false],
      ['optimistic', 'target', '120.00', '+200 USD', '▲ +300 USD, better', false, true],
      ['path', 'stop', '90.00', '-100 USD', 'same exit', false, false],
      ['finer', 'stop', '90.00', '-100 USD', "this run's own", true, false],
    ],
  );
});

test('a worse exit is said to be worse; without minutes there are three orders', () => {
  const inspections = inspectionsOf(play(BOTH, BUY, { intrabar: 'optimistic' }));
  const rows = orderRows(inspections, inspections.trades[0]);
  assert.deepEqual(
    rows.map(({ against }) => against),
    ['▼ -300 USD, worse', "this run's own", '▼ -300 USD, worse'],
  );
});

test('a trade that an order did not take says so', () => {
  const rows: BarRow[] = [CALM, [100, 112, 99, 104], CALM, CALM];
  const inspections = inspectionsOf(play(rows, { sides: { 0: 1, 1: 1 } }, { max_positions: 1, intrabar: 'path' }));
  const [first] = orderRows(inspections, inspections.trades[1]);
  assert.deepEqual([first.pnl, first.against, first.differs], ['', 'not taken', true]);
});

test('the four orders are run once for a run, for whoever asks', () => {
  const run = play(BOTH, BUY);
  const runs = orderRuns(run);
  fillAmbiguity(run);
  inspectionsOf(run);
  assert.equal(orderRuns(run), runs);
});

test('a trade from the page is drawn as the figure draws it', () => {
  const run = smallRun();
  const inspections = inspectionsOf(run);
  const ground = groundOf(longData(run.market, { result: run.result, lines: INSPECTED_LINES }));
  for (const trade of run.trades.slice(0, 10)) {
    const shown = inspections.trades.find(({ entryTime }) => entryTime === trade.entryTime);
    assert.ok(shown);
    const own = tradeFigure(run, trade).data;
    const drawn = tradeDrawing({ ...inspections, orders: [] }, { ...shown, exits: [] }, ground, 1000, false).data;
    assert.deepEqual(drawn, own);
    assert.equal(titleOf(tradeFigure(run, trade)), tradeFinding(shown));
    assert.match(tradeFinding({ ...shown, exitTime: shown.entryTime + MINUTE }), / after 1 minute at /);
  }
});

test('an exit under another order is marked, once for orders that leave alike, and a far one not waited for', () => {
  const long = [CALM, [100, 121, 89, 100] as BarRow, ...Array.from({ length: 100 }, () => CALM)];
  const run = play(long, BUY, { intrabar: 'optimistic' });
  const inspections = inspectionsOf(run);
  const [trade] = inspections.trades;
  const ground = groundOf(longData(run.market, {}));
  const names = (one: typeof trade) =>
    tradeDrawing(inspections, one, ground, 1000, false)
      .data.map(({ name }) => String(name))
      .filter((name) => name.startsWith('Exit if'));
  assert.deepEqual(names(trade), ['Exit if pessimistic, path']);
  const late = trade.exits.map((exit) => exit && { ...exit, exitTime: START + 90 * 5 * MINUTE });
  assert.deepEqual(names({ ...trade, exits: late }), []);
});

test('state, levels and place are said in words', () => {
  const inspections = inspectionsOf(smallRun());
  const [trade] = inspections.trades;
  assert.match(placeWords(inspections, trade), /^Trade 1 of \d+: (long|short), 2024-01-0\d \d\d:\d\d to .*UTC$/);
  const state = stateTiles(trade);
  assert.deepEqual(
    state.map(({ name }) => name),
    ['1h trend', '15m momentum', 'Volume', 'POC of 1h', 'Confidence', 'Gap'],
  );
  assert.equal(state[0].note, `${(trade.direction === 'long') === trade.uptrend1h ? 'with' : 'against'} the trade`);
  const trailed = inspections.trades.find(({ exitReason }) => exitReason === 'trailing');
  assert.ok(trailed);
  assert.match(levelTiles(trailed)[1].note ?? '', /^trailed to/);
  const plain = inspections.trades.find(({ stop, lastStop }) => stop === lastStop);
  assert.equal(plain && levelTiles(plain)[1].note, undefined);
});
