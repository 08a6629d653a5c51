// What the figures are tested on: a small random market with trades, and what every figure must be.

import assert from 'node:assert/strict';
import { type Backtest, backtest } from '../../../lib/backtest/backtest.js';
import type { Trade } from '../../../lib/backtest/trades.js';
import { MINUTE } from '../../../lib/core/time.js';
import type { Figure } from '../../../lib/report/figure.js';
import { plainFigure } from '../../../lib/report/figure-json.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { toColumns } from '../../helpers.js';
import { randomMarket, SMALL } from '../../reference/market.js';
import { assertLegible, type LegibleOptions } from './legible.js';

/** Bytes of JSON a figure may take in a page. */
export const BUDGET = 150_000;

/** A run of the built-in strategy with lengths that suit a small market; it trades both ways. */
export function smallRun(count = 3000): Backtest {
  const { bars, minutes } = randomMarket(5, count);
  const run = backtest(mtfStrategy, makeMarket(toColumns(bars)), {
    parameters: { ...SMALL, poc_proximity: 'off', entry_trend: 'off' },
    finer: toColumns(minutes, MINUTE),
  });
  return run as unknown as Backtest;
}

/** The title as read, without markup and without the subtitle. */
export function titleOf(figure: Figure): string {
  const { text } = figure.layout.title as { text: string };
  return text.split('<br><span')[0].replace(/<br>/g, ' ');
}

/** The whole heading as read. */
export function headingOf(figure: Figure): string {
  return (figure.layout.title as { text: string }).text.replace(/<[^>]*>/g, ' ').replace(/ +/g, ' ');
}

/** Plain JSON within the budget, legible, on white, every list of a trace as long as its partner, every axis titled or named. */
export function assertSound(figure: Figure, options: LegibleOptions = {}): void {
  const text = JSON.stringify(figure);
  assert.ok(text.length < BUDGET, `${text.length} bytes`);
  // Plain data: nothing is lost on the way through JSON, no typed array, no NaN, no undefined in a list.
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(plainFigure(figure))));
  assertLegible(figure, options);
  assert.equal(figure.layout.paper_bgcolor, '#ffffff');
  for (const trace of figure.data) {
    const lengths = ['x', 'y', 'open', 'high', 'low', 'close', 'text', 'customdata']
      .map((key) => trace[key])
      .filter((list) => Array.isArray(list))
      .map((list) => (list as readonly unknown[]).length);
    assert.ok(new Set(lengths).size <= 1, `${trace.name}: lists of ${lengths.join(', ')}`);
  }
}

/** A trade that lost 1 R in one bar, with what a test changes. */
export function trade(changes: Partial<Trade> = {}): Trade {
  return {
    direction: 'long',
    signalBar: 10,
    entryBar: 11,
    exitBar: 12,
    entryTime: 0,
    exitTime: 300_000,
    entryPrice: 100,
    exitPrice: 99,
    entryMarket: 100,
    exitMarket: 99,
    stop: 99,
    target: 102,
    lastStop: 99,
    distance: 1,
    quantity: 1,
    pnl: -1,
    fees: 0,
    slippageCost: 0,
    rMultiple: -1,
    mae: -1,
    mfe: 0.2,
    exitReason: 'stop',
    ambiguous: false,
    touchesFilledBar: false,
    equityAtSignal: 10_000,
    committedAtSignal: 0,
    uptrend1h: true,
    momentum15m: true,
    volCross: true,
    gapStrength: 1,
    vpProximity: 0.2,
    confidence: 0.9,
    ...changes,
  };
}
