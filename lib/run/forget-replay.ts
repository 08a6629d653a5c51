import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JournalReader } from '../paper/journal/reader.js';

/**
 * Removes the journal of a replay and what came of it, so that it can begin anew; only for who holds the folder. A journal of
 * live bars is what its positions are known by, and stays. Throws on a damaged one: nobody can tell which it was.
 */
export function forgetReplay(folder: string): void {
  const reader = new JournalReader(folder);
  const settings = reader.settings();
  reader.close();
  if (settings === null || settings.feed !== 'replay') return;
  for (const name of readdirSync(folder)) {
    if (/^(journal\.sqlite|paper\.log|KILL$)/.test(name)) rmSync(join(folder, name), { force: true });
  }
  rmSync(join(folder, '..', 'paper_trades.csv'), { force: true });
}
