import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TRADES_HEADER, tradeRow } from '../../lib/backtest/trades.js';
import type { PaperTrade } from '../../lib/paper/order-journal.js';
import { PAPER_TRADES_HEADER, PaperTradesCsv, paperTradeRow } from '../../lib/paper/paper-trades-csv.js';
import { madeTrade } from './journal/made.js';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'mtf-csv-')), 'outputs', 'paper_trades.csv');
const textOf = (trades: readonly PaperTrade[]) =>
  `${[PAPER_TRADES_HEADER, ...trades.map((trade) => paperTradeRow(trade))].join('\n')}\n`;
const text = (file: string) => readFileSync(file, 'utf8');
const three = [0, 1, 2].map((k) => madeTrade(k));

/** A file with the rows of the first `count` trades of a journal that has them all. */
function written(count: number, all = three) {
  const file = newFile();
  new PaperTradesCsv(file, () => all.slice(0, count)).repair();
  return { file, csv: new PaperTradesCsv(file, () => all) };
}

test('columns are those of trades.csv and HTF_flag: true, false or empty', () => {
  assert.equal(PAPER_TRADES_HEADER, `${TRADES_HEADER},HTF_flag`);
  assert.deepEqual(
    three.map((trade) => paperTradeRow(trade)),
    three.map((trade, k) => `${tradeRow(trade)},${['', 'true', 'false'][k]}`),
  );
});

test('the file is made with its header alone, then grows trade by trade', () => {
  const file = newFile();
  const journal: PaperTrade[] = [];
  const csv = new PaperTradesCsv(file, () => journal);
  assert.deepEqual(csv.repair(), { found: 'made', keptAs: null });
  assert.equal(text(file), textOf([]));
  for (const trade of three) {
    journal.push(trade);
    csv.append(trade);
    assert.equal(text(file), textOf(journal));
  }
  assert.deepEqual(new PaperTradesCsv(file, () => journal).repair(), { found: 'sound', keptAs: null });
});

test('a trade that the journal has and the file lacks (killed in between) is added at the next opening, once', () => {
  const { file, csv } = written(1);
  assert.equal(csv.repair().found, 'completed');
  assert.equal(text(file), textOf(three));
  assert.equal(csv.repair().found, 'sound');
});

test('a row torn at any byte is mended', () => {
  const whole = Buffer.byteLength(textOf(three));
  const before = Buffer.byteLength(textOf(three.slice(0, 2)));
  for (let length = before; length <= whole; length += 7) {
    const { file, csv } = written(3);
    truncateSync(file, length);
    assert.deepEqual(csv.repair(), { found: 'completed', keptAs: null }, `${length} bytes`);
    assert.equal(text(file), textOf(three));
  }
});

test('a tail of zeros, as a power cut leaves it, is no row and goes', () => {
  const { file, csv } = written(2);
  appendFileSync(file, Buffer.alloc(100));
  assert.deepEqual(csv.repair(), { found: 'rewritten', keptAs: null });
  assert.equal(text(file), textOf(three));
});

test('a row that stands there twice is there once afterwards', () => {
  const { file, csv } = written(3);
  appendFileSync(file, `${paperTradeRow(three[2])}\n`);
  assert.deepEqual(csv.repair(), { found: 'rewritten', keptAs: null });
  assert.equal(text(file), textOf(three));
});

test('rows that are not the journal’s are kept beside the file, not lost', () => {
  const { file, csv } = written(3);
  const other = textOf([madeTrade(7), madeTrade(8)]);
  writeFileSync(file, other);
  assert.deepEqual(csv.repair(), { found: 'rewritten', keptAs: `${file}.old` });
  assert.equal(text(file), textOf(three));
  assert.equal(text(`${file}.old`), other);
});

test('a file that was deleted, cut or lengthened while the engine runs is whole again after the next trade', () => {
  const touches: readonly ((file: string) => void)[] = [
    (file) => rmSync(file),
    (file) => truncateSync(file, 10),
    (file) => appendFileSync(file, 'x'),
  ];
  for (const touch of touches) {
    const journal = three.slice(0, 2);
    const file = newFile();
    const csv = new PaperTradesCsv(file, () => journal);
    csv.repair();
    touch(file);
    journal.push(three[2]);
    csv.append(three[2]);
    assert.equal(text(file), textOf(three));
  }
});

test('after a write that failed the next one brings what is missing', () => {
  const journal = three.slice(0, 1);
  const folder = mkdtempSync(join(tmpdir(), 'mtf-csv-'));
  // A file where the folder should be: nothing can be written below it.
  writeFileSync(join(folder, 'outputs'), '');
  const file = join(folder, 'outputs', 'paper_trades.csv');
  const csv = new PaperTradesCsv(file, () => journal);
  assert.throws(() => csv.repair());
  journal.push(three[1]);
  assert.throws(() => csv.append(three[1]));
  rmSync(join(folder, 'outputs'));
  journal.push(three[2]);
  csv.append(three[2]);
  assert.equal(text(file), textOf(three));
  assert.ok(!existsSync(`${file}.old`));
});
