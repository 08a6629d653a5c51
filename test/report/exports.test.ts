// What other tools read: Arrow files, daily returns, charts as files.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { tableFromIPC } from '@uwdata/flechette';
import { fromArrow, type Table } from 'arquero';
import { dailyEquity } from '../../lib/backtest/daily.js';
import { drawdowns } from '../../lib/backtest/drawdown.js';
import { sharpeRatio } from '../../lib/backtest/ratios.js';
import { TRADE_COLUMNS, TRADES_HEADER, tradesCsv } from '../../lib/backtest/trades.js';
import { isoTime, MINUTE } from '../../lib/core/time.js';
import { arrowBytes } from '../../lib/report/arrow.js';
import type { Figure } from '../../lib/report/figure.js';
import { longChart } from '../../lib/report/long-chart/long-chart.js';
import { saveFigure } from '../../lib/report/save-figure.js';
import { saveEquity, saveTradesArrow } from '../../lib/report/save-tables.js';
import { type BarRow, play } from '../helpers.js';

const folder = mkdtempSync(join(tmpdir(), 'mtf-exports-'));
after(() => rmSync(folder, { recursive: true }));

/** Three days of a swinging price; a long and a short that overlap nothing, and one that is left at the end. */
const rows = Array.from({ length: 3 * 288 }, (_, i): BarRow => {
  const price = 40000 + 300 * Math.sin(i / 9);
  return [price, price + 20, price - 20, price + 5, 1 + (i % 3)];
});
const run = play(rows, { sides: { 10: 1, 200: -1, 860: 1 }, atr: 100, confidence: 0.7 }, { initial: 10000 });

/** A value of an Arrow column as trades.csv writes it. */
function asText(kind: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'time') return isoTime(value instanceof Date ? value.getTime() : Number(value));
  return kind === 'span' ? `${Number(value) / MINUTE}min` : String(value);
}

const read = (file: string): Table => fromArrow(new Uint8Array(readFileSync(file))) as unknown as Table;

test('trades.arrow holds the columns of trades.csv, value for value', () => {
  assert.equal(run.trades.length, 3);
  const table = read(saveTradesArrow(folder, run.trades));
  assert.equal(table.columnNames().join(','), TRADES_HEADER);
  const lines = table
    .objects()
    .map((row) =>
      TRADE_COLUMNS.map(({ name, kind }) => asText(kind, (row as Record<string, unknown>)[name])).join(','),
    );
  assert.equal(`${[TRADES_HEADER, ...lines].join('\n')}\n`, tradesCsv(run.trades));
  const first = table.object(0) as Record<string, unknown>;
  assert.ok(first.timestamp instanceof Date);
  assert.equal(first.uptrend_1h, null);
  assert.equal(typeof first.ambiguous, 'boolean');
});

test('a run without trades gives files that can be read', () => {
  const idle = play(rows.slice(0, 20), { sides: {} });
  // Not through arquero, which cannot read a dictionary without words.
  const table = tableFromIPC(new Uint8Array(readFileSync(saveTradesArrow(folder, idle.trades))));
  assert.deepEqual([table.numRows, table.names.join(',')], [0, TRADES_HEADER]);
});

test('equity.arrow and equity.csv.gz hold each bar, daily_returns.csv what the Sharpe ratio is of', () => {
  const [arrow, packed, daily] = saveEquity(folder, run) as [string, string, string];
  const { time } = run.market.base;
  const { equity } = run.simulation;
  const table = read(arrow);
  const column = (name: string) => Array.from({ length: table.numRows() }, (_, i) => table.get(name, i) as number);
  assert.deepEqual(column('timestamp').map(Number), [...time]);
  assert.deepEqual(column('equity'), [...equity]);
  assert.deepEqual(column('drawdown'), [...drawdowns(equity, 10000)]);
  const held = run.trades.map(({ entryBar, exitBar }) => exitBar - entryBar);
  const positions = column('positions');
  assert.equal(positions.filter((count) => count !== 0).length, held[0] + held[1] + held[2]);
  assert.deepEqual([positions[10], positions[11], positions[201], positions[863]], [0, 1, -1, 1]);
  const lines = gunzipSync(readFileSync(packed)).toString().trimEnd().split('\n');
  assert.equal(lines[0], 'timestamp,equity,drawdown,positions');
  assert.equal(lines[12], `${isoTime(time[11])},${equity[11]},${drawdowns(equity, 10000)[11]},1`);
  const days = readFileSync(daily, 'utf8').trimEnd().split('\n').slice(1);
  assert.deepEqual(
    days.map((line) => line.slice(0, 10)),
    ['2024-01-01', '2024-01-02', '2024-01-03'],
  );
  const returns = Float64Array.from(days, (line) => Number(line.split(',')[2]));
  assert.deepEqual(returns, dailyEquity(time, equity, 10000).returns);
  assert.equal(sharpeRatio(returns, 0), run.metrics.sharpe_rf0);
});

test('equal tables are equal bytes, and columns of unequal length are refused', () => {
  const columns = {
    word: { kind: 'word', values: ['a', null, 'b'] },
    x: { kind: 'number', values: [1, 2, null] },
  } as const;
  assert.deepEqual(arrowBytes(columns), arrowBytes(columns));
  assert.throws(
    () => arrowBytes({ a: { kind: 'number', values: [1] }, b: { kind: 'flag', values: [] } }),
    /b must be as long as the other columns \(1\), got 0/,
  );
});

test('a figure is written as picture, as lines and as a page; a long chart by its first view', async () => {
  const line: Figure = { data: [{ x: [1, 2], y: [3, 4] }], layout: { title: { text: 'A <b>rise</b><br>of one' } } };
  const long = longChart(run.market, { result: run.result, trades: run.trades });
  for (const [name, chart] of [
    ['line', line],
    ['long', long],
  ] as const) {
    const files = await saveFigure(folder, name, chart, { width: 640, height: 400 });
    assert.deepEqual(
      files.map((file) => basename(file)),
      [`${name}.png`, `${name}.svg`, `${name}.html`],
    );
    const [png, svg, html] = files.map((file) => readFileSync(file)) as [Buffer, Buffer, Buffer];
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.equal(png.readUInt32BE(16), 1280);
    assert.match(svg.toString(), /^<svg[^>]*width="640" height="400"[\s\S]*<\/svg>$/);
    assert.match(svg.toString(), /font-family: DejaVu Sans, Verdana, sans-serif/);
    assert.match(html.toString(), /^<!doctype html>/);
  }
  assert.match(readFileSync(join(folder, 'line.html'), 'utf8'), /<title>A rise<\/title>/);
  assert.match(readFileSync(join(folder, 'long.html'), 'utf8'), /mount/);
  await assert.rejects(
    saveFigure(folder, 'x', line, { formats: ['gif' as never] }),
    /formats must be of png, svg, html, got gif/,
  );
});
