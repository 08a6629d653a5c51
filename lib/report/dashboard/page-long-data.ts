import { decodeLongData } from '../long-chart/codec.js';
import type { LongData } from '../long-chart/long-data.js';
import { unzipped } from '../unzip.js';

let kept: { readonly data: string; readonly long: Promise<LongData> } | undefined;

/** Bars, lines and trades of the long chart (gzip in base64), decoded once for all who draw from them. */
export function longDataOf(data: string): Promise<LongData> {
  if (kept?.data !== data) kept = { data, long: unzipped(data).then(decodeLongData) };
  return kept.long;
}
