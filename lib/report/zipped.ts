import { gzipSync } from 'node:zlib';

/** Gzip of bytes or a text, in base64, for a page to hold; `unzip.ts` is what reads it there. */
export function zipped(data: Uint8Array | string): string {
  return gzipSync(data, { level: 9 }).toString('base64');
}
