import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addressText, PAGE_IDS, parseAddress } from '../../../lib/report/dashboard/address.js';
import type { Block } from '../../../lib/report/dashboard/blocks.js';
import { differences, noticesOf } from '../../../lib/report/dashboard/notices.js';
import { pageOf } from '../../../lib/report/dashboard/pages.js';
import type { DashboardPart, Pieces } from '../../../lib/report/dashboard/piece.js';
import { readPieces } from '../../../lib/report/dashboard/read-pieces.js';
import { dashboardFile, dashboardSite } from '../../../lib/report/dashboard/site.js';
import { knownResults } from '../../../lib/report/report-page/results-shape.js';
import type { Results } from '../../../lib/report/results.js';
import { FIRST_TRADE, RECEIPT, run, somePieces } from './pieces.js';

const pieces = somePieces();
const htmlOf = (blocks: readonly Block[]) =>
  blocks.map((block) => (block.kind === 'html' ? block.html.html : '')).join('\n');

test('an address names a page and a trade, and what cannot be read is the report', () => {
  for (const page of PAGE_IDS) assert.deepEqual(parseAddress(addressText({ page })), { page });
  const trade = Date.UTC(2024, 2, 1, 12, 35);
  assert.equal(addressText({ page: 'backtest', trade }), '#backtest&trade=2024-03-01T12:35:00Z');
  assert.deepEqual(parseAddress('#multi-tf&trade=2024-03-01T12:35:00Z'), { page: 'multi-tf', trade });
  assert.deepEqual(parseAddress('#trade=2024-03-01T12%3A35%3A00Z'), { page: 'backtest', trade });
  for (const none of ['', '#', '#nowhere', '#trade=never', '#trade=%', '#__proto__']) {
    assert.deepEqual(parseAddress(none), { page: 'report' });
  }
});

test('every page has its figures, and a key is never given twice', () => {
  for (const id of PAGE_IDS) {
    const { blocks, notices } = pageOf(id, pieces);
    assert.deepEqual(notices, []);
    assert.equal(new Set(blocks.map(({ key }) => key)).size, blocks.length);
    assert.ok(
      blocks.some(({ kind }) => kind === 'figure'),
      id,
    );
  }
});

test('without anything every page says what to run', () => {
  for (const id of PAGE_IDS) {
    const html = htmlOf(pageOf(id, {}).blocks);
    assert.match(html, /Not run yet: npm run notebook -- 0\d-/, id);
  }
});

test('a part that is missing is named with its command, and the others stay', () => {
  const { '05-walk-forward': _, ...rest } = pieces;
  const blocks = pageOf('optimisation', rest).blocks;
  assert.match(htmlOf(blocks), /Not run yet: npm run notebook -- 05-walk-forward/);
  assert.ok(blocks.some(({ key }) => key === '06-monte-carlo distributions'));
});

test('parts of other data or parameters are said to be so, and which', () => {
  const other = { ...RECEIPT, data_hash: 'x', parameters: { ...RECEIPT.parameters, tp_rr: 2.4 } };
  const mixed: Pieces = { ...pieces, '06-monte-carlo': { ...pieces['06-monte-carlo']!, receipt: other } };
  const { notices } = pageOf('optimisation', mixed);
  assert.equal(notices.length, 1);
  assert.match(notices[0], /^06-monte-carlo was made from something else .*other bars; tp_rr 2\.4 instead of/);
  assert.equal(pageOf('report', mixed).notices.length, 1);
  assert.deepEqual(pageOf('backtest', mixed).notices, []);
});

test('charts of another run than results.json are noticed', () => {
  const receipts = { ...RECEIPT, parameters: { ...RECEIPT.parameters, tp_rr: 9 } };
  const results = { ...pieces.results, receipt: { '03-backtest': receipts } } as unknown as Pieces['results'];
  assert.match(
    noticesOf({ ...pieces, results }, ['03-backtest'])[0],
    /are of different runs \(tp_rr .* instead of 9\)/,
  );
  assert.deepEqual(differences(RECEIPT, { ...RECEIPT }), []);
});

