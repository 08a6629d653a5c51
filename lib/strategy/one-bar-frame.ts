import { allocateGapMasks } from '../indicators/fair-value-gaps.js';
import { allocateGapLedger } from '../indicators/gap-ledger.js';
import { allocateVolumeProfile } from '../indicators/volume-profile.js';
import type { Frame5m } from './mtf-frame.js';

/** A frame of one bar, rewritten bar by bar; its gap ledger has one place, for the candidate. */
export type OneBarFrame = Frame5m;

export function allocateOneBarFrame(): OneBarFrame {
  const one = () => new Float64Array(1);
  return {
    EMA18: one(),
    EMA48: one(),
    EMA20: one(),
    ATR: one(),
    SMA21_vol: one(),
    profile: allocateVolumeProfile(1),
    gaps: allocateGapMasks(1),
    ledger: allocateGapLedger(1),
    candidate: new Int32Array(1),
    EMA50_15m: one(),
    EMA200_1h: one(),
    POC_1h: one(),
    ATR_1h: one(),
    ATR_ratio_1h: one(),
    SMA_vol_1h: one(),
  };
}
