/** What two runs' trades are compared by. Times ISO, as in trades.csv; P&L in USD after fees. */
export interface TradeLine {
  readonly entry: string;
  readonly direction: string;
  readonly exit: string;
  readonly exit_reason: string;
  readonly pnl: number;
  /** Prices of both fills, and quantity, as they stand in the file. */
  readonly prices: string;
  readonly quantity: string;
}

/** A trade of both runs that came out otherwise. */
export interface ChangedTrade {
  readonly entry: string;
  readonly direction: string;
  readonly a: TradeLine;
  readonly b: TradeLine;
  /** P&L of B less P&L of A, USD. */
  readonly change: number;
}

/** Trades matched by entry time and direction. `pnl` says how the difference in net P&L comes about, USD. */
export interface TradeComparison {
  readonly same: number;
  /** The same but for their size: equity had become another. How many, and how their P&L changed, USD. */
  readonly resized: number;
  readonly changed: readonly ChangedTrade[];
  /** In B alone, and in A alone. */
  readonly gained: readonly TradeLine[];
  readonly lost: readonly TradeLine[];
  readonly pnl: Readonly<Record<'resized' | 'changed' | 'gained' | 'lost' | 'total', number>>;
}

const COLUMNS = ['timestamp', 'direction', 'exit_timestamp', 'exit_reason', 'pnl'] as const;
const FILLS = ['entry_price', 'exit_price', 'qty'] as const;

/**
 * Rows of a trades.csv. Throws, naming `file`, without the columns needed, where a row is cut short or a P&L is no number, and
 * where an entry is there twice: it could not be matched.
 */
export function parseTrades(text: string, file: string): TradeLine[] {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  const missing = [...COLUMNS, ...FILLS].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new Error(`parseTrades: ${file} must have the columns of trades.csv, got none of ${missing.join(', ')}`);
  }
  const trades = lines.map((line, row) => tradeLine(names, line.split(','), `row ${row + 1} of ${file}`));
  const last = new Map(trades.map((trade, k) => [key(trade), k]));
  const twice = trades.find((trade, k) => last.get(key(trade)) !== k);
  if (!twice) return trades;
  throw new Error(
    `parseTrades: an entry must be there once, got ${key(twice)} twice in ${file}; run the notebook again`,
  );
}

function tradeLine(names: readonly string[], cells: readonly string[], where: string): TradeLine {
  if (cells.length !== names.length) {
    throw new Error(
      `parseTrades: a row must have ${names.length} values, got ${cells.length} in ${where}; run the notebook again`,
    );
  }
  const cell = (name: string) => cells[names.indexOf(name)] ?? '';
  const pnl = cell('pnl') === '' ? Number.NaN : Number(cell('pnl'));
  if (!Number.isFinite(pnl)) throw new Error(`parseTrades: pnl must be a number, got "${cell('pnl')}" in ${where}`);
  return {
    entry: cell('timestamp'),
    direction: cell('direction'),
    exit: cell('exit_timestamp'),
    exit_reason: cell('exit_reason'),
    pnl,
    prices: `${cell('entry_price')},${cell('exit_price')}`,
    quantity: cell('qty'),
  };
}

/** What B's trades have that A's have not, and the reverse. Lists are in order of entry, changed trades by how much changed. */
export function compareTrades(a: readonly TradeLine[], b: readonly TradeLine[]): TradeComparison {
  const [left, right] = [byKey(a), byKey(b)];
  const gained = inTime(b.filter((trade) => !left.has(key(trade))));
  const lost = inTime(a.filter((trade) => !right.has(key(trade))));
  const both = a.flatMap((trade) => {
    const other = right.get(key(trade));
    return other ? [{ a: trade, b: other }] : [];
  });
  const different = both.filter((pair) => !isSame(pair.a, pair.b));
  const resized = different.filter((pair) => isSameMove(pair.a, pair.b));
  const changed = different
    .filter((pair) => !isSameMove(pair.a, pair.b))
    .map((pair) => ({ entry: pair.a.entry, direction: pair.a.direction, ...pair, change: pair.b.pnl - pair.a.pnl }))
    .sort((x, y) => Math.abs(y.change) - Math.abs(x.change) || (x.entry < y.entry ? -1 : 1));
  const sums = {
    resized: sum(resized.map((pair) => pair.b.pnl - pair.a.pnl)),
    changed: sum(changed.map(({ change }) => change)),
    gained: sum(gained.map(({ pnl }) => pnl)),
    lost: 0 - sum(lost.map(({ pnl }) => pnl)),
  };
  const pnl = { ...sums, total: sums.resized + sums.changed + sums.gained + sums.lost };
  return { same: both.length - different.length, resized: resized.length, changed, gained, lost, pnl };
}

/** One entry a bar and direction: the key is unique. */
function key({ entry, direction }: TradeLine): string {
  return `${entry} ${direction}`;
}

function byKey(trades: readonly TradeLine[]): Map<string, TradeLine> {
  return new Map(trades.map((trade) => [key(trade), trade]));
}

function inTime(trades: readonly TradeLine[]): TradeLine[] {
  return [...trades].sort((x, y) => (key(x) < key(y) ? -1 : 1));
}

function isSame(a: TradeLine, b: TradeLine): boolean {
  return isSameMove(a, b) && a.pnl === b.pnl && a.quantity === b.quantity;
}

/** The same from entry to exit, whatever its size. */
function isSameMove(a: TradeLine, b: TradeLine): boolean {
  return a.exit === b.exit && a.exit_reason === b.exit_reason && a.prices === b.prices;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
