import type { PlainFigure } from '../figure-json.js';
import type { Json, Results } from '../results.js';

/** Notebooks that contribute a part, in the order in which they are run. */
export const PART_NOTEBOOKS = [
  '02-mtf-analysis',
  '03-backtest',
  '04-optimisation',
  '05-walk-forward',
  '06-monte-carlo',
  '07-stress',
] as const;
export type PartNotebook = (typeof PART_NOTEBOOKS)[number];

/** Names under which the dashboard knows what it draws from. */
export const PIECE_NAMES = ['results', ...PART_NOTEBOOKS, 'paper'] as const;
export type PieceName = (typeof PIECE_NAMES)[number];

/** One row of a table: a cell is a text, a number, or nothing. */
export type PartRow = { readonly [column: string]: string | number | boolean | null };

/** What one notebook adds to the dashboard. */
export interface DashboardPart {
  readonly notebook: PartNotebook;
  /** What it was computed from: parts that differ in it are not shown as if they belonged together. */
  readonly receipt: { readonly [key: string]: Json };
  /** The data in words. */
  readonly description: string;
  /** What it found. */
  readonly sentences: readonly string[];
  readonly figures: Readonly<Record<string, PlainFigure>>;
  readonly tables?: Readonly<Record<string, readonly PartRow[]>>;
  /** Data of the long chart: gzip in base64. */
  readonly candles?: string;
  /** Details of the trades for the inspector: gzip in base64. */
  readonly inspections?: string;
}

/** The paper account. */
export interface PaperPiece {
  /** How it stands, made by `paperPage`, without its style: texts in it are escaped. */
  readonly html: string;
  /** Signals, alerts, trades and events, made by `paperLogs`. */
  readonly logs?: string;
  readonly figures: readonly PlainFigure[];
}

interface PieceValues {
  readonly results: Results;
  readonly paper: PaperPiece;
}

/** The value of a piece, by its name. */
export type Piece<Name extends PieceName> = Name extends keyof PieceValues ? PieceValues[Name] : DashboardPart;

/** Everything the dashboard draws from; what has not been run is absent. */
export type Pieces = { readonly [Name in PieceName]?: Piece<Name> };

/** Answer of `/pieces.json`: the pieces there are, and a text that changes with each. */
export interface PieceList {
  readonly pieces: { readonly [Name in PieceName]?: string };
}

/** What an event of `/events` says: a piece has changed, or is gone. */
export interface PieceEvent {
  readonly piece: PieceName;
  readonly etag: string | null;
}

export function isPieceName(name: string): name is PieceName {
  return (PIECE_NAMES as readonly string[]).includes(name);
}
