/** Key of a packed value: base64 of 64-bit floats, little-endian as on every machine Node runs on. */
const NUMBERS = '#numbers';
const NUMBER = '#number';

/**
 * A value of plain objects, arrays, texts, numbers, booleans and null in a form that JSON gives back to the bit: JSON
 * itself turns NaN and the infinities into null and -0 into 0. Arrays of numbers become one text, which also makes them
 * a quarter of the size and much faster to write. `undefined` disappears, as in JSON. See `fromExactJson`.
 */
export function toExactJson(value: unknown): unknown {
  if (typeof value === 'number') return plain(value) ? value : { [NUMBER]: packed([value]) };
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return mapped(value, toExactJson);
  const list: readonly unknown[] = value;
  return allNumbers(list) ? { [NUMBERS]: packed(list) } : list.map(toExactJson);
}

/** What `toExactJson` was given, from its result or from that result written as JSON and read again. */
export function fromExactJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromExactJson);
  const { [NUMBERS]: many, [NUMBER]: one } = value as Readonly<Record<string, unknown>>;
  if (typeof many === 'string') return unpacked(many);
  return typeof one === 'string' ? unpacked(one)[0] : mapped(value, fromExactJson);
}

function mapped(value: object, change: (inner: unknown) => unknown): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) out[name] = change(inner);
  return out;
}

function allNumbers(values: readonly unknown[]): values is readonly number[] {
  for (const value of values) if (typeof value !== 'number') return false;
  return values.length > 0;
}

/** True for the numbers that JSON keeps. */
function plain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function packed(values: readonly number[]): string {
  return Buffer.from(new Float64Array(values).buffer).toString('base64');
}

function unpacked(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float64Array(bytes.length >> 3);
  // Copied, because a buffer need not lie on an eight-byte boundary.
  new Uint8Array(values.buffer).set(bytes);
  return Array.from(values);
}
