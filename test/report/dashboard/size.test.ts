import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../../../lib/backtest/backtest.js';
import { dashboardFile } from '../../../lib/report/dashboard/site.js';
import { tradeRows } from '../../../lib/report/dashboard/trade-rows.js';
import { longChart } from '../../../lib/report/long-chart/long-chart.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { longBars } from '../long-chart/support.js';
import { somePieces } from './pieces.js';

test('a dashboard of 19 months, every bar and trade in it, is below 4 MB', () => {
  const run = backtest(mtfStrategy, makeMarket(longBars()), {
    parameters: { poc_proximity: 'off', entry_trend: 'off', min_strength: 0.3 },
  });
  assert.ok(run.trades.length > 500, `${run.trades.length} trades`);
  const pieces = somePieces();
  const [candles, inspections] = longChart(run.market, { inspect: run }).live.data.split('.');
  const part = {
    ...pieces['03-backtest']!,
    candles,
    inspections,
    tables: { trades: tradeRows(run.trades) },
  };
  const bytes = Buffer.byteLength(dashboardFile({ ...pieces, '03-backtest': part }));
  assert.ok(bytes < 4e6, `${bytes} bytes`);
});
