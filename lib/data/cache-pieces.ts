import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bars } from '../core/bars.js';
import { allocateBars } from '../core/bars.js';
import type { Timeframe } from '../core/time.js';
import { isoDay, TIMEFRAMES } from '../core/time.js';
import { formatBarsCsv, parseBarsCsv } from './csv.js';
import { utcDay } from './csv-time.js';
import { writeAtomic } from './files.js';

/** A cached file: all bars there are of whole UTC days, from (included) to (excluded), ms UTC. */
export interface Piece {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** `data/btcusd_5Min_2024-01-01_2024-03-01.csv`: the bars from the first day up to, without, the last. */
export function pieceOf(folder: string, timeframe: Timeframe, from: number, to: number): Piece {
  return { file: join(folder, `btcusd_${timeframe}_${isoDay(from)}_${isoDay(to)}.csv`), from, to };
}

/** The pieces of a timeframe by their names, oldest first and the longer first of those that begin together. */
export function listPieces(folder: string, timeframe: Timeframe): Piece[] {
  if (!existsSync(folder)) return [];
  const name = new RegExp(`^btcusd_${timeframe}_(\\d{4})-(\\d{2})-(\\d{2})_(\\d{4})-(\\d{2})-(\\d{2})\\.csv$`);
  const pieces = readdirSync(folder).flatMap((file) => {
    const match = name.exec(file);
    if (!match) return [];
    const [y1, m1, d1, y2, m2, d2] = match.slice(1).map(Number);
    const [from, to] = [utcDay(y1, m1, d1), utcDay(y2, m2, d2)];
    return from < to ? [{ file: join(folder, file), from, to }] : [];
  });
  return pieces.sort((a, b) => a.from - b.from || b.to - a.to);
}

/**
 * Writes a piece. Its checksum goes first, into `<file>.sha256` in the form `sha256sum -c` reads; the rename of the CSV is
 * the moment it counts. Killed between the two, the piece is not there, or does not match and is not believed.
 */
export function writePiece(piece: Piece, bars: Bars): void {
  const bytes = formatBarsCsv(bars);
  writeAtomic(checksumFile(piece), `${sha256(bytes)}  ${basename(piece.file)}\n`);
  writeAtomic(piece.file, bytes);
}

/** The bars of a piece; undefined, and the piece removed, when it is not exactly what was written. */
export function readPiece(piece: Piece, timeframe: Timeframe): Bars | undefined {
  const step = TIMEFRAMES[timeframe];
  try {
    const bytes = new Uint8Array(readFileSync(piece.file));
    if (!readFileSync(checksumFile(piece), 'utf8').startsWith(sha256(bytes))) throw new Error('another content');
    const none = allocateBars(0, step);
    return bytes.length === formatBarsCsv(none).length ? none : parseBarsCsv(bytes, piece.file, { step });
  } catch {
    removePiece(piece);
    return undefined;
  }
}

export function removePiece(piece: Piece): void {
  rmSync(piece.file, { force: true });
  rmSync(checksumFile(piece), { force: true });
}

function checksumFile(piece: Piece): string {
  return `${piece.file}.sha256`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
