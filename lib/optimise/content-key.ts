import { createHash } from 'node:crypto';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** JSON with the keys of objects in order: equal content is equal text. Refuses what JSON cannot hold, NaN included. */
export function canonicalJson(value: Plain): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`canonicalJson: numbers must be finite, got ${value}`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

/** SHA-256 (hex) of a value's canonical JSON: equal content has equal keys, in whatever order it was written. */
export function contentKey(value: Plain): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
