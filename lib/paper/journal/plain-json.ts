/**
 * JSON of a value that comes back as it was. Throws on what JSON would change in silence: NaN and infinities (which become
 * null) and typed arrays (which become objects).
 */
export function plainJson(what: string, value: unknown): string {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) {
      throw new Error(`${what}: numbers must be finite, got ${inner} in "${key}"`);
    }
    if (ArrayBuffer.isView(inner)) {
      throw new Error(`${what}: lists must be plain arrays, got a typed array in "${key}"`);
    }
    return inner;
  });
  if (text === undefined) throw new Error(`${what}: value must be JSON-able, got ${typeof value}`);
  return text;
}
