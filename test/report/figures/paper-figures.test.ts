import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../../../lib/core/time.js';
import type { Attribution, TradeAttribution } from '../../../lib/paper/attribution.js';
import { plainFigure } from '../../../lib/report/figure-json.js';
import { attributionTable, paperAttributionFigure } from '../../../lib/report/figures/paper-attribution.js';
import { paperCandlesFigure } from '../../../lib/report/figures/paper-candles.js';
import { paperEquityFigure } from '../../../lib/report/figures/paper-equity.js';
import { type BarRow, bars, START } from '../../helpers.js';
import { LONG, TRADE, WON } from '../paper-case.js';
import { assertLegible } from './legible.js';

const BAR = 5 * MINUTE;
const rows = Array.from({ length: 200 }, (_, i): BarRow => [100 + i, 102 + i, 99 + i, 101 + i]);
const names = (figure: ReturnType<typeof paperEquityFigure>) => figure.data.map(({ name }) => name);
function title(figure: ReturnType<typeof paperEquityFigure>): string {
  assertLegible(figure);
  return (figure.layout.title as { readonly text: string }).text.replace(/<[^>]*>/g, ' ');
}

test('equity: where it stands, wins and losses at their exits, and the limit that ends trading', () => {
  const points = [10_000, 10_100, 9_900, 9_950].map((equity, i) => ({ time: START + i * BAR, equity }));
  const won = { ...WON, exitTime: START + BAR };
  const lost = { ...TRADE, exitTime: START + 2 * BAR + MINUTE };
  const figure = paperEquityFigure({ points, trades: [won, lost], initial: 10_000, drawdownLimit: 0.1 });
  assert.match(
    title(figure),
    /9,950 USD, -0\.50 % after 2 closed trades +Deepest drawdown -1\.98 % of -10\.0 % allowed/,
  );
  assert.deepEqual(names(figure), ['Equity', 'Win (1)', 'Loss (1)', 'Drawdown', 'Drawdown that ends trading']);
  assert.deepEqual(figure.data[1].y, [10_100]);
  assert.deepEqual(figure.data[2].y, [9_900]);
});

test('equity before the first traded bar says so, and a rule that is off has no line', () => {
  assert.match(title(paperEquityFigure({ points: [], trades: [], initial: 1, drawdownLimit: 0 })), /No equity yet/);
  const points = [{ time: START, equity: 10 }];
  assert.deepEqual(names(paperEquityFigure({ points, trades: [], initial: 10, drawdownLimit: 0 })), [
    'Equity',
    'Drawdown',
  ]);
});

test('candles: the last hours, three levels for each open position from its entry on, fills within the window', () => {
  const position = { ...LONG, entryTime: START + 190 * BAR, entryPrice: 295, stop: 290, target: 310 };
  const old = { ...TRADE, entryTime: START, exitTime: START + 150 * BAR, exitPrice: 250 };
  const figure = paperCandlesFigure({ bars: bars(rows), positions: [position], trades: [old], hours: 5 });
  assert.match(title(figure), /300\.00 USD, .* in 5 h; 1 position/);
  const lines = figure.data.filter(({ name }) => ['target', 'entry', 'trailing stop'].includes(name ?? ''));
  assert.deepEqual(
    lines.map(({ x, y }) => [(x as number[])[0], (y as number[])[0]]),
    [310, 295, 290].map((price) => [START + 190 * BAR, price]),
  );
  assert.ok(names(figure).includes('Exit fill') && !names(figure).includes('Entry fill'));
  assert.equal((figure.data[0].open as number[]).length, 60);
});

test('candles before the first bar say so; both figures are JSON', () => {
  const none = paperCandlesFigure({ bars: bars([]), positions: [], trades: [] });
  assert.match(title(none), /No candles yet/);
  const drawn = paperCandlesFigure({ bars: bars(rows), positions: [LONG], trades: [WON] });
  assert.deepEqual(JSON.parse(JSON.stringify(plainFigure(drawn))), plainFigure(drawn));
});

const row = (difference: number): TradeAttribution => ({
  signalTime: START + Math.abs(difference) * BAR,
  direction: 'long',
  paper: difference,
  seen: 0,
  reference: 0,
  difference,
  data: 0,
  latency: difference / 4,
  slippage: difference / 4,
  rule: difference / 2,
  ruleParts: { entry: 0, quantity: 0, exit: difference / 2, fees: 0 },
  why: 'x',
});
const attribution = (...differences: readonly number[]): Attribution => {
  const sum = differences.reduce((total, value) => total + value, 0);
  const { signalTime, direction, seen, why, ...total } = row(sum);
  return { trades: differences.map(row), total: { ...total, paper: 100 + sum, reference: 100 }, open: 1 };
};

test('attribution: the bars go from the backtest to paper, and the table begins with the greatest difference', () => {
  const made = attribution(4, -12);
  const figure = paperAttributionFigure(made);
  assert.match(title(figure), /Paper earned -8\.00 USD against the backtest on 2 trades/);
  assert.match(title(figure), /1 open trade not compared yet/);
  assert.deepEqual(figure.data[0].base, [0, 100, 100, 98, 96, 0]);
  assert.deepEqual(figure.data[0].y, [100, 0, -2, -2, -4, 92]);
  assert.deepEqual(
    attributionTable(made).map(({ difference }) => difference),
    [-12, 4],
  );
  assert.match(title(paperAttributionFigure(attribution(0, 0))), /the backtest's 2 trades, one for one/);
  assert.match(title(paperAttributionFigure({ ...made, trades: [] })), /Nothing to compare yet/);
});
