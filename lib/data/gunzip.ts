import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dataError } from './bar-error.js';

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file without permission to read',
};

/**
 * The bytes of a file, unpacked when its name ends in `.gz`. Throws when there is no such file, it is a folder, it is empty,
 * or a .gz is truncated or corrupt.
 */
export function readBytes(file: string, caller: string): Uint8Array {
  const bytes = readWhole(file, caller);
  if (bytes.length === 0) {
    throw dataError(caller, 'the file must have a header and rows, got an empty file', { file }, 'bring another file');
  }
  if (!file.toLowerCase().endsWith('.gz')) return bytes;
  try {
    return asBytes(gunzipSync(bytes, { chunkSize: unpackedSize(bytes) }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === 'Z_BUF_ERROR' ? 'a truncated one' : `${message} (corrupt, or not gzip)`;
    throw dataError(caller, `a .gz must be a whole gzip file, got ${found}`, { file }, 'fetch or pack it again');
  }
}

function readWhole(file: string, caller: string): Uint8Array {
  try {
    return asBytes(readFileSync(file));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const must = `the file must be readable, got ${CAUSES[code] ?? message}`;
    throw dataError(caller, must, { file }, 'check the path');
  }
}

/**
 * The last four bytes of a .gz claim its unpacked size: with one output buffer of that size nothing is copied and the peak
 * of memory is half. A wrong claim costs only speed; the bounds keep a corrupt one from asking for gigabytes.
 */
function unpackedSize(bytes: Uint8Array): number {
  const claimed =
    bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  return Math.min(Math.max(claimed + 1, 2 ** 16), 2 ** 28);
}

/** The same memory, without Node's additions. */
export function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
