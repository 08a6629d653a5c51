import type { Trial } from '../../lib/optimise/trial.js';

/** Trial number `k` of made-up data: another threshold each, with daily returns that decimal text would not keep. */
export function madeTrial(k: number, changes: Partial<Trial> = {}): Trial {
  return {
    dataHash: 'd1',
    strategy: 'mtf-gap',
    parameters: { vol_thresh: k / 7, entry_trend: 'required' },
    period: { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 3, 1) },
    costsHash: 'c1',
    objective: Math.sin(k),
    returns: Float64Array.from({ length: 90 }, (_, t) => Math.sin(k + t) / 300),
    details: { trades: k },
    seed: 42,
    purpose: 'optimise',
    recordedAt: Date.UTC(2026, 0, 1) + k,
    ...changes,
  };
}
