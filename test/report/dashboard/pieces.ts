// Pieces as notebooks make them, of a small random market: real figures, tables and results, in a folder of their own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zeroCostTwin } from '../../../lib/backtest/backtest.js';
import { drawdowns } from '../../../lib/backtest/drawdown.js';
import { fillAmbiguity } from '../../../lib/backtest/fill-ambiguity.js';
import { isoTime } from '../../../lib/core/time.js';
import { dataQuality } from '../../../lib/data/quality.js';
import { profileAt } from '../../../lib/indicators/profile-at.js';
import { backtestResults } from '../../../lib/report/backtest-results.js';
import { barState } from '../../../lib/report/dashboard/bar-state.js';
import type { Pieces } from '../../../lib/report/dashboard/piece.js';
import { readPieces } from '../../../lib/report/dashboard/read-pieces.js';
import { saveDashboardPart } from '../../../lib/report/dashboard/save-part.js';
import { tradeRows } from '../../../lib/report/dashboard/trade-rows.js';
import type { LiveFigure } from '../../../lib/report/figure.js';
import { plainFigure } from '../../../lib/report/figure-json.js';
import { alignmentFigure } from '../../../lib/report/figures/alignment.js';
import { costsFigure } from '../../../lib/report/figures/costs.js';
import { equityFigure } from '../../../lib/report/figures/equity.js';
import { exitReasons } from '../../../lib/report/figures/exit-reasons.js';
import { fillOrders } from '../../../lib/report/figures/fill-orders.js';
import { funnelFigure } from '../../../lib/report/figures/funnel.js';
import { maeMfe } from '../../../lib/report/figures/mae-mfe.js';
import { momentumGauge } from '../../../lib/report/figures/momentum-gauge.js';
import { monteCarloDistributions } from '../../../lib/report/figures/monte-carlo.js';
import { mtfCandles } from '../../../lib/report/figures/mtf-candles.js';
import { profileAtBar } from '../../../lib/report/figures/profile-at-bar.js';
import { rHistogram } from '../../../lib/report/figures/r-histogram.js';
import { stitchedFigure } from '../../../lib/report/figures/stitched.js';
import { stressSurvival } from '../../../lib/report/figures/stress.js';
import { figure, valueAxis } from '../../../lib/report/figures/theme.js';
import { tradesByBias } from '../../../lib/report/figures/trades-by-bias.js';
import { walkForwardFigure } from '../../../lib/report/figures/walk-forward.js';
import { longChart } from '../../../lib/report/long-chart/long-chart.js';
import { paperLogs, paperPage } from '../../../lib/report/paper-page.js';
import { updateResults } from '../../../lib/report/results.js';
import { backtestVerdict, funnelVerdict } from '../../../lib/report/verdicts/verdicts.js';
import type { MonteCarloRun } from '../../../lib/robustness/monte-carlo.js';
import { summariseMonteCarlo } from '../../../lib/robustness/monte-carlo-summary.js';
import { STRESS_SCENARIOS } from '../../../lib/robustness/stress/scenarios.js';
import type { StressResults } from '../../../lib/robustness/stress/stress.js';
import { summariseWalkForward } from '../../../lib/robustness/walk-forward-summary.js';
import { signalFunnel } from '../../../lib/strategy/rules.js';
import { smallRun } from '../figures/support.js';
import { noisy, period } from '../figures/walk-forward-support.js';
import { VIEW } from '../paper-case.js';

export const run = smallRun(3000);
const twin = zeroCostTwin(run);
const { base } = run.market;
const quality = dataQuality(base);
export const RECEIPT = {
  source: 'sample',
  data_hash: quality.hash,
  from: quality.from ?? '',
  to: quality.to ?? '',
  bars: quality.rows,
  strategy: 'mtf-gap',
  parameters: { ...run.parameters },
};

