import { MINUTE } from '../core/time.js';
import type { PlainTrade } from './parity.js';

/** Names that TradingView gave its columns over the years; a price or profit carries the currency behind its name. */
const COLUMNS = {
  number: /^trade #$/,
  type: /^type$/,
  time: /^(date and time|date\/time)$/,
  signal: /^signal$/,
  price: /^price\b/,
  quantity: /^(position size \(qty\)|size \(qty\)|contracts|qty|quantity)$/,
} as const;

type Column = keyof typeof COLUMNS;
type Row = Readonly<Record<Column, string>>;

/**
 * The closed trades of TradingView's "List of trades" export, by entry time: a CSV with a header and two rows a trade, one
 * of Type `Entry long` or `Entry short`, one `Exit long` or `Exit short`, in either order; columns Trade #, Type, Date and
 * time (or Date/Time), Signal, Price USD (any currency), Position size (qty) (or Size (qty), Contracts); others are not read.
 *
 * Times are in the time zone of the chart: `utcOffset` is its minutes east of UTC. A time is the open of the bar of the
 * fill. A trade that is still open (no exit row, or a Signal of `Open`) is left out. Throws on a row that cannot be read,
 * with its number.
 */
export function parseTradeList(csv: string, utcOffset = 0): PlainTrade[] {
  const lines = csv.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const places = columnPlaces(cellsOf(lines[0] ?? ''));
  const trades = new Map<string, { entry?: Row; exit?: Row }>();
  lines.slice(1).forEach((line, k) => {
    if (line.trim() === '') return;
    const cells = cellsOf(line);
    const row = Object.fromEntries(
      Object.entries(places).map(([name, place]) => [name, (cells[place] ?? '').trim()]),
    ) as Row;
    const kind = /^(entry|exit) (long|short)$/i.exec(row.type)?.[1].toLowerCase();
    if (!kind) refuse(k + 2, 'Type must be Entry or Exit, long or short', row.type);
    checkRow(row, k + 2);
    trades.set(row.number, { ...trades.get(row.number), [kind as string]: row });
  });
  return [...trades.values()]
    .flatMap(({ entry, exit }) =>
      entry && exit && !/^open$/i.test(exit.signal) ? [tradeOf(entry, exit, utcOffset)] : [],
    )
    .sort((a, b) => a.entryTime - b.entryTime);
}

function columnPlaces(header: readonly string[]): Readonly<Record<Column, number>> {
  const names = header.map((name) => name.trim().toLowerCase());
  const places = Object.entries(COLUMNS).map(([column, pattern]) => {
    const place = names.findIndex((name) => pattern.test(name));
    if (place < 0) {
      throw new Error(
        `parseTradeList: header must have the columns of TradingView's list of trades (one for ${column}), got ${JSON.stringify(header.join(','))}; export it from the Strategy Tester, "List of trades"`,
      );
    }
    return [column, place] as const;
  });
  return Object.fromEntries(places) as Record<Column, number>;
}

/** Cells of one line; quotes may hold commas, two quotes are one. */
function cellsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replace(/""/g, '"'),
  );
}

function checkRow(row: Row, line: number): void {
  if (Number.isNaN(timeOf(row.time, 0))) refuse(line, 'time must be like 2024-03-01 14:35', row.time);
  if (!(numberOf(row.price) > 0)) refuse(line, 'price must be a number above 0', row.price);
  if (!(numberOf(row.quantity) > 0)) refuse(line, 'quantity must be a number above 0', row.quantity);
}

function refuse(line: number, requirement: string, got: string): never {
  throw new Error(`parseTradeList: ${requirement}, got ${JSON.stringify(got)} in line ${line}`);
}

/** Thousands may be set apart by commas or spaces; the decimal sign is a point. */
function numberOf(text: string): number {
  const plain = text.replace(/[,\s\u00a0\u202f]/g, '').replace('\u2212', '-');
  return plain === '' ? Number.NaN : Number(plain);
}

function timeOf(text: string, utcOffset: number): number {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/.exec(text);
  return parts ? Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? ''}Z`) - utcOffset * MINUTE : Number.NaN;
}

function tradeOf(entry: Row, exit: Row, utcOffset: number): PlainTrade {
  return {
    direction: /long/i.test(entry.type) ? 'long' : 'short',
    entryTime: timeOf(entry.time, utcOffset),
    exitTime: timeOf(exit.time, utcOffset),
    entryPrice: numberOf(entry.price),
    exitPrice: numberOf(exit.price),
    quantity: numberOf(entry.quantity),
    reason: exit.signal,
  };
}
