import { knownResults } from '../../report-page/results-shape.js';
import { livenessVerdict } from '../../verdicts/liveness-verdict.js';
import { overfittingVerdict } from '../../verdicts/overfitting-verdict.js';
import { type Block, figureBlocks, headingBlock, tableBlock } from '../blocks.js';
import type { Pieces } from '../piece.js';

/** The search, its luck, walk-forward, other histories, stress. */
export function optimisationBlocks(pieces: Pieces): Block[] {
  const { liveness, overfitting } = knownResults(pieces.results ?? {});
  const search = pieces['04-optimisation'];
  const walk = pieces['05-walk-forward'];
  const stress = pieces['07-stress'];
  return [
    headingBlock('Search', search?.sentences ?? []),
    ...figureBlocks(
      pieces,
      '04-optimisation',
      ['heatmap', 'convergence', 'importance', 'dependence'],
      ['heatmap', 'convergence'],
    ),
    ...tableBlock(
      'The best parameters where they were found, and where the search never looked',
      search?.tables?.parts,
    ),
    ...(search ? [headingBlock('Which parameters matter', liveness ? livenessVerdict(liveness) : [])] : []),
    ...(search ? figureBlocks(pieces, '04-optimisation', ['liveness'], ['liveness']) : []),
    ...(search ? [headingBlock('Luck of many trials', overfitting ? overfittingVerdict(overfitting) : [])] : []),
    ...(search ? figureBlocks(pieces, '04-optimisation', ['deflated', 'pbo'], ['deflated', 'pbo']) : []),
    headingBlock('Walk-forward', walk?.sentences ?? []),
    ...figureBlocks(pieces, '05-walk-forward', ['walked', 'equity', 'deflated'], ['deflated']),
    ...tableBlock('Parameters of each period', walk?.tables?.periods),
    headingBlock('Monte Carlo', pieces['06-monte-carlo']?.sentences ?? []),
    ...figureBlocks(pieces, '06-monte-carlo', ['distributions', 'noise', 'shuffled'], ['distributions']),
    headingBlock('Stress', stress?.sentences ?? []),
    ...figureBlocks(pieces, '07-stress', ['survival'], ['survival']),
    ...tableBlock('Five markets that did not happen, and the one that did', stress?.tables?.figures),
  ];
}