const periods = [period(1, { train: -1 }), period(2, { returns: noisy(-0.001) })];
const walk = summariseWalkForward(periods);
const runs = Array.from({ length: 20 }, (_, k): MonteCarloRun => {
  const total_return = -0.01 * k;
  return { run: k, sharpe: -1 - k / 10, sharpe_rf0: -1, calmar: -1, trades: 40, total_return, max_drawdown: -0.02 * k };
});
const stressed = { dd: -0.15, sharpe: -1, sharpe_rf0: -0.5, total_return: -0.1, trades: 60, survived: true };
const stress = Object.fromEntries([...STRESS_SCENARIOS, 'original'].map((name) => [name, stressed])) as StressResults;

/** results.json of all of it. */
export const RESULTS = {
  ...backtestResults(run, twin, fillAmbiguity(run)),
  data_quality: { source: 'sample', description: 'made up', ...quality },
  funnel: signalFunnel(run.result.rulebook!),
  walk_forward: { ...walk },
  monte_carlo: summariseMonteCarlo(runs),
  stress_tests: stress,
  receipt: Object.fromEntries(['02-mtf-analysis', '03-backtest', '05-walk-forward'].map((name) => [name, RECEIPT])),
};

/** All pieces, through the files that notebooks write. */
export function somePieces(): Pieces {
  const out = mkdtempSync(join(tmpdir(), 'mtf-pieces-'));
  const lab = { out, receipt: RECEIPT, data: { description: 'bars made for a test' } };
  updateResults(out, RESULTS);
  saveDashboardPart(lab, { notebook: '02-mtf-analysis', sentences: funnelVerdict(RESULTS.funnel), ...barPart() });
  saveDashboardPart(lab, { notebook: '03-backtest', sentences: backtestVerdict(run, twin), ...backtestPart() });
  const heatmap = figure(
    [
      {
        type: 'heatmap',
        x: [1, 2],
        y: [1, 2],
        z: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    { title: 'A map of four cells', subtitle: 'Made for a test.' },
    { xaxis: valueAxis('x (bars)'), yaxis: valueAxis('y (R)') },
  );
  saveDashboardPart(lab, { notebook: '04-optimisation', sentences: ['Nothing was found.'], figures: { heatmap } });
  const walked = { walked: walkForwardFigure(walk), equity: stitchedFigure(periods, walk) };
  saveDashboardPart(lab, { notebook: '05-walk-forward', sentences: [], figures: walked });
  const distributions = monteCarloDistributions(runs, RESULTS.monte_carlo, 'level', runs[0]);
  saveDashboardPart(lab, { notebook: '06-monte-carlo', sentences: [], figures: { distributions } });
  saveDashboardPart(lab, { notebook: '07-stress', sentences: [], figures: { survival: stressSurvival(stress) } });
  const pieces = readPieces(out, {
    html: paperPage({ status: VIEW.status }, { styled: false }),
    logs: paperLogs(VIEW),
    figures: [plainFigure(rHistogram(run.trades))],
  });
  rmSync(out, { recursive: true });
  return pieces;
}

function barPart() {
  const at = { market: run.market, result: run.result, bar: base.time.length - 1 };
  const profile = profileAt(base, at.bar, { length: 60, rows: 30, valueArea: 0.7 });
  return {
    figures: {
      candles: mtfCandles({ ...at, from: base.time.length - 200, to: base.time.length }),
      momentum: momentumGauge(at),
      profile: profileAtBar(profile, { time: base.time[at.bar], close: base.close[at.bar] }),
      funnel: funnelFigure(RESULTS.funnel),
    },
    tables: { blocked: [{ side: 'long', blocked_by: 'gap' }], bar: [barState(at)] },
  };
}

function backtestPart() {
  const candles: LiveFigure = longChart(run.market, { inspect: run });
  return {
    figures: {
      equity: equityFigure(run, drawdowns(run.simulation.equity, run.parameters.initial)),
      costs: costsFigure(run, twin),
      bias: tradesByBias(run.trades),
      alignment: alignmentFigure(run.metrics),
      orders: fillOrders(fillAmbiguity(run)),
      r: rHistogram(run.trades),
      excursions: maeMfe(run.trades),
      exits: exitReasons(run.trades),
    },
    tables: { trades: tradeRows(run.trades) },
    candles,
  };
}

/** Entry time of the first trade, as the address has it. */
export const FIRST_TRADE = isoTime([...run.trades].sort((a, b) => a.entryTime - b.entryTime)[0].entryTime);
