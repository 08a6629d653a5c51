import { formatDigits } from '../../core/format.js';
import { type BarsHead, decodeBars, encodeBars, VOLUME_ERROR } from './bars-codec.js';
import { framed, unframed } from './framing.js';
import { decodeGaps, encodeGaps } from './gaps-codec.js';
import { integerReader, integerWriter } from './integers.js';
import type { View } from './levels.js';
import { averagesOf, decodeLine, encodeLine, type LineSource, lineError } from './line-codec.js';
import type { LineLook, LongData, LongPart, LongTrade } from './long-data.js';

/** What is kept as JSON before the numbers. */
interface Head {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: BarsHead;
  readonly lines: readonly (LineLook & { readonly source: LineSource })[];
  readonly trend: boolean;
  readonly gaps: boolean;
  readonly trades: Columns;
  readonly parts: readonly LongPart[];
  readonly view?: View;
}

/** Trades by column: keys once, and like stands beside like. */
type Columns = { readonly [Name in keyof LongTrade]: readonly LongTrade[Name][] };

export interface Encoded {
  /** To be compressed. */
  readonly bytes: Uint8Array;
  /** The data's subtitle, with what the rounding did to each number. */
  readonly subtitle: string;
}

/** The data as bytes: a JSON head after its length, then numbers. Prices are rounded to 1 / `perUsd` USD. */
export function encodeLongData(data: LongData, perUsd: number): Encoded {
  const numbers = integerWriter();
  const bars = encodeBars(data.bars, perUsd, numbers);
  // Averages are tried on the closes that the page will have.
  const averages = averagesOf({
    ...data.bars,
    close: data.bars.close.map((price) => Math.round(price * perUsd) / perUsd),
  });
  const sources = data.lines.map(({ values }) => encodeLine(values, data.bars, averages, perUsd, numbers));
  if (data.trend) numbers.changing(data.trend);
  if (data.gaps) encodeGaps(data.gaps, data.bars, numbers);
  const subtitle = [data.subtitle, accuracy(data.lines, sources, perUsd)].join(' ');
  const head: Head = {
    title: data.title,
    subtitle,
    bars,
    lines: data.lines.map(({ values, ...look }, k) => ({ ...look, source: sources[k] })),
    trend: data.trend !== undefined,
    gaps: data.gaps !== undefined,
    trades: columnsOf(data.trades),
    parts: data.parts,
    ...(data.view && { view: data.view }),
  };
  return { bytes: framed(head, numbers.bytes()), subtitle };
}

export function decodeLongData(bytes: Uint8Array): LongData {
  const { head, numbers: rest } = unframed<Head>(bytes);
  const numbers = integerReader(rest);
  const bars = decodeBars(head.bars, numbers);
  const averages = averagesOf(bars);
  const lines = head.lines.map(({ source, ...look }) => ({
    ...look,
    values: decodeLine(source, bars, averages, head.bars.perUsd, numbers),
  }));
  return {
    title: head.title,
    subtitle: head.subtitle,
    bars,
    lines,
    ...(head.trend && { trend: Int8Array.from(numbers.changing(bars.time.length)) }),
    ...(head.gaps && { gaps: decodeGaps(bars, numbers) }),
    trades: rowsOf(head.trades),
    parts: head.parts,
    ...(head.view && { view: head.view }),
  };
}

/** `Prices and averages within 0.05 USD; POC, VAH and VAL within 0.5 USD; volume within 2 %.` */
function accuracy(lines: readonly LineLook[], sources: readonly LineSource[], perUsd: number): string {
  const stored = lines.filter((_, k) => sources[k].kind === 'stored').map(({ name }) => name);
  const ofStored = formatDigits(lineError({ kind: 'stored' }, perUsd), 2);
  const words = [
    `${stored.length < lines.length ? 'Prices and averages' : 'Prices'} within ${formatDigits(0.5 / perUsd, 2)} USD`,
    ...(stored.length > 0 ? [`${stored.join(', ')} within ${ofStored} USD`] : []),
    `volume within ${formatDigits(100 * VOLUME_ERROR, 1)} %`,
  ];
  return `${words.join('; ')}.`;
}

function columnsOf(trades: readonly LongTrade[]): Columns {
  const cents = (pick: (trade: LongTrade) => number) => trades.map((trade) => Math.round(100 * pick(trade)) / 100);
  return {
    direction: trades.map(({ direction }) => direction),
    entryTime: trades.map(({ entryTime }) => entryTime),
    exitTime: trades.map(({ exitTime }) => exitTime),
    entryMarket: cents(({ entryMarket }) => entryMarket),
    exitMarket: cents(({ exitMarket }) => exitMarket),
    entryPrice: cents(({ entryPrice }) => entryPrice),
    stop: cents(({ stop }) => stop),
    target: cents(({ target }) => target),
    rMultiple: cents(({ rMultiple }) => rMultiple),
    pnl: cents(({ pnl }) => pnl),
    exitReason: trades.map(({ exitReason }) => exitReason),
  };
}

function rowsOf(columns: Columns): LongTrade[] {
  return columns.direction.map((direction, k) => ({
    direction,
    entryTime: columns.entryTime[k],
    exitTime: columns.exitTime[k],
    entryMarket: columns.entryMarket[k],
    exitMarket: columns.exitMarket[k],
    entryPrice: columns.entryPrice[k],
    stop: columns.stop[k],
    target: columns.target[k],
    rMultiple: columns.rMultiple[k],
    pnl: columns.pnl[k],
    exitReason: columns.exitReason[k],
  }));
}
