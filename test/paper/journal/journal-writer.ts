// An engine of the journal's tests: `node journal-writer.js <folder> <csv> <bars>` goes on where the journal ends, and says the
// number of each bar once it is kept.

import { writeSync } from 'node:fs';
import { PaperTradesCsv } from '../../../lib/paper/paper-trades-csv.js';
import { madeInput, madeOrder, madeOutcome, madeTrade, openJournal, START, STEP } from './made.js';

const [folder, file, count] = process.argv.slice(2);
const journal = openJournal(folder);
const csv = new PaperTradesCsv(file, () => journal.trades());
csv.repair();
const last = journal.lastBarTime();
const first = last === null ? 0 : (last - START) / STEP + 1;
for (let k = first; k < first + Number(count); k++) {
  const trades = k % 7 === 0 ? [madeTrade(k)] : [];
  journal.atomically(() => {
    journal.recordBar(madeInput(k), madeOutcome(k, { trades }));
    journal.intend(madeOrder(k));
    journal.fill({ executionId: `e${k}`, clientId: madeOrder(k).clientId, at: k, quantity: '1', price: '2' });
  });
  for (const trade of trades) csv.append(trade);
  if (k % 50 === 0)
    journal.saveSnapshot(START + k * STEP, { bars: k, list: Array.from({ length: 2000 }, (_, i) => i * k) });
  writeSync(1, `${k}\n`);
}
journal.close();
