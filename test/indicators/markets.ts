import fc from 'fast-check';
import type { Bar } from '../../lib/bars/resample.js';
import type { Bars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';

/** Columns from bars. */
export function toBars(bars: readonly Bar[], step = 5 * MINUTE): Bars {
  const column = (name: keyof Bar) => Float64Array.from(bars, (bar) => bar[name]);
  return {
    step,
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** The bars of a set of columns, one by one. */
export function toRows(bars: Bars): Bar[] {
  return Array.from(bars.time, (time, i) => ({
    time,
    open: bars.open[i],
    high: bars.high[i],
    low: bars.low[i],
    close: bars.close[i],
    volume: bars.volume[i],
  }));
}

const move = fc.record({
  jump: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -6, max: 6 })),
  body: fc.integer({ min: -2, max: 2 }),
  above: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
  below: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
  volume: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
  missing: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 14 })),
});

/**
 * Small markets on a coarse grid of prices and volumes, so that flat bars, equal prices, bars without volume, missing
 * bars and exact ties are the rule.
 */
export function markets(maxLength = 90, step = 5 * MINUTE): fc.Arbitrary<Bars> {
  return fc.tuple(fc.array(move, { maxLength }), fc.integer({ min: 0, max: 11 })).map(([moves, offset]) => {
    let price = 200;
    let time = Date.UTC(2024, 0, 1) + offset * step;
    return toBars(
      moves.map(({ jump, body, above, below, volume, missing }) => {
        const open = price + jump;
        const close = open + body;
        time += missing * step;
        const bar = {
          time,
          open: open / 4,
          high: (Math.max(open, close) + above) / 4,
          low: (Math.min(open, close) - below) / 4,
          close: close / 4,
          volume,
        };
        time += step;
        price = close;
        return bar;
      }),
      step,
    );
  });
}

/** The market with all prices times k. */
export function scaled(bars: Bars, k: number): Bars {
  const times = (values: Float64Array) => values.map((value) => value * k);
  return { ...bars, open: times(bars.open), high: times(bars.high), low: times(bars.low), close: times(bars.close) };
}

export type { Bar };
