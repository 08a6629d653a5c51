import { compareFigures, type FigureDifference } from './figures.js';
import { compareInputs, type InputDifference, sharedNotebooks } from './inputs.js';
import { type RunSide, readSide } from './side.js';
import { compareTrades, type TradeComparison } from './trades.js';

/** What differs between two folders of results, A and B: in what they were given and in what came out. Changes are B less A. */
export interface RunComparison {
  /** Folders, as they were named. */
  readonly a: string;
  readonly b: string;
  /** Data, parameters, code and environment, in this order. */
  readonly inputs: readonly InputDifference[];
  /** Notebooks that both have results of, and those that one alone has. */
  readonly common: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Figures of results.json, most important first. */
  readonly figures: readonly FigureDifference[];
  /** Null where one of them has no trades.csv. */
  readonly trades: TradeComparison | null;
  /** Whether code and environment are known of both: without run.json they are not. */
  readonly receipts: boolean;
}

/** Compares two folders of results, each named itself or by its run.json. Throws on a folder without results. */
export function compareRuns(a: string, b: string): RunComparison {
  return compareSides(readSide(a), readSide(b));
}

function compareSides(a: RunSide, b: RunSide): RunComparison {
  return {
    a: a.folder,
    b: b.folder,
    inputs: compareInputs(a, b),
    ...sharedNotebooks(a, b),
    figures: compareFigures(a.results, b.results),
    trades: a.trades && b.trades ? compareTrades(a.trades, b.trades) : null,
    receipts: a.receipt !== undefined && b.receipt !== undefined,
  };
}
