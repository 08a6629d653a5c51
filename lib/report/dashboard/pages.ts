import { markup } from '../markup.js';
import { PAGE_IDS, type PageId } from './address.js';
import type { Block, Page } from './blocks.js';
import type { Pieces } from './piece.js';

export const PAGE_NAMES: Readonly<Record<PageId, string>> = {
  report: 'Report',
  backtest: 'Backtest',
  optimisation: 'Optimisation',
  'multi-tf': 'Multi-timeframe',
  paper: 'Paper trading',
};

/** What each page shows of the pieces there are. */
export function pagesOf(pieces: Pieces): readonly Page[] {
  return PAGE_IDS.map((id) => ({ id, name: PAGE_NAMES[id], blocks: blocksOf(id, pieces) }));
}

function blocksOf(_id: PageId, pieces: Pieces): readonly Block[] {
  return Object.keys(pieces).map((name) => ({ key: name, kind: 'html', html: markup`<p>${name}</p>` }));
}
