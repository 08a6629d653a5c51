import { createHash } from 'node:crypto';
import { type ArrayForm, type ArrayTag, decode, encode, type TravellingArray, viewOf } from './wire.js';

/** Shared data as one block of memory that all threads read, named by its content. */
export interface Packed {
  /** SHA-256 (hex) of the bytes. */
  readonly hash: string;
  readonly bytes: SharedArrayBuffer;
}

/** Eight bytes of header length, the header (text), then the arrays. */
const LENGTH_BYTES = 8;
const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;

/**
 * Packs a value into one shared block: a text in which each typed array is a place in the block, and the arrays behind
 * it. Equal content gives an equal hash. Throws for what cannot travel (see `encode`).
 */
export function pack(value: unknown): Packed {
  const arrays: { readonly array: TravellingArray; readonly offset: number }[] = [];
  let end = 0;
  const header = Buffer.from(
    encode(value, {
      lower: (array) => {
        const offset = end;
        arrays.push({ array, offset });
        end = aligned(end + array.byteLength);
        return [offset, array.length];
      },
      raise: () => {
        throw new Error('pack: only writes');
      },
    }),
  );
  const start = aligned(LENGTH_BYTES + header.length);
  const bytes = new SharedArrayBuffer(start + end);
  const all = new Uint8Array(bytes);
  new DataView(bytes).setUint32(0, header.length, true);
  all.set(header, LENGTH_BYTES);
  for (const { array, offset } of arrays) {
    all.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset);
  }
  return { hash: hashOf(all), bytes };
}

/** The value of a block. Its arrays are views on the block, which all threads share: whoever writes to them changes all. */
export function unpack(bytes: SharedArrayBuffer): unknown {
  const length = new DataView(bytes).getUint32(0, true);
  // Copied, because decoding text refuses shared memory.
  const header = Buffer.from(new Uint8Array(bytes, LENGTH_BYTES, length).slice()).toString();
  const start = aligned(LENGTH_BYTES + length);
  return decode(header, placesIn(bytes, start));
}

/** Bytes that came from elsewhere as a block, or an error when they are not what their name says. */
export function packedOf(hash: string, received: Uint8Array): Packed {
  const found = hashOf(received);
  if (found !== hash) {
    throw new Error(
      `packedOf: shared data must have the SHA-256 they are named by, ${short(hash)}, got ${short(found)}`,
    );
  }
  const bytes = new SharedArrayBuffer(received.length);
  new Uint8Array(bytes).set(received);
  return { hash, bytes };
}

function placesIn(bytes: SharedArrayBuffer, start: number): ArrayForm {
  return {
    lower: () => {
      throw new Error('unpack: only reads');
    },
    raise: (stored, tag: ArrayTag) => {
      const [offset, length] = stored as readonly [offset: number, length: number];
      return viewOf(tag, bytes, start + offset, length);
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const short = (hash: string) => hash.slice(0, 12);
