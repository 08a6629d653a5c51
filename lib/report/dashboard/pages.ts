import { PAGE_IDS, type PageId } from './address.js';
import type { Block, Page } from './blocks.js';
import { noticesOf } from './notices.js';
import { backtestBlocks } from './pages/backtest.js';
import { multiTimeframeBlocks } from './pages/multi-tf.js';
import { optimisationBlocks } from './pages/optimisation.js';
import { paperBlocks } from './pages/paper.js';
import { reportBlocks } from './pages/report.js';
import { PART_NOTEBOOKS, type PartNotebook, PIECE_NAMES, type Pieces } from './piece.js';

interface PagePlan {
  readonly name: string;
  /** In the navigation, where the name is too long. */
  readonly short?: string;
  readonly notebooks: readonly PartNotebook[];
  readonly blocks: (pieces: Pieces) => readonly Block[];
}

const PLANS: Readonly<Record<PageId, PagePlan>> = {
  report: { name: 'Report', notebooks: PART_NOTEBOOKS, blocks: reportBlocks },
  backtest: { name: 'Backtest', notebooks: ['03-backtest'], blocks: backtestBlocks },
  optimisation: {
    name: 'Optimisation',
    notebooks: ['04-optimisation', '05-walk-forward', '06-monte-carlo', '07-stress'],
    blocks: optimisationBlocks,
  },
  'multi-tf': {
    name: 'Multi-timeframe',
    short: 'Multi-TF',
    notebooks: ['02-mtf-analysis', '03-backtest'],
    blocks: multiTimeframeBlocks,
  },
  paper: { name: 'Paper trading', short: 'Paper', notebooks: [], blocks: paperBlocks },
};

/** The names of the pages, in the order of the navigation. */
export const PAGE_NAMES: readonly { readonly id: PageId; readonly name: string; readonly short: string }[] =
  PAGE_IDS.map((id) => ({ id, name: PLANS[id].name, short: PLANS[id].short ?? PLANS[id].name }));

/**
 * What a page shows of the pieces there are. A piece that cannot be shown, since another version wrote it or a hand changed it,
 * is left out with a notice: the others stay.
 */
export function pageOf(id: PageId, pieces: Pieces): Page {
  const whole = builtPage(id, pieces);
  if (whole) return whole;
  for (const spoiled of PIECE_NAMES) {
    const { [spoiled]: _, ...others } = pieces;
    const page = builtPage(id, others);
    if (page) return { ...page, notices: [`${spoiled} ${SPOILED}`, ...page.notices] };
  }
  return { id, name: PLANS[id].name, notices: [`More than one part of this page ${SPOILED}`], blocks: [] };
}

const SPOILED =
  'cannot be shown here: another version wrote it, or it was changed by hand. It is left out; run the notebooks again.';

function builtPage(id: PageId, pieces: Pieces): Page | undefined {
  const { name, notebooks, blocks } = PLANS[id];
  try {
    return { id, name, notices: noticesOf(pieces, notebooks), blocks: blocks(pieces) };
  } catch {
    return undefined;
  }
}
