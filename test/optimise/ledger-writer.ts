// A process that writes trials and says, after each, that it is kept: `node ledger-writer.js <file> <first> <count>`.

import { writeSync } from 'node:fs';
import { TrialLedger } from '../../lib/optimise/trial-ledger.js';
import { madeTrial } from './made-trial.js';

const [file, first, count] = process.argv.slice(2);
const ledger = new TrialLedger(file);
for (let k = Number(first); k < Number(first) + Number(count); k++) {
  const outcome = ledger.record(madeTrial(k));
  writeSync(1, `${k} ${outcome}\n`);
}
ledger.close();
