import type { Bars } from '../core/bars.js';
import { allocateBars, PRICE_COLUMNS, sliceBars } from '../core/bars.js';
import type { Timeframe } from '../core/time.js';
import { isoTime, TIMEFRAMES } from '../core/time.js';
import type { AlpacaBar, PageSource } from './alpaca-client.js';
import { dataError } from './bar-error.js';
import { parseTime } from './csv-time.js';
import { joinBars } from './join.js';
import { barFault, validateBars, validateGrid, valuesAt } from './validate.js';

export interface RangeRequest {
  readonly timeframe: Timeframe;
  /** Bars that open in [from, to), ms UTC, on the grid. */
  readonly from: number;
  readonly to: number;
  /** Told after every page: bars so far, and the time (ms UTC) they reach. */
  readonly onPage?: (bars: number, reached: number) => void;
  /** Told of each row that is no bar, which is then left out; without it such a row throws. */
  readonly onBadRow?: (time: number, fault: string) => void;
}

const SOURCE = 'the answer of Alpaca';
/** A hole this long inside an answer is asked for once more by itself; a few at most, the longest first. */
const SUSPICIOUS_HOLE_BARS = 12;
const MOST_HOLES_ASKED = 10;

/**
 * All bars of a range, following pages, checked against the time grid: a range that ends early, or has a long hole, is asked
 * for again from there, because a page token that repeats ends the SDK's own paging without a word. What stays missing after
 * that is missing at Alpaca. Zero-volume bars (quotes without a trade) are kept. Throws at bars that are not bars, times off
 * the grid, and at an answer that does not get past a time.
 */
export async function fetchRange(pages: PageSource, request: RangeRequest): Promise<Bars> {
  const whole = await fetchOnwards(pages, request);
  const holes = longestHoles(whole, request).slice(0, MOST_HOLES_ASKED);
  const parts = [whole];
  for (const { from, to } of holes) parts.push(await fetchOnwards(pages, { ...request, from, to }));
  return joinBars(parts, TIMEFRAMES[request.timeframe]);
}

/** Follows pages to the end of the range, starting again behind the last bar where they end early or go in circles. */
async function fetchOnwards(pages: PageSource, request: RangeRequest): Promise<Bars> {
  const step = TIMEFRAMES[request.timeframe];
  const parts: Bars[] = [];
  let from = request.from;
  let count = 0;
  while (from < request.to) {
    const run = await followPages(pages, { ...request, from }, count);
    const got = run.bars.time.length;
    if (got === 0 && run.circled) throw circleError(from);
    if (got === 0) break;
    parts.push(run.bars);
    count += got;
    from = run.bars.time[got - 1] + step;
  }
  return joinBars(parts, step);
}

/** One walk along page tokens, until there is none, or one comes back, or a page is behind the one before. */
async function followPages(
  pages: PageSource,
  request: RangeRequest,
  before: number,
): Promise<{ bars: Bars; circled: boolean }> {
  const { timeframe, from, to, onPage } = request;
  const rows: AlpacaBar[] = [];
  const seen = new Set<string>();
  // Pages that outnumber the bars there can be are a circle too, of tokens that differ.
  const mostPages = (to - from) / TIMEFRAMES[timeframe] + 10;
  let pageToken: string | undefined;
  for (;;) {
    // One ms before the end: right whether the service counts the end in or out.
    const page = await pages({ timeframe, start: from, end: to - 1, ...(pageToken !== undefined && { pageToken }) });
    const reached = rows.length === 0 ? Number.NEGATIVE_INFINITY : millis(rows[rows.length - 1].t);
    const isBehind = page.bars.length > 0 && millis(page.bars[0].t) <= reached;
    if (isBehind) return { bars: toBars(rows, request), circled: true };
    for (const bar of page.bars) rows.push(bar);
    onPage?.(before + rows.length, rows.length === 0 ? from : millis(rows[rows.length - 1].t));
    const token = page.nextPageToken;
    const circled = token !== null && (seen.has(token) || seen.size >= mostPages);
    if (token === null || circled) return { bars: toBars(rows, request), circled };
    seen.add(token);
    pageToken = token;
  }
}

function toBars(rows: readonly AlpacaBar[], { timeframe, from, to, onBadRow }: RangeRequest): Bars {
  const bars = allocateBars(rows.length, TIMEFRAMES[timeframe]);
  rows.forEach((row, i) => {
    bars.time[i] = millis(row.t);
    bars.open[i] = Number(row.o);
    bars.high[i] = Number(row.h);
    bars.low[i] = Number(row.l);
    bars.close[i] = Number(row.c);
    bars.volume[i] = Number(row.v);
  });
  if (onBadRow) return goodRows(bars, from, to, onBadRow);
  const origin = { caller: 'alpacaBars', file: SOURCE };
  validateBars(bars, origin);
  validateGrid(bars, origin);
  const last = rows.length - 1;
  if (last >= 0 && (bars.time[0] < from || bars.time[last] >= to)) {
    const got = `${isoTime(bars.time[0])} to ${isoTime(bars.time[last])}`;
    const must = `times must lie within ${isoTime(from)} and ${isoTime(to)}, got ${got}`;
    throw dataError('alpacaBars', must, { file: SOURCE }, 'try again later');
  }
  return bars;
}

/** Only the rows that are bars, on the grid, within the range and after the one before. */
function goodRows(bars: Bars, from: number, to: number, onBadRow: (time: number, fault: string) => void): Bars {
  const { time, step } = bars;
  let kept = 0;
  for (let i = 0; i < time.length; i++) {
    const after = kept === 0 ? from : time[kept - 1] + step;
    const placed = time[i] % step === 0 && time[i] >= after && time[i] < to;
    const fault = placed ? barFault(valuesAt(bars, i)) : `time must be on the grid and after the bar before`;
    if (fault !== null) {
      onBadRow(time[i], fault);
      continue;
    }
    for (const column of ['time', ...PRICE_COLUMNS] as const) bars[column][kept] = bars[column][i];
    kept++;
  }
  return sliceBars(bars, 0, kept);
}

function millis(text: string): number {
  const time = parseTime(String(text))?.time;
  if (time !== undefined) return time;
  throw dataError('alpacaBars', `t must be an ISO time, got ${text}`, { file: SOURCE }, 'try again later');
}

function circleError(from: number): Error {
  const must = `pages must go on past ${isoTime(from)}, got the same page token again`;
  return dataError('alpacaBars', must, { file: SOURCE }, 'try again later, what was fetched is kept');
}

/** Stretches without bars before, between and after those of an answer, the longest first. */
function longestHoles(bars: Bars, { from, to }: RangeRequest): { from: number; to: number }[] {
  const { time, step } = bars;
  const holes: { from: number; to: number }[] = [];
  for (let i = 1; i < time.length; i++) {
    if (time[i] - time[i - 1] > SUSPICIOUS_HOLE_BARS * step) holes.push({ from: time[i - 1] + step, to: time[i] });
  }
  // Nothing can be said of an answer without bars, and the end of one with bars has been asked for already.
  if (time.length > 0 && time[0] - from > SUSPICIOUS_HOLE_BARS * step) holes.push({ from, to: Math.min(time[0], to) });
  return holes.sort((a, b) => b.to - b.from - (a.to - a.from));
}
