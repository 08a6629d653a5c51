import type { Broker } from './broker.js';
import type { EngineAlerts } from './engine-alerts.js';
import type { ReportContext } from './engine-report.js';
import type { PaperFeed } from './feed.js';
import type { Journal } from './journal/journal.js';
import type { PaperModel } from './model.js';
import type { PaperTrade } from './order-journal.js';

/** What an engine is put together from. */
export interface EngineParts {
  readonly context: ReportContext;
  readonly model: PaperModel;
  readonly journal: Journal;
  readonly broker: Broker;
  readonly feed: PaperFeed['name'];
  readonly alerts: EngineAlerts;
  /** Called with trades that are in the journal, to be appended to paper_trades.csv. */
  readonly onTrades: (trades: readonly PaperTrade[]) => void;
  /** Takes the trades that a real broker has closed, and written down, since the last call. */
  readonly brokerTrades: () => readonly PaperTrade[];
  readonly now: () => number;
  /** Whether the kill switch is set. */
  readonly killed: () => boolean;
  /** Whether the model leaves short entries out, because the broker takes none. */
  readonly skipsShorts?: boolean;
  /** Bars between two snapshots of the model. */
  readonly snapshotEvery: number;
  /** Bars run again at this start, because they came after the newest snapshot. */
  readonly replayed: number;
  /** A bar known later than this after its close is no reason to enter any more, ms. */
  readonly lateAfter: number;
  readonly log: (line: string) => void;
}
