import { runningPid } from '../engine-note.js';
import { paperFolder } from '../paper-settings.js';
import { RECEIPT_FILE, type RunEntry } from './receipt.js';

/** How far a receipt vouches for a file of the folder, and whether a rerun must give the same bytes. */
export type Coverage =
  | { readonly covered: 'bytes' | 'trials'; readonly rerun: 'equal' | { readonly differs: string } }
  | { readonly covered: false; readonly why: string };

export interface CoverageFacts {
  /** Names of the notebooks that were run into the folder: their executed copies are known by them. */
  readonly notebooks: readonly string[];
  /** Whether paper trading goes on into the folder, or traded live bars. */
  readonly paperLive: boolean;
}

const NOT_COVERED: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^${RECEIPT_FILE.replace('.', '\\.')}$`), 'the receipt itself'],
  [/^elsewhere:/, 'lies outside the folder and the repository'],
  [/^(out|[A-Za-z]):/, 'its name could be taken for a place'],
  [/^paper\//, 'journal, log and control files of paper trading, which change as it trades'],
  [/\.sqlite-(wal|shm)$/, 'part of the SQLite file beside it, which SQLite makes and removes'],
  [/\.tmp$/, 'a temporary file'],
  [/\.log$/, 'a log'],
];

const LIVE = 'paper trading writes it as it goes on';
const AS_OF_NOW = 'it shows paper trading as of the moment it was written; what else it shows is compared in its parts';
const EXECUTED = 'an executed notebook holds times, process numbers and folders of its own run';

/** The facts of a folder. Paper trading that goes on, or traded live bars, writes its trades after its notebook has ended. */
export function coverageFacts(out: string, runs: readonly RunEntry[]): CoverageFacts {
  const live = runs.some(({ values }) => values.feed !== undefined && values.feed !== 'replay');
  return {
    notebooks: runs.map(({ notebook }) => notebook),
    paperLive: live || runningPid(paperFolder(out)) !== undefined,
  };
}

/** What the receipt says of a file, by its path in the folder. Files that no rule names are covered to the byte. */
export function coverageOf(path: string, { notebooks, paperLive }: CoverageFacts): Coverage {
  const rule = NOT_COVERED.find(([pattern]) => pattern.test(path));
  if (rule) return { covered: false, why: rule[1] };
  if (path === 'paper_trades.csv' && paperLive) return { covered: false, why: LIVE };
  if (path === 'trials.sqlite') return { covered: 'trials', rerun: 'equal' };
  if (path === 'dashboard.html') return { covered: 'bytes', rerun: { differs: AS_OF_NOW } };
  const [, name] = /^(.*?)(?:\.failed)?\.(?:ipynb|html)$/.exec(path) ?? [];
  const executed = name !== undefined && notebooks.includes(name);
  return { covered: 'bytes', rerun: executed ? { differs: EXECUTED } : 'equal' };
}
