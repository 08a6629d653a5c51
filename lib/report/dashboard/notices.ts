import { knownResults } from '../report-page/results-shape.js';
import { subjectOf } from '../report-page/subject.js';
import { PART_NOTEBOOKS, type PartNotebook, type Pieces } from './piece.js';

/** What something was computed from, by name. */
type Receipt = { readonly [key: string]: unknown };

const WORDS: Readonly<Record<string, string>> = {
  source: 'source',
  data_hash: 'bars',
  finer_hash: '1-minute bars',
  from: 'first bar',
  to: 'last bar',
  bars: 'number of bars',
  strategy: 'strategy',
};

/** What the dashboard is about: the receipt of the backtest, else the first there is. */
export function referenceOf(pieces: Pieces): Receipt | undefined {
  const named: readonly PartNotebook[] = ['03-backtest', ...PART_NOTEBOOKS];
  const first = named.find((name) => pieces[name]);
  if (first) return pieces[first]?.receipt;
  const subject = subjectOf(knownResults(pieces.results ?? {}));
  return subject && { ...subject };
}

/** What of `notebooks` was not made from what the dashboard is about, in sentences. */
export function noticesOf(pieces: Pieces, notebooks: readonly PartNotebook[]): string[] {
  const reference = referenceOf(pieces);
  const receipts = pieces.results ? (knownResults(pieces.results).receipt ?? {}) : {};
  return notebooks.flatMap((name) => {
    const part = pieces[name];
    const own = part?.receipt;
    const recorded: Receipt | undefined = receipts[name] && { ...receipts[name] };
    const other = reference ? differences(reference, own ?? recorded ?? reference) : [];
    const stale = own && recorded ? differences(recorded, own) : [];
    return [
      ...(other.length > 0
        ? [
            `${name} was made from something else than the rest (${other.join('; ')}). Its figures do not belong to the others.`,
          ]
        : []),
      ...(stale.length > 0 && other.length === 0
        ? [`The charts of ${name} and its figures in results.json are of different runs (${stale.join('; ')}).`]
        : []),
    ];
  });
}

/** What differs from `reference`, in words. */
export function differences(reference: Receipt, receipt: Receipt): string[] {
  const names = Object.keys(WORDS).filter((name) => JSON.stringify(reference[name]) !== JSON.stringify(receipt[name]));
  const words = names.map((name) =>
    name.endsWith('hash')
      ? `other ${WORDS[name]}`
      : `${WORDS[name]} ${text(receipt[name])} instead of ${text(reference[name])}`,
  );
  return [...words, ...parameterDifferences(asRecord(reference.parameters), asRecord(receipt.parameters))];
}

function parameterDifferences(reference: Receipt, receipt: Receipt): string[] {
  const names = [...new Set([...Object.keys(reference), ...Object.keys(receipt)])];
  return names
    .filter((name) => JSON.stringify(reference[name]) !== JSON.stringify(receipt[name]))
    .map((name) => `${name} ${text(receipt[name])} instead of ${text(reference[name])}`);
}

function asRecord(value: unknown): Receipt {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Receipt) : {};
}

function text(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
