import type { JournalFile } from './journal-file.js';
import type { EquityPoint } from './records.js';

export interface EquityCurveOptions {
  /** Bars that open at or after, ms UTC. Default: all. */
  readonly from?: number;
  /**
   * At most about this many points: of each stretch of equal length the least and the greatest equity, so that no drawdown is
   * lost. Default: every bar.
   */
  readonly points?: number;
}

/** Equity at the close of each traded bar, in order of time. */
export function selectEquity(file: JournalFile, options: EquityCurveOptions = {}): EquityPoint[] {
  const { from = Number.MIN_SAFE_INTEGER, points = Number.POSITIVE_INFINITY } = options;
  if (!(points >= 2)) throw new Error(`equityCurve: points must be at least 2, got ${points}`);
  const range = file.first<{ first: number | null; last: number; bars: number }>(
    'SELECT min(time) AS first, max(time) AS last, count(*) AS bars FROM bars WHERE equity IS NOT NULL AND time >= ?',
    from,
  );
  if (!range || range.first === null) return [];
  if (range.bars <= points) {
    return file.all<EquityPoint>(
      'SELECT time, equity FROM bars WHERE equity IS NOT NULL AND time >= ? ORDER BY time',
      from,
    );
  }
  const width = Math.ceil((range.last - range.first + 1) / Math.floor(points / 2));
  const extremes = ['min', 'max'].flatMap((extreme) =>
    // SQLite takes the other columns from the row that has the extreme; numbers arrive there as doubles.
    file.all<EquityPoint>(
      `SELECT time, ${extreme}(equity) AS equity FROM bars WHERE equity IS NOT NULL AND time >= ? GROUP BY (time - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`,
      from,
      range.first as number,
      width,
    ),
  );
  return extremes.sort((a, b) => a.time - b.time).filter(({ time }, k, sorted) => time !== sorted[k - 1]?.time);
}
