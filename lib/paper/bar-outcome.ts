import type { EngineAlerts } from './engine-alerts.js';
import { decisionOf, direction, type Reading } from './engine-report.js';
import type { BarOutcome, QueuedAlert } from './journal/records.js';
import type { ModelOutcome } from './model-outcome.js';
import type { EngineReport } from './paper-status.js';

/** A decided bar, and what its record needs besides. */
export interface DecidedBar {
  readonly outcome: ModelOutcome;
  readonly reading: Reading;
  /** The 1h trend at the close before; null when there was none. */
  readonly trendBefore: number | null;
  /** The kill switch halts with this bar. */
  readonly kill: boolean;
  readonly report: EngineReport;
  /** Whether the model's own fills are the account's: then they are recorded and told here. */
  readonly sim: boolean;
  /** Confidence of the order that an entry of this bar came from. */
  readonly confidence: number | null;
}

/** What the journal keeps of a bar besides its input: decision, report, trades, and alerts to be sent. */
export function barOutcome(bar: DecidedBar, alerts: EngineAlerts): BarOutcome {
  const { outcome, reading, trendBefore, kill, report, sim } = bar;
  const decision = decisionOf(outcome, reading, trendBefore, kill);
  const { equity, peak, positions } = report.account;
  const book = { equity, positions };
  const told: QueuedAlert[] = sim
    ? alerts.fills(outcome.opened ? [outcome.opened] : [], outcome.closed, bar.confidence)
    : [];
  if (decision.happened.includes('htf-change')) {
    told.push(...alerts.htfChange(outcome.at, direction(trendBefore ?? 0), decision, book));
  }
  const against = positions.some(({ direction: side }) => decision.trend === (side === 'long' ? -1 : 1));
  if (against && report.emergency.htfReversal && decision.happened.includes('htf-change')) {
    told.push(...alerts.emergency('htf-reversal', outcome.at, book, peak));
  }
  if (decision.refusal === 'max-positions')
    told.push(...alerts.positionLimit(outcome.at, report.emergency.maxPositions));
  if (decision.happened.includes('halt')) told.push(...alerts.emergency('emergency', outcome.at, book, peak));
  return { decision, report, trades: sim ? outcome.closed : [], alerts: told };
}
