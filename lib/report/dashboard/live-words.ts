import type { PieceList, PieceName } from './piece.js';

/** What is wrong with the source of a piece; its last good content stays. */
export interface LiveNotice {
  readonly piece: PieceName;
  readonly text: string;
}

/** What a live page hears when its connection begins, and the answer of `/pieces.json`. */
export interface LiveList extends PieceList {
  readonly notices: readonly LiveNotice[];
  /** Changes when the page's own program does. */
  readonly app: string;
}

/** A sign of life: the server's clock, ms UTC. */
export interface LiveBeat {
  readonly at: number;
}
