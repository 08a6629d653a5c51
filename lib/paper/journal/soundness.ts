import { JournalFileError, JournalWriteError } from './errors.js';
import { openReadOnly } from './open-read-only.js';

/**
 * What is wrong with the journal at `path`, or null: the whole file is read, by a connection of its own, because that of the
 * engine has its pages in memory and would not notice for days. About a tenth of a second for 50 MB.
 */
export function unsoundness(path: string): JournalWriteError | null {
  try {
    const file = openReadOnly(path);
    if (!file) return damaged(path, 'it has no tables any more');
    try {
      const found = file.first<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check ?? 'no answer';
      return found === 'ok' ? null : damaged(path, found);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof JournalFileError) return damaged(path, error.message);
    throw error;
  }
}

function damaged(path: string, found: string): JournalWriteError {
  return new JournalWriteError(
    `Journal: ${path} must be sound, got "${found.split('\n')[0]}"; stop the engine, check the account by hand, move the file away and begin a new journal.`,
    { code: 'SQLITE_CORRUPT' },
  );
}
