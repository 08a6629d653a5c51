import type { Redact } from '../../paper/redact.js';

/** Longer texts of these letters alone are packed data, in which a path or a secret would stand by chance only. */
const PACKED = /^[A-Za-z0-9+/=]{400,}$/;

/**
 * A path from the root of a disk: two names or more after a slash that begins a word, `file:` before it or not, or a drive's
 * letter. Its last name is left of it.
 */
const PATHS = /(?:(?<![\w.:/<\\-])|file:\/{2})\/(?:[^\s/\\"'<>;,()|]+\/)+([^\s/\\"'<>;,()|]+)/g;
const DRIVE_PATHS = /(?<![A-Za-z])[A-Za-z]:[\\/]+(?:[^\s/\\"'<>;,()|]+[\\/]+)*([^\s/\\"'<>;,()|]+)/g;

/** A function that takes secrets and this machine's folders out of a text; the last name of a path stays. */
export function textCleaner(redact: Redact): (text: string) => string {
  return (text) => {
    if (PACKED.test(text) || text.startsWith('data:')) return text;
    return redact(text).replace(PATHS, '$1').replace(DRIVE_PATHS, '$1');
  };
}

/** A JSON value with `clean` applied to every text in it, names of fields included. */
export function withTexts(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => withTexts(item, clean));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), withTexts(item, clean)]));
}
