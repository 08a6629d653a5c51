import type { GapLedger } from '../../indicators/gap-ledger.js';
import type { Trace } from '../figure.js';
import type { CandleWindow } from './candles.js';
import { COLOURS, withOpacity } from './theme.js';

/** One gap as drawn: its zone from birth to the bar that ended it, or to the edge of the window. */
interface Box {
  readonly kind: number;
  readonly strength: number;
  readonly start: number;
  readonly end: number;
  readonly bottom: number;
  readonly top: number;
}

const KINDS = [
  {
    side: 1,
    ended: true,
    name: 'Bull gap, ended',
    fill: withOpacity(COLOURS.up, 0.13),
    line: withOpacity(COLOURS.up, 0.35),
  },
  { side: 1, ended: false, name: 'Bull gap, open', fill: withOpacity(COLOURS.up, 0.38), line: COLOURS.up },
  {
    side: -1,
    ended: true,
    name: 'Bear gap, ended',
    fill: withOpacity(COLOURS.down, 0.13),
    line: withOpacity(COLOURS.down, 0.35),
  },
  { side: -1, ended: false, name: 'Bear gap, open', fill: withOpacity(COLOURS.down, 0.38), line: COLOURS.down },
] as const;

export interface GapBoxes {
  readonly traces: Trace[];
  /** Gaps alive in the window, those of them with which nothing happened by its end, and how many are drawn. */
  readonly count: number;
  readonly open: number;
  readonly drawn: number;
}

/** More boxes than this hide the candles; the strongest are drawn. */
const MOST_BOXES = 150;

/** The gaps alive in the window, each from its birth to the bar that mitigated it, else inverted it, else saw it expire. */
export function gapBoxes(gaps: GapLedger, time: Float64Array, window: CandleWindow, minStrength = 0): GapBoxes {
  const boxes: Box[] = [];
  for (let gap = 0; gap < gaps.count; gap++) {
    const end = gapEnd(gaps, gap);
    if (gaps.born[gap] >= window.to || (end >= 0 && end < window.from) || !(gaps.strength[gap] > minStrength)) continue;
    const ended = end >= 0 && end < window.to;
    const kind = KINDS.findIndex((one) => one.side === gaps.side[gap] && one.ended === ended);
    boxes.push({
      kind,
      strength: gaps.strength[gap],
      start: time[Math.max(gaps.born[gap], window.from)],
      end: time[ended ? end : window.to - 1],
      bottom: gaps.bottom[gap],
      top: gaps.top[gap],
    });
  }
  const drawn =
    boxes.length <= MOST_BOXES ? boxes : [...boxes].sort((a, b) => b.strength - a.strength).slice(0, MOST_BOXES);
  const traces = KINDS.flatMap((style, kind) => {
    const own = drawn.filter((box) => box.kind === kind);
    return own.length > 0 ? [boxTrace(style, own)] : [];
  });
  const open = boxes.filter((box) => !KINDS[box.kind].ended).length;
  return { traces, count: boxes.length, open, drawn: drawn.length };
}

/** Bar at which a gap stops being untouched; -1 while nothing has happened to it. */
export function gapEnd({ mitigated, inverted, expired }: GapLedger, gap: number): number {
  if (mitigated[gap] >= 0) return mitigated[gap];
  return inverted[gap] >= 0 ? inverted[gap] : expired[gap];
}

/** All boxes of a kind as one outline with breaks: one trace, and one legend entry that hides them all. */
function boxTrace({ name, fill, line }: (typeof KINDS)[number], boxes: readonly Box[]): Trace {
  const cents = (price: number) => Math.round(price * 100) / 100;
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: boxes.flatMap(({ start, end }) => [start, end, end, start, start, null]),
    y: boxes.flatMap(({ bottom, top }) => [...[bottom, bottom, top, top, bottom].map(cents), null]),
    fill: 'toself',
    fillcolor: fill,
    line: { color: line, width: 1 },
    hoverinfo: 'skip',
  };
}

/** The gap a signal of `side` came from: the newest that was born, touched or inverted at that bar; -1 when there is none. */
export function gapOfSignal(gaps: GapLedger, bar: number, side: number): number {
  let newest = -1;
  for (let gap = 0; gap < gaps.count && gaps.born[gap] <= bar; gap++) {
    const sameSide = gaps.side[gap] === side;
    const entered = sameSide && (gaps.born[gap] === bar || gaps.mitigated[gap] === bar);
    if (entered || (!sameSide && gaps.inverted[gap] === bar)) newest = gap;
  }
  return newest;
}
