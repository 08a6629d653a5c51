// Paper trading as a process, its journal, and the attribution and the live page made of it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HOUR } from '../../lib/core/time.js';
import { attribute } from '../../lib/paper/attribution.js';
import { JournalReader } from '../../lib/paper/journal/reader.js';
import { seenBars } from '../../lib/paper/seen-bars.js';
import { paperLive } from '../../lib/report/paper-view.js';
import { runPaper } from '../../lib/run/paper-process.js';
import { paperFolder, paperSettings } from '../../lib/run/paper-settings.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';

const out = mkdtempSync(join(tmpdir(), 'mtf-attribution-'));
after(() => rmSync(out, { recursive: true, force: true }));

const WARM_UP = 3000;
const settings = paperSettings({ from: '2024-01-01', to: '2024-02-15', warmUpBars: WARM_UP, out });

test('the journal of a replay, its warm-up included, gives four zeros for every trade', async () => {
  await runPaper(settings, { stop: new AbortController().signal, say: () => {} });
  const reader = new JournalReader(paperFolder(out));
  const seen = seenBars(reader.bars(0, Number.MAX_SAFE_INTEGER));
  assert.ok(seen);
  assert.equal(seen.tradeFrom, seen.seen.market.base.time[WARM_UP]);
  const trades = reader.trades();
  const result = attribute({ strategy: mtfStrategy, parameters: settings.set, trades, ...seen });
  assert.ok(trades.length > 10);
  assert.equal(result.trades.length, trades.length);
  for (const { difference, data, latency, slippage, rule, why } of result.trades) {
    assert.deepEqual([difference, data, latency, slippage, rule, why], [0, 0, 0, 0, 0, 'decided as the backtest']);
  }
  assert.equal(result.open, reader.status(0).report?.account.positions.length);
  reader.close();
});

test('while only warm-up bars have come there is nothing to attribute', () => {
  assert.equal(seenBars([]), null);
});

test('the live page of that journal stands, with its figures, and before there is a journal too', () => {
  const reader = new JournalReader(paperFolder(out));
  const { html, figures } = paperLive(reader, Date.UTC(2024, 1, 15), { hours: 6 });
  assert.match(html, /■ Stopped/);
  assert.equal(figures?.length, 2);
  const [, candles] = figures ?? [];
  assert.equal((candles.data[0].open as readonly number[]).length, (6 * HOUR) / 300_000);
  reader.close();
  const none = paperLive(new JournalReader(join(out, 'nowhere')), 0);
  assert.match(none.html, /Not started/);
  assert.deepEqual(none.figures, []);
});
