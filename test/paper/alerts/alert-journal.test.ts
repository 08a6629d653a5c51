import { MemoryAlertJournal } from '../../../lib/paper/alerts/memory-alert-journal.js';
import { newFolder, openJournal } from '../journal/made.js';
import { alertJournalContract } from './alert-journal-contract.js';

alertJournalContract('in memory', () => new MemoryAlertJournal());
alertJournalContract('in SQLite', () => openJournal(newFolder()).alerts);
