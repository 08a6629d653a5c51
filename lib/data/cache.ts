import type { Bars } from '../core/bars.js';
import { allocateBars, firstBarAt, sliceBars } from '../core/bars.js';
import type { Timeframe } from '../core/time.js';
import { bucketStart, DAY, HOUR, TIMEFRAMES } from '../core/time.js';
import type { Piece } from './cache-pieces.js';
import { listPieces, pieceOf, readPiece, removePiece, writePiece } from './cache-pieces.js';
import { joinBars } from './join.js';

export interface CacheRequest {
  readonly folder: string;
  readonly timeframe: Timeframe;
  /** Bars that open in [from, to), ms UTC. */
  readonly from: number;
  readonly to: number;
  /** The present, ms UTC: days that are not over are fetched but not kept. */
  readonly now: number;
  /** Fetches all bars that open in [from, to). */
  readonly fetch: (from: number, to: number) => Promise<Bars>;
  /** Most bars fetched before they are kept; one page of the source. */
  readonly chunkBars: number;
  /** Told how many bars the cache had, before anything is fetched. */
  readonly onCached?: (bars: number) => void;
}

/** A day is kept only when it has been over for this long: the newest bars may come late. */
const SETTLING = HOUR;

/**
 * Bars of a range, fetching only what the cache lacks. Every chunk lands in the cache as soon as it is whole, so that an
 * interrupted download goes on where it stopped; in the end one file holds the range. A day is known by the name of the
 * file it is in, so a day without bars is not asked for again. A file that does not match its checksum is fetched anew.
 */
export async function cachedBars(request: CacheRequest): Promise<Bars> {
  const { folder, timeframe, from, to, now, fetch } = request;
  const step = TIMEFRAMES[timeframe];
  const firstDay = bucketStart(from, DAY);
  const endDay = Math.max(firstDay, Math.min(bucketStart(to + DAY - 1, DAY), bucketStart(now - SETTLING, DAY)));
  const kept = readKept(folder, timeframe, firstDay, endDay);
  request.onCached?.(kept.reduce((sum, { bars }) => sum + bars.time.length, 0));
  for (const gap of uncovered(kept, firstDay, endDay)) {
    for (const chunk of chunksOf(gap, step, request.chunkBars)) {
      const piece = pieceOf(folder, timeframe, chunk.from, chunk.to);
      const bars = await fetch(piece.from, piece.to);
      writePiece(piece, bars);
      kept.push({ piece, bars });
    }
  }
  const whole = mergeKept(folder, timeframe, kept) ?? allocateBars(0, step);
  const formed = Math.min(to, bucketStart(now, step));
  const openDays = Math.max(from, endDay);
  const bars = openDays < formed ? joinBars([whole, await fetch(openDays, formed)], step) : whole;
  return sliceBars(bars, firstBarAt(bars.time, from), firstBarAt(bars.time, to));
}

interface Kept {
  readonly piece: Piece;
  readonly bars: Bars;
}

/** The sound pieces that share a day with [from, to). */
function readKept(folder: string, timeframe: Timeframe, from: number, to: number): Kept[] {
  const kept: Kept[] = [];
  for (const piece of listPieces(folder, timeframe)) {
    if (piece.to <= from || piece.from >= to) continue;
    const bars = readPiece(piece, timeframe);
    if (bars) kept.push({ piece, bars });
  }
  return kept;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What of [from, to) no piece covers. */
function uncovered(kept: readonly Kept[], from: number, to: number): Stretch[] {
  const gaps: Stretch[] = [];
  let at = from;
  for (const { piece } of [...kept].sort((a, b) => a.piece.from - b.piece.from)) {
    if (piece.from > at) gaps.push({ from: at, to: Math.min(piece.from, to) });
    at = Math.max(at, piece.to);
  }
  if (at < to) gaps.push({ from: at, to });
  return gaps;
}

/** Whole days that fill a page together, one after the other. */
function chunksOf(gap: Stretch, step: number, chunkBars: number): Stretch[] {
  const length = Math.max(1, Math.floor((chunkBars * step) / DAY)) * DAY;
  const chunks: Stretch[] = [];
  for (let from = gap.from; from < gap.to; from += length) chunks.push({ from, to: Math.min(from + length, gap.to) });
  return chunks;
}

/** Several pieces, which now follow each other without a gap, become one; the parts go when the whole is there. */
function mergeKept(folder: string, timeframe: Timeframe, kept: readonly Kept[]): Bars | undefined {
  if (kept.length <= 1) return kept[0]?.bars;
  const sorted = [...kept].sort((a, b) => a.piece.from - b.piece.from || b.piece.to - a.piece.to);
  const bars = joinBars(
    sorted.map((k) => k.bars),
    TIMEFRAMES[timeframe],
  );
  const whole = pieceOf(folder, timeframe, sorted[0].piece.from, Math.max(...sorted.map((k) => k.piece.to)));
  if (!sorted.some(({ piece }) => piece.file === whole.file)) writePiece(whole, bars);
  for (const { piece } of sorted) if (piece.file !== whole.file) removePiece(piece);
  return bars;
}