test('every trade is listed, newest first, under its address', () => {
  const html = htmlOf(pageOf('backtest', pieces).blocks);
  assert.equal(html.match(/&#38;trade=|&trade=/g)?.length, run.trades.length);
  assert.ok(html.includes(FIRST_TRADE));
});

test('what comes from data is text, whatever it says', () => {
  const evil = '</script><img src=x onerror=alert(1)>"\'&';
  const part = pieces['03-backtest']!;
  const rows = [{ ...part.tables!.trades[0], entered: evil, direction: evil, exit_reason: evil, left: evil }];
  const hostile: Pieces = {
    ...pieces,
    results: { ...pieces.results, causality: { ok: false, words: [evil] } } as Pieces['results'],
    '03-backtest': {
      ...part,
      description: evil,
      sentences: [evil],
      tables: { trades: rows },
      receipt: { ...part.receipt, strategy: evil, from: evil, parameters: { [evil]: evil } },
    },
    '07-stress': { ...pieces['07-stress']!, tables: { figures: [{ [evil]: evil }] } },
    '02-mtf-analysis': { ...pieces['02-mtf-analysis']!, tables: { bar: [{ time: evil, close: evil }] } },
  };
  for (const id of PAGE_IDS) {
    const { blocks } = pageOf(id, hostile);
    assert.doesNotMatch(htmlOf(blocks), /<img|<\/script|onerror=alert\(1\)>/, id);
  }
  const page = dashboardFile(hostile);
  assert.doesNotMatch(page, /<img src=x/);
  assert.equal(page.match(/<script/g)?.length, page.match(/<\/script>/g)?.length);
});

test('a piece of another version is left out of a page with a notice, and the others stay', () => {
  const { metrics } = knownResults(pieces.results!);
  const spoiled = { ...pieces['03-backtest']!, tables: { trades: [null, 5] } } as unknown as DashboardPart;
  const { notices, blocks } = pageOf('backtest', { ...pieces, '03-backtest': spoiled });
  assert.match(
    notices[0] ?? '',
    /^03-backtest cannot be shown here: another version wrote it.* run the notebooks again\.$/,
  );
  assert.match(htmlOf(blocks), /Win rate/);
  const results = { ...pieces.results, metrics: { ...metrics, total_trades: null } } as unknown as Results;
  assert.match(pageOf('backtest', { ...pieces, results }).notices[0] ?? '', /^results cannot be shown/);
  const both = pageOf('backtest', { results, '03-backtest': spoiled });
  assert.deepEqual([both.blocks, both.notices.length], [[], 1]);
  // With less than is told, and good by the schema: as if it had not been run.
  const { win_rate: _, ...less } = metrics!;
  assert.deepEqual(
    pageOf('backtest', { results: { ...pieces.results, metrics: less } as unknown as Results }).blocks.length,
    1,
  );
});

test('a part that is not one stops with its file; a folder without anything has no pieces', () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-pieces-'));
  assert.deepEqual(readPieces(out), {});
  mkdirSync(join(out, 'dashboard'));
  writeFileSync(join(out, 'dashboard', '03-backtest.json'), '{}');
  assert.throws(() => readPieces(out), /checkPart: .*03-backtest\.json must be a part of 03-backtest/);
  rmSync(out, { recursive: true });
});

test('the served page has no script and no style in it', () => {
  const { shell, script, style, library } = dashboardSite();
  assert.doesNotMatch(shell, /<script(?![^>]*\bsrc=)|<style|\son\w+=/);
  assert.ok(script.length < 400_000, `${script.length}`);
  assert.ok(style.length > 1000 && library.includes('Plotly'));
  assert.doesNotMatch(script, /\beval\(|new Function\(/);
});
