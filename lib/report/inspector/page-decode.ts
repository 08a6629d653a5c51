import { unzipped } from '../unzip.js';
import { decodeInspectionBytes } from './codec.js';
import type { Inspections } from './inspection.js';

/** What `encodeInspections` wrote (gzip in base64); in a browser. */
export async function decodeInspections(base64: string): Promise<Inspections> {
  return decodeInspectionBytes(await unzipped(base64));
}
