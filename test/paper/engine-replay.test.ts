// The whole paper engine on a recording: journal, model, alerts and files together, against the backtest of the same bars.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { backtest } from '../../lib/backtest/backtest.js';
import { requestKill, requestStop } from '../../lib/paper/control-files.js';
import { JournalReader } from '../../lib/paper/journal/reader.js';
import { paperTradeRow } from '../../lib/paper/paper-trades-csv.js';
import { readNote } from '../../lib/run/engine-note.js';
import { recordedBars } from '../../lib/run/paper-feed.js';
import { runPaper } from '../../lib/run/paper-process.js';
import { paperFolder, paperSettings } from '../../lib/run/paper-settings.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { mtfStrategy } from '../../lib/strategy/mtf.js';

const folders: string[] = [];
const newOut = () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-paper-'));
  folders.push(out);
  return out;
};
after(() => {
  for (const out of folders) rmSync(out, { recursive: true, force: true });
});

const RANGE = { from: '2024-01-01', to: '2024-02-01' };
const quiet = { stop: new AbortController().signal, say: () => {} };

async function expected(out: string) {
  const settings = paperSettings({ ...RANGE, out });
  const { bars, finer } = await recordedBars(settings);
  return backtest(mtfStrategy, makeMarket(bars), { ...(finer && { finer }), parameters: settings.set });
}

test('a replay makes the trades of the backtest, one for one, in journal and paper_trades.csv', async () => {
  const out = newOut();
  await runPaper(paperSettings({ ...RANGE, out }), quiet);
  const reader = new JournalReader(paperFolder(out));
  const run = await expected(out);
  // A paper account that goes on tomorrow does not close what is open at the end of the data.
  const closed = run.trades.filter(({ exitReason }) => exitReason !== 'end-of-data');
  assert.ok(closed.length > 10);
  const trades = reader.trades().map(({ htfFlag, broker, ...trade }) => trade);
  assert.deepEqual(trades, closed);
  const rows = readFileSync(join(out, 'paper_trades.csv'), 'utf8').trim().split('\n').slice(1);
  assert.deepEqual(
    rows,
    reader.trades().map((trade) => paperTradeRow(trade)),
  );
  const curve = reader.equityCurve();
  assert.equal(curve.length, run.market.base.time.length);
  assert.equal(curve[curve.length - 2].equity, run.simulation.equity[curve.length - 2]);
  assert.equal(reader.status(Date.now()).engine.state, 'stopped');
  assert.equal(readNote(paperFolder(out))?.state, 'ended');
  reader.close();
});

test('stopped and started again it goes on as if nothing had happened', async () => {
  const out = newOut();
  const settings = paperSettings({ ...RANGE, out, speed: 4000 });
  for (const pause of [300, 500]) {
    const stop = new AbortController();
    const ended = runPaper(settings, { stop: stop.signal, say: () => {} });
    setTimeout(() => stop.abort(), pause);
    await ended;
  }
  await runPaper(paperSettings({ ...RANGE, out }), quiet);
  const reader = new JournalReader(paperFolder(out));
  const run = await expected(out);
  assert.deepEqual(
    reader.trades().map(({ htfFlag, broker, ...trade }) => trade),
    run.trades.filter(({ exitReason }) => exitReason !== 'end-of-data'),
  );
  assert.equal(reader.equityCurve().length, run.market.base.time.length);
  reader.close();
});

test('the kill switch closes everything with the next bar and opens nothing again, after a restart neither', async () => {
  const out = newOut();
  requestKill(paperFolder(out));
  await runPaper(paperSettings({ ...RANGE, out }), quiet);
  const reader = new JournalReader(paperFolder(out));
  assert.deepEqual(reader.trades(), []);
  const { report } = reader.status(Date.now());
  assert.equal(report?.emergency.killed, true);
  assert.match(report?.emergency.halted ?? '', /kill switch/);
  assert.ok(reader.alerts(5000).some(({ alert }) => alert.kind === 'emergency' && /Kill switch/.test(alert.subject)));
  reader.close();
});

test('a stop that is asked for ends the process in order, with positions closed first when told so', async () => {
  const out = newOut();
  const ended = runPaper(paperSettings({ ...RANGE, out, speed: 4000 }), quiet);
  setTimeout(() => requestStop(paperFolder(out), 'close'), 700);
  await ended;
  const reader = new JournalReader(paperFolder(out));
  const { report, engine } = reader.status(Date.now());
  assert.equal(engine.state, 'stopped');
  assert.deepEqual(report?.account.positions, []);
  assert.ok(reader.equityCurve().length < 8928);
  assert.equal(readNote(paperFolder(out))?.message, 'asked to stop');
  reader.close();
});

test('other parameters are refused on a journal that was begun with these', async () => {
  const out = newOut();
  const stop = AbortSignal.abort();
  await runPaper(paperSettings({ ...RANGE, out }), { stop, say: () => {} });
  await assert.rejects(
    runPaper(paperSettings({ ...RANGE, out, set: { tp_rr: 2 } }), quiet),
    /parameters\.tp_rr 2 instead of 2\.2; use another folder/,
  );
  assert.equal(readNote(paperFolder(out))?.state, 'failed');
});
