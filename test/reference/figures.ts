// Prints the reference's figures: node figures.js BARS.csv.gz [MINUTES.csv.gz]. To be held against published ones.

import { readBars } from './csv.js';
import { type Bar, type Intrabar, referenceBacktest, referenceFrame, referenceSignals } from './index.js';

function count<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length;
}

export function printFigures(bars: readonly Bar[], finer: readonly Bar[]): void {
  const loose = referenceSignals(referenceFrame(bars, { entry_trend: 'off' }).rows);
  const frame = referenceFrame(bars);
  const signals = referenceSignals(frame.rows);
  console.log(
    'gaps > 0.5 bull',
    count(frame.gaps, (gap) => gap.direction === 1 && gap.strength > 0.5),
  );
  console.log(
    'gaps > 0.5 bear',
    count(frame.gaps, (gap) => gap.direction === -1 && gap.strength > 0.5),
  );
  for (const direction of ['long', 'short']) {
    const before = count(loose, (signal) => signal.direction === direction);
    const after = count(signals, (signal) => signal.direction === direction);
    console.log(`signals ${direction}: ${before} before entry_trend, ${after} after`);
  }
  const modes: Intrabar[] = ['pessimistic', 'optimistic', 'path'];
  if (finer.length > 0) modes.push('finer');
  for (const mode of modes) {
    const result = referenceBacktest(bars, { intrabar: mode }, { frame, finer, twin: true });
    const refused = new Map<string, number>();
    for (const { reason } of result.refusals) refused.set(reason, (refused.get(reason) ?? 0) + 1);
    const { daily_returns, ...metrics } = result.metrics;
    console.log(mode, {
      refused: Object.fromEntries(refused),
      long: count(result.trades, (trade) => trade.direction === 'long'),
      short: count(result.trades, (trade) => trade.direction === 'short'),
      first: result.trades.reduce((a, b) => (b.timestamp < a.timestamp ? b : a)),
      days: daily_returns.length,
      metrics,
      twin_net: result.twin?.metrics.net_pnl,
      twin_return: result.twin?.metrics.total_return,
      final: result.equity[result.equity.length - 1],
    });
  }
}

if (require.main === module) {
  const [barsFile, finerFile] = process.argv.slice(2);
  if (barsFile === undefined) throw new Error('figures: a file of 5-minute bars must be given');
  printFigures(readBars(barsFile), finerFile === undefined ? [] : readBars(finerFile));
}
