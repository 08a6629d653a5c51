/** Writes lists of whole numbers so that gzip finds what they share: byte planes, small numbers for small steps. */
export interface IntegerWriter {
  /** Whole numbers from 0 to 2^32 - 1. */
  unsigned(values: ArrayLike<number>): void;
  /** Whole numbers of either sign, below 2^31 in size. */
  signed(values: ArrayLike<number>): void;
  /** Whole numbers of either sign that often stay as they are: where they change, and by how much. */
  changing(values: ArrayLike<number>): void;
  bytes(): Uint8Array;
}

/** Reads what an `IntegerWriter` wrote, in the same order. */
export interface IntegerReader {
  unsigned(): Uint32Array;
  signed(): Int32Array;
  changing(length: number): Int32Array;
}

export function integerWriter(): IntegerWriter {
  const parts: Uint8Array[] = [];
  const unsigned = (values: ArrayLike<number>) => {
    parts.push(planes(values));
  };
  const signed = (values: ArrayLike<number>) => {
    unsigned(Array.from(values, (value) => (value < 0 ? -2 * value - 1 : 2 * value)));
  };
  return {
    unsigned,
    signed,
    changing(values) {
      const after: number[] = [];
      const by: number[] = [];
      let last = -1;
      for (let i = 0; i < values.length; i++) {
        const step = values[i] - (i > 0 ? values[i - 1] : 0);
        if (step === 0) continue;
        after.push(i - last - 1);
        by.push(step);
        last = i;
      }
      unsigned(after);
      signed(by);
    },
    bytes: () => joined(parts),
  };
}

export function integerReader(bytes: Uint8Array): IntegerReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const unsigned = () => {
    const length = view.getUint32(at, true);
    const count = view.getUint8(at + 4);
    const out = new Uint32Array(length);
    at += 5;
    for (let plane = 0; plane < count; plane++) {
      for (let i = 0; i < length; i++) out[i] |= bytes[at + i] << (8 * plane);
      at += length;
    }
    return out;
  };
  const signed = () => Int32Array.from(unsigned(), (value) => (value >>> 1) ^ -(value & 1));
  return {
    unsigned,
    signed,
    changing(length) {
      const after = unsigned();
      const by = signed();
      const out = new Int32Array(length);
      let from = 0;
      let value = 0;
      for (let k = 0; k < after.length; k++) {
        const to = from + after[k];
        out.fill(value, from, to);
        value += by[k];
        out[to] = value;
        from = to + 1;
      }
      return out.fill(value, from);
    },
  };
}

function planes(values: ArrayLike<number>): Uint8Array {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= 0 && values[i] < 2 ** 32 && Number.isInteger(values[i]))) {
      throw new Error(`integerWriter: value ${i} must be a whole number from 0 to 2^32 - 1, got ${values[i]}`);
    }
    most = Math.max(most, values[i]);
  }
  const count = most === 0 ? 0 : Math.floor(Math.log2(most) / 8) + 1;
  const out = new Uint8Array(5 + count * values.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, values.length, true);
  view.setUint8(4, count);
  for (let plane = 0; plane < count; plane++) {
    const from = 5 + plane * values.length;
    for (let i = 0; i < values.length; i++) out[from + i] = (values[i] >>> (8 * plane)) & 255;
  }
  return out;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
