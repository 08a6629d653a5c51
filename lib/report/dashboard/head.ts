import { counted } from '../figures/words.js';
import { knownResults } from '../report-page/results-shape.js';
import { referenceOf } from './notices.js';
import type { Pieces } from './piece.js';

/** What stands above every page: what this is about. */
export interface Head {
  readonly subject: string;
  /** The bars are the built-in sample. */
  readonly isMadeUp: boolean;
}

export function headOf(pieces: Pieces): Head {
  const reference = referenceOf(pieces);
  if (!reference) return { subject: 'Nothing has been run yet: npm start', isMadeUp: false };
  const { strategy, from, to, bars, source } = reference;
  const day = (time: unknown) => String(time).slice(0, 10);
  const { fill_ambiguity: fills } = knownResults(pieces.results ?? {});
  const words = [
    String(strategy ?? 'strategy'),
    `${day(from)} to ${day(to)}`,
    ...(typeof bars === 'number' ? [`${counted(bars, 'bar')} of 5m`] : []),
    ...(fills ? [`fills: ${fills.order}`] : []),
  ];
  return { subject: words.join(' · '), isMadeUp: source === 'sample' };
}
