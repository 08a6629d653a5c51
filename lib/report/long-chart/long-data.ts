import type { Bars } from '../../core/bars.js';
import type { COLOURS } from '../figures/theme.js';
import type { View } from './levels.js';

export type ColourName = keyof typeof COLOURS;

/** How a line looks. */
export interface LineLook {
  readonly name: string;
  readonly colour: ColourName;
  readonly dash?: string;
  readonly width?: number;
  /** Lines of one group have one legend entry, by this name. */
  readonly group?: string;
  /** Milliseconds of bars that a value is made of: the line is drawn while bars are at most half as long. */
  readonly reach: number;
}

/** A line over the candles: a value at each base bar's close, USD, NaN where there is none. */
export interface LongLine extends LineLook {
  readonly values: Float64Array;
}

/** Fair value gaps, oldest first. `born` and `end` are bars; `end` is -1 while nothing has happened to the gap. */
export interface LongGaps {
  readonly side: Int8Array;
  readonly born: Int32Array;
  readonly end: Int32Array;
  readonly bottom: Float64Array;
  readonly top: Float64Array;
  /** Size / ATR at birth, two decimals kept. */
  readonly strength: Float64Array;
}

/** A trade as drawn: market prices, which lie on the candles; its levels; what came of it. Times in ms UTC. */
export interface LongTrade {
  readonly direction: 'long' | 'short';
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryMarket: number;
  readonly exitMarket: number;
  readonly entryPrice: number;
  readonly stop: number;
  readonly target: number;
  readonly rMultiple: number;
  readonly pnl: number;
  readonly exitReason: string;
}

/** A stretch of time (ms UTC, `to` exclusive) that parameters were searched on, or that they were tried on. */
export interface LongPart {
  readonly kind: 'in-sample' | 'out-of-sample';
  readonly from: number;
  readonly to: number;
}

/** Everything a long chart draws from. */
export interface LongData {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: Bars;
  readonly lines: readonly LongLine[];
  /** 1h trend at each base bar: 1 up, -1 down, 0 unknown. */
  readonly trend?: Int8Array;
  readonly gaps?: LongGaps;
  readonly trades: readonly LongTrade[];
  readonly parts: readonly LongPart[];
  /** What is shown first; everything when absent. */
  readonly view?: View;
}
