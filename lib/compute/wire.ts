/** Typed arrays that travel, by the tag they travel under. Workers are of one byte order: it is part of their version. */
const ARRAYS = {
  $f64: Float64Array,
  $f32: Float32Array,
  $i32: Int32Array,
  $u32: Uint32Array,
  $i16: Int16Array,
  $u16: Uint16Array,
  $i8: Int8Array,
  $u8: Uint8Array,
} as const;

export type ArrayTag = keyof typeof ARRAYS;
export type TravellingArray = InstanceType<(typeof ARRAYS)[ArrayTag]>;

/** Numbers that JSON cannot hold. */
const NUMBERS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };

/** What stands for a typed array in the text, and how to make the array of it again. */
export interface ArrayForm {
  lower(array: TravellingArray, tag: ArrayTag): unknown;
  raise(stored: unknown, tag: ArrayTag): TravellingArray;
}

const base64Form: ArrayForm = {
  lower: (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
  raise: (stored, tag) => {
    const bytes = Buffer.from(String(stored), 'base64');
    // Copied out of Node's pool of small buffers, where it would not be aligned.
    const copy = new ArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return new ARRAYS[tag](copy);
  },
};

/**
 * Text of a value, from which `decode` makes an equal one: every number keeps its bits (NaN, infinities and -0 too), typed
 * arrays are base64 of their bytes. Holds null, booleans, numbers, strings, typed arrays, arrays and plain objects of
 * these; properties that are undefined are left out. Equal values give equal text when their properties have equal order.
 * Throws for anything else (functions, dates, maps, class instances, keys that begin with $), naming the place.
 */
export function encode(value: unknown, form: ArrayForm = base64Form): string {
  return JSON.stringify(lower(value, 'value', form));
}

/** The value of a text that `encode` wrote. */
export function decode(text: string, form: ArrayForm = base64Form): unknown {
  return raise(JSON.parse(text), form);
}

/** The array of a tag over a part of a buffer: a view, nothing is copied. */
export function viewOf(tag: ArrayTag, buffer: ArrayBufferLike, offset: number, length: number): TravellingArray {
  const Column = ARRAYS[tag] as new (buffer: ArrayBufferLike, offset: number, length: number) => TravellingArray;
  return new Column(buffer, offset, length);
}

function lower(value: unknown, place: string, form: ArrayForm): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return lowerNumber(value);
  const tag = tagOf(value);
  if (tag !== undefined) return { [tag]: form.lower(value as TravellingArray, tag) };
  if (Array.isArray(value)) return value.map((inner, k) => lower(inner, `${place}[${k}]`, form));
  if (!isPlainObject(value)) {
    throw new Error(
      `encode: ${place} must be plain data (JSON or a typed array), to travel between threads, got ${kindOf(value)}`,
    );
  }
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      if (key.startsWith('$') || key === '__proto__')
        throw new Error(`encode: keys must not be __proto__ or begin with $, got ${place}.${key}`);
      return [key, lower(inner, `${place}.${key}`, form)];
    }),
  );
}

function lowerNumber(value: number): unknown {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { $n: Object.is(value, -0) ? '-0' : String(value) };
}

function raise(stored: unknown, form: ArrayForm): unknown {
  if (stored === null || typeof stored !== 'object') return stored;
  if (Array.isArray(stored)) return stored.map((inner) => raise(inner, form));
  const entries = Object.entries(stored);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith('$')) {
    const [tag, inner] = first;
    return tag === '$n' ? NUMBERS[String(inner)] : form.raise(inner, tag as ArrayTag);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, raise(inner, form)]));
}

function tagOf(value: unknown): ArrayTag | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const tags = Object.keys(ARRAYS) as ArrayTag[];
  return tags.find((tag) => Object.getPrototypeOf(value) === ARRAYS[tag].prototype);
}

/** Objects of another realm (a notebook's cells, a test's sandbox) have another Object.prototype. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  return value.constructor?.name ?? 'object';
}
