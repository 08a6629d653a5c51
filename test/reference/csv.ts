// A plain reader of timestamp,open,high,low,close,volume files, for the figures below only; nothing is validated.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Bar } from './bars.js';

export function readBars(file: string): Bar[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const bars: Bar[] = [];
  for (const line of text.split('\n').slice(1)) {
    if (line.trim() === '') continue;
    const [timestamp, open, high, low, close, volume] = line.split(',');
    bars.push({
      time: Date.parse(timestamp),
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: Number(volume),
    });
  }
  return bars;
}
