import type { JournalCounts, PaperStatus } from '../paper-status.js';
import { AlertTable } from './alert-table.js';
import type { JournalFile } from './journal-file.js';
import { countTrades, lastError, selectProgress } from './log-tables.js';
import { countOpenOrders } from './order-table.js';
import { engineProcess } from './sessions.js';

/** The status of a folder, from its journal (null: there is none) and the process that its lock names. */
export function statusOf(file: JournalFile | null, folder: string, now: number): PaperStatus {
  const progress = file && selectProgress(file);
  const report = progress?.report ?? null;
  const reportedAt = progress?.at ?? null;
  const age = (since: number | null | undefined) => (since === null || since === undefined ? null : now - since);
  return {
    at: now,
    folder,
    engine: engineProcess(folder, file, reportedAt),
    report,
    reportedAt,
    reportAge: age(reportedAt),
    barAge: age(report?.feed.lastBarClose),
    minuteAge: age(report?.feed.lastMinuteClose),
    counts: file ? countsOf(file) : NO_COUNTS,
    lastError: file && lastError(file),
  };
}

const NO_COUNTS: JournalCounts = {
  bars: 0,
  warmUpBars: 0,
  trades: 0,
  openOrders: 0,
  alertsSent: 0,
  alertsWaiting: 0,
  alertsFailed: 0,
};

function countsOf(file: JournalFile): JournalCounts {
  const { bars, warmUpBars } = selectProgress(file);
  const channels = new AlertTable(file).counts();
  const alerts = (...states: readonly (keyof (typeof channels)[number]['states'])[]) =>
    channels.reduce((sum, channel) => sum + states.reduce((part, state) => part + channel.states[state], 0), 0);
  return {
    bars,
    warmUpBars,
    trades: countTrades(file),
    openOrders: countOpenOrders(file),
    alertsSent: alerts('sent', 'summarised'),
    alertsWaiting: alerts('waiting', 'held'),
    alertsFailed: alerts('failed', 'expired'),
  };
}
