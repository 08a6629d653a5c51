import type { Figure } from '../../figure.js';
import { reportOf } from '../../report-page/report.js';
import { answerMarkup, sectionMarkup } from '../../report-page/report-html.js';
import { type Block, figureBlocks } from '../blocks.js';
import type { PartNotebook, Pieces } from '../piece.js';

/** Figures that stand below a section of the report. */
const FIGURES: Readonly<Record<string, readonly (readonly [notebook: PartNotebook, figure: string])[]>> = {
  result: [
    ['03-backtest', 'equity'],
    ['03-backtest', 'costs'],
  ],
  certainty: [
    ['05-walk-forward', 'equity'],
    ['06-monte-carlo', 'distributions'],
  ],
};

/** The figures of the report, as they were shown in their notebooks; those that were not made are left out. */
export function reportFigures(pieces: Pieces): Figure[] {
  const named = Object.values(FIGURES).flat();
  return named.flatMap(([notebook, name]) => (pieces[notebook]?.figures[name] as Figure | undefined) ?? []);
}

/** The page to send to a colleague. */
export function reportBlocks(pieces: Pieces): Block[] {
  const report = reportOf(pieces.results ?? {});
  const answer: Block = { key: 'answer', kind: 'html', wide: true, html: answerMarkup(report) };
  const sections = report.sections.flatMap((section): Block[] => {
    const figures = (FIGURES[section.id] ?? []).filter(([notebook]) => pieces[notebook]);
    return [
      { key: section.id, kind: 'html', wide: true, html: sectionMarkup(section) },
      ...figures.flatMap(([notebook, name]) => figureBlocks(pieces, notebook, [name], [name])),
    ];
  });
  return [answer, ...sections];
}
