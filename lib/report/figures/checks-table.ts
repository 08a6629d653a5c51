import { formatNumber, formatPercent } from '../../core/format.js';
import type { Check } from '../../robustness/walk-forward-summary.js';

/** One check for people. */
export interface CheckRow {
  readonly check: string;
  readonly target: string;
  readonly found: string;
  readonly met: 'yes' | 'no' | 'no: nothing to measure';
}

/** The checks of a walk-forward as rows for `showTable`; a value in the unit of its target. */
export function checksTable(checks: readonly Check[]): CheckRow[] {
  return checks.map(({ name, target, value, met }) => ({
    check: name,
    target,
    found: value === null ? 'n/a' : target.includes('%') ? formatPercent(value, 1) : formatNumber(value),
    met: met ? 'yes' : value === null ? 'no: nothing to measure' : 'no',
  }));
}
