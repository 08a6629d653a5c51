import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Bars } from '../../lib/core/bars.js';
import { toBars } from './markets.js';

const FILE = '../shared/data/btcusd_5min_binance_2023-06-01_2024-12-31.csv.gz';

/** The real 5-minute bars, or null where they are not. Read plainly: lib/data is under test elsewhere. */
export function realBars(): Bars | null {
  if (!existsSync(FILE)) return null;
  const [, ...lines] = gunzipSync(readFileSync(FILE)).toString().trim().split('\n');
  return toBars(
    lines.map((line) => {
      const [time, open, high, low, close, volume] = line.split(',');
      return { time: Date.parse(time), open: +open, high: +high, low: +low, close: +close, volume: +volume };
    }),
  );
}
