import { DEEP_DRAWDOWN } from '../../backtest/drawdown.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import { SHARPE_STD_TARGET } from '../../robustness/monte-carlo-summary.js';
import { STRESS_SCENARIOS } from '../../robustness/stress/scenarios.js';
import { checksTable } from '../figures/checks-table.js';
import { DSR_WANTED, PBO_WANTED, SPA_WANTED } from '../verdicts/overfitting-verdict.js';
import type { KnownResults } from './results-shape.js';
import type { ReportSection } from './section.js';

/** A target, what was found, and whether it is met. */
type TargetRow = {
  readonly target: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: 'met' | 'MISSED' | 'not measurable';
};

/** Every target that was set before anyone looked, met or missed. */
export function targetsSection(results: KnownResults): ReportSection {
  const rows = targetRows(results);
  const missed = rows.filter(({ met }) => met !== 'met').length;
  const words =
    rows.length === 0
      ? 'Nothing has been measured yet that a target is set for.'
      : missed === 0
        ? `All ${rows.length} targets are met.`
        : `${missed} of ${rows.length} targets are missed or cannot be measured. They stand as they were set: nothing was tuned to meet them.`;
  return {
    id: 'targets',
    title: 'Targets',
    sentences: [words],
    ...(rows.length > 0 && { table: { caption: 'Targets and what was found', rows } }),
  };
}

function targetRows({ walk_forward, monte_carlo, stress_tests, overfitting, causality }: KnownResults): TargetRow[] {
  const rows: TargetRow[] = [];
  const add = (target: string, wanted: string, value: number | null, found: string, ok: boolean) => {
    rows.push({ target, wanted, found: value === null ? 'n/a' : found, met: wordOf(value === null ? undefined : ok) });
  };
  if (causality) add('Look-ahead', 'none', 0, causality.ok ? 'none' : 'LEAKS', causality.ok);
  for (const { check, target, found, met } of checksTable(walk_forward?.checks ?? [])) {
    rows.push({
      target: `Walk-forward: ${check}`,
      wanted: target,
      found,
      met: wordOf(met.includes('nothing') ? undefined : met === 'yes'),
    });
  }
  if (overfitting) {
    const [dsr, pbo, spa] = [overfitting.dsr.value, overfitting.pbo.value, overfitting.spa.value];
    add(
      'Deflated Sharpe ratio (DSR)',
      `>= ${formatPercent(DSR_WANTED, 0)}`,
      dsr,
      formatPercent(dsr ?? 0, 1),
      (dsr ?? 0) >= DSR_WANTED,
    );
    add(
      'Probability of backtest overfitting (PBO)',
      `<= ${formatPercent(PBO_WANTED, 0)}`,
      pbo,
      formatPercent(pbo ?? 0, 1),
      (pbo ?? 1) <= PBO_WANTED,
    );
    add(
      'Superior predictive ability (SPA), p-value',
      `<= ${formatNumber(SPA_WANTED)}`,
      spa,
      formatNumber(spa ?? 1, 3),
      (spa ?? 1) <= SPA_WANTED,
    );
  }
  if (monte_carlo) {
    const { sharpe_std: std } = monte_carlo;
    add(
      'Monte Carlo: spread of the Sharpe ratio',
      `< ${SHARPE_STD_TARGET}`,
      std,
      formatNumber(std ?? 0),
      (std ?? 1) < SHARPE_STD_TARGET,
    );
  }
  if (stress_tests) {
    const deepest = Math.min(...STRESS_SCENARIOS.map((scenario) => stress_tests[scenario].dd));
    add(
      'Stress: deepest drawdown',
      `> ${formatPercent(DEEP_DRAWDOWN, 0)}`,
      deepest,
      formatPercent(deepest),
      deepest > DEEP_DRAWDOWN,
    );
  }
  return rows;
}

function wordOf(met: boolean | undefined): TargetRow['met'] {
  return met === undefined ? 'not measurable' : met ? 'met' : 'MISSED';
}
