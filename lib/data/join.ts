import type { Bars } from '../core/bars.js';
import { allocateBars, PRICE_COLUMNS } from '../core/bars.js';

/** Bars of several parts of one timeframe in order of time; of two bars with one time the earlier part's counts. */
export function joinBars(parts: readonly Bars[], step: number): Bars {
  if (parts.length === 1) return parts[0];
  const chained = chain(parts, step);
  const { time } = chained;
  const rises = time.every((t, i) => i === 0 || t > time[i - 1]);
  return rises ? chained : sortedUnique(chained);
}

function chain(parts: readonly Bars[], step: number): Bars {
  const out = allocateBars(
    parts.reduce((sum, part) => sum + part.time.length, 0),
    step,
  );
  let at = 0;
  for (const part of parts) {
    for (const column of ['time', ...PRICE_COLUMNS] as const) out[column].set(part[column], at);
    at += part.time.length;
  }
  return out;
}

function sortedUnique(bars: Bars): Bars {
  const { time } = bars;
  const order = Uint32Array.from(time, (_, i) => i).sort((a, b) => time[a] - time[b] || a - b);
  const rows = order.filter((row, k) => k === 0 || time[row] !== time[order[k - 1]]);
  const out = allocateBars(rows.length, bars.step);
  for (const column of ['time', ...PRICE_COLUMNS] as const) {
    rows.forEach((row, k) => {
      out[column][k] = bars[column][row];
    });
  }
  return out;
}
