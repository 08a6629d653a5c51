import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '../../data/files.js';
import { type Results, readResults } from '../../report/results.js';
import { type RunReceipt, receiptOf } from '../receipt/receipt.js';
import { parseTrades, type TradeLine } from './trades.js';

/** One of two folders of results that are compared. */
export interface RunSide {
  readonly folder: string;
  /** Absent where no headless run wrote into the folder: code and environment are then not known. */
  readonly receipt?: RunReceipt;
  readonly results: Results;
  /** Rows of trades.csv; absent without one. */
  readonly trades?: readonly TradeLine[];
}

/** Reads a folder of results, named itself or by the run.json in it. Throws where it holds neither run.json nor results.json. */
export function readSide(path: string): RunSide {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Error(`compareRuns: run must be a folder of results or a run.json, got none at ${path}`);
  const folder = stats.isDirectory() ? path : dirname(path);
  if (!stats.isDirectory() && basename(path) !== 'run.json') {
    throw new Error(`compareRuns: run must be a folder of results or a run.json, got ${path}`);
  }
  const receipt = receiptOf(folder);
  const results = readResults(join(folder, 'results.json'));
  if (!receipt && Object.keys(results).length === 0) {
    throw new Error(`compareRuns: folder must hold run.json or results.json, got neither in ${folder}`);
  }
  const trades = join(folder, 'trades.csv');
  return {
    folder,
    results,
    ...(receipt && { receipt }),
    ...(existsSync(trades) && { trades: parseTrades(readText('compareRuns', trades), trades) }),
  };
}
