import { Markup } from '../../markup.js';
import { type Block, headingBlock, missingBlock } from '../blocks.js';
import type { Pieces } from '../piece.js';

/** The paper account as its journal has it. */
export function paperBlocks({ paper }: Pieces): Block[] {
  if (!paper) return [missingBlock('08-paper-trading')];
  return [
    headingBlock('Account'),
    // Made by `paperPage`, which escapes every text in it.
    { key: 'paper', kind: 'html', html: new Markup(paper.html), wide: true },
    headingBlock('Profit and loss'),
    ...paper.figures.map((figure, k) => ({ key: `paper ${k}`, kind: 'figure', figure, wide: true }) as const),
    ...(paper.logs === undefined
      ? []
      : [
          headingBlock('Signals, alerts and trades'),
          { key: 'logs', kind: 'html', html: new Markup(paper.logs), wide: true } as const,
        ]),
  ];
}
