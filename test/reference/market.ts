// Small random markets: a random walk on a grid of ticks, with gaps, flat bars, dry spells and missing bars.

import { type Bar, MINUTE, STEP } from './bars.js';

/** A small seeded generator (mulberry32); values in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Five-minute bars and the minutes they are made of. About one bar in 50 is missing, one in 30 without volume. */
export function randomMarket(seed: number, count: number, tick = 0.5): { bars: Bar[]; minutes: Bar[] } {
  const random = seeded(seed);
  const start = Date.UTC(2024, 0, 1) + Math.floor(random() * 12) * STEP;
  const bars: Bar[] = [];
  const minutes: Bar[] = [];
  let price = 20_000 + Math.floor(random() * 1000);
  for (let i = 0; i < count; i++) {
    const time = start + i * STEP;
    // Calm stretches, in which stops are too tight, and a slow swing, so that both sides come up.
    const scale = Math.sin(i / 40 + seed) > 0.7 ? 0.05 : 1;
    const drift = Math.sin(i / 90 + seed) * 8 * scale;
    const dry = random() < 1 / 30;
    const missing = random() < 1 / 50;
    const own: Bar[] = [];
    for (let k = 0; k < 5; k++) {
      const open = price;
      const jump = random() < 0.02 ? 400 * (random() - 0.5) : 0;
      const close = Math.round((open + drift + jump + 60 * scale * (random() - 0.5)) / tick) * tick;
      const high = Math.max(open, close) + Math.floor(random() * 20 * scale) * tick;
      const low = Math.min(open, close) - Math.floor(random() * 20 * scale) * tick;
      const volume = dry ? 0 : random() ** 3 * (random() < 0.01 ? 2000 : 20);
      own.push({ time: time + k * MINUTE, open, high, low, close, volume });
      price = close;
    }
    if (missing) continue;
    bars.push({
      time,
      open: own[0].open,
      high: Math.max(...own.map((bar) => bar.high)),
      low: Math.min(...own.map((bar) => bar.low)),
      close: own[4].close,
      volume: own.reduce((sum, bar) => sum + bar.volume, 0),
    });
    // Some minutes are lost, now and then all of a bar.
    const lost = random();
    minutes.push(...own.filter((_, k) => lost >= 0.02 && !(lost < 0.1 && k === 0)));
  }
  return { bars, minutes };
}

/** Lengths short enough for a market of some hundred bars to warm up and to trade. */
export const SMALL = {
  ema_slow_1h: 12,
  ema_fast_1h: 6,
  ema_slow_15m: 20,
  ema_fast_15m: 8,
  ema1_entry: 6,
  ema2_entry: 14,
  vp_len: 12,
  vp_rows: 24,
  vol_sma_len: 5,
  vol_adjust_len: 6,
  gap_life: 12,
  min_strength: 0.1,
  atr_multi: 0.05,
  vol_thresh: 0.8,
  poc_max_atr: 2,
  slippage: 0.0002,
  fee: 0.0002,
} as const;
