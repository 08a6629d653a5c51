import type { Bar } from '../../bars/resample.js';

const FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
const BYTES = 8 * FIELDS.length;

/** Minute bars as little-endian doubles, bit for bit, 48 bytes each; null for none. */
export function packMinutes(minutes: readonly Bar[]): Uint8Array | null {
  if (minutes.length === 0) return null;
  const bytes = Buffer.allocUnsafe(minutes.length * BYTES);
  let at = 0;
  for (const minute of minutes) for (const field of FIELDS) at = bytes.writeDoubleLE(minute[field], at);
  return bytes;
}

/** Reverses `packMinutes`. */
export function unpackMinutes(blob: ArrayBuffer | Uint8Array | null): Bar[] {
  if (blob === null) return [];
  const view = new DataView(new Uint8Array(blob).buffer);
  return Array.from({ length: blob.byteLength / BYTES }, (_, k) => {
    const field = (name: (typeof FIELDS)[number]) => view.getFloat64(k * BYTES + 8 * FIELDS.indexOf(name), true);
    return {
      time: field('time'),
      open: field('open'),
      high: field('high'),
      low: field('low'),
      close: field('close'),
      volume: field('volume'),
    };
  });
}
