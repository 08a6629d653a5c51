import { align, alignIndex } from '../lib/bars/align.js';
import { resample } from '../lib/bars/resample.js';
import type { Bars } from '../lib/core/bars.js';
import { HOUR, MINUTE } from '../lib/core/time.js';
import { readBarsCsv } from '../lib/data/csv.js';
import { atr } from '../lib/indicators/atr.js';
import { ema } from '../lib/indicators/ema.js';
import { detectGaps } from '../lib/indicators/fair-value-gaps.js';
import { gapCandidates } from '../lib/indicators/gap-candidates.js';
import { gapLedger } from '../lib/indicators/gap-ledger.js';
import { sma } from '../lib/indicators/sma.js';
import { volumeProfile } from '../lib/indicators/volume-profile.js';

// Usage: node dist/bench/indicators.js BARS.csv[.gz] [REPEATS]. Prints medians, warm, with all outputs reused.

/** Everything of one set of bars, as named steps that write into the same arrays each time. */
function stepsOf(bars: Bars): Record<string, () => unknown> {
  const hours = resample(bars, HOUR);
  const average = ema(bars.close, 18);
  const range = atr(bars, 14);
  const volume = sma(bars.volume, 21);
  const gaps = detectGaps(bars, range, 0.3);
  const ledger = gapLedger(bars, gaps, 50);
  const candidates = gapCandidates(ledger, bars.close, 'detection');
  const params = { length: 120, rows: 120, valueArea: 0.7 };
  const profile = volumeProfile(bars, params);
  const hourly = volumeProfile(hours, params);
  const index = alignIndex(bars.time, hours);
  const aligned = align(hours.close, index);
  return {
    'ema 18': () => ema(bars.close, 18, average),
    'atr 14': () => atr(bars, 14, range),
    'sma 21': () => sma(bars.volume, 21, volume),
    'detect gaps': () => detectGaps(bars, range, 0.3, gaps),
    'gap ledger': () => gapLedger(bars, gaps, 50, ledger),
    'gap candidates': () => gapCandidates(ledger, bars.close, 'retest', candidates),
    'volume profile': () => volumeProfile(bars, params, profile),
    'resample 15m': () => resample(bars, 15 * MINUTE),
    'resample 1h': () => resample(bars, HOUR),
    'volume profile 1h': () => volumeProfile(hours, params, hourly),
    'align index': () => alignIndex(bars.time, hours, index),
    align: () => align(hours.close, index, aligned),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function main(file: string, repeats: number): void {
  const { bars } = readBarsCsv(file);
  const rows = Object.entries(stepsOf(bars)).map(([name, step]) => {
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      step();
      return performance.now() - start;
    });
    const ms = median(times);
    return { name, ms: +ms.toFixed(2), 'ns a bar': +((ms * 1e6) / bars.time.length).toFixed(1) };
  });
  console.log(`${bars.time.length} bars, median of ${repeats}`);
  console.table(rows);
}

const [file, repeats = '15'] = process.argv.slice(2);
if (!file) throw new Error('bench/indicators: the first argument must be a CSV of bars, got nothing');
main(file, Number(repeats));
