// The journal's account of what happened against the server's, order by order and cent by cent.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { JournalReader } from '../../../lib/paper/journal/reader.js';
import type { FillRecord, OrderRecord, PaperTrade } from '../../../lib/paper/order-journal.js';
import { paperTradeRow } from '../../../lib/paper/paper-trades-csv.js';
import { paperFolder } from '../../../lib/run/paper-settings.js';
import type { FakeExchange } from '../fake-exchange.js';
import type { FakeOrder } from '../fake-order.js';
import { parseUnits, UNIT, unitsText } from '../fake-units.js';

export interface AccountsInput {
  readonly out: string;
  readonly exchange: FakeExchange;
  /** Cash and BTC of the account before the first order, units of 1e-18 USD and 1e-9 BTC. */
  readonly cash: bigint;
  readonly position: bigint;
}

export interface Accounts {
  /** Sentences, each about something that must not be; none when the accounts agree. */
  readonly offences: readonly string[];
  readonly orders: number;
  readonly entries: number;
  readonly fills: number;
  readonly trades: readonly PaperTrade[];
  readonly neverSent: number;
  /** BTC left at the server that the journal gave up as too little to sell. */
  readonly dust: string;
}

/** An execution that was not told by itself is booked at the price that makes the broker's average right, which has nine decimals. */
const PRICE_ERROR = 2n;

/** Compares everything once the engine has ended with all positions closed. */
export function compareAccounts(input: AccountsInput): Accounts {
  const reader = new JournalReader(paperFolder(input.out));
  try {
    const [orders, fills, trades] = [reader.orders(), reader.fills(), reader.trades()];
    const offences = [
      ...ordersOffences(orders, input.exchange),
      ...fillOffences(orders, fills, input.exchange),
      ...cashOffences(orders, fills, input),
      ...tradeOffences(orders, fills, trades, input),
      ...fileOffences(input.out, trades),
    ];
    return {
      offences,
      orders: orders.length,
      entries: orders.filter(({ role }) => role === 'entry').length,
      fills: fills.length,
      trades,
      neverSent: orders.filter(({ state }) => state === 'never-sent').length,
      dust: unitsText(input.exchange.position - input.position),
    };
  } finally {
    reader.close();
  }
}

const atServer = ({ state }: OrderRecord) => state !== 'never-sent' && state !== 'rejected';

function ordersOffences(orders: readonly OrderRecord[], exchange: FakeExchange): string[] {
  const known = new Map(orders.map((order) => [order.clientId, order]));
  const entries = exchange.orders.filter(({ clientId }) => /-e\d+$/.test(clientId));
  const signals = entries.map(({ clientId }) => clientId.replace(/-e\d+$/, ''));
  return [
    ...exchange.orders
      .filter(({ clientId }) => !known.has(clientId))
      .map((order) => `${name(order)} is not in the journal`),
    ...signals.filter((signal, k) => signals.indexOf(signal) !== k).map((signal) => `${signal} was entered twice`),
    ...exchange.openOrders().map((order) => `${name(order)} is still open at the server`),
    ...orders.flatMap((order) => orderOffences(order, exchange.findByClientId(order.clientId))),
  ];
}

function orderOffences(order: OrderRecord, server: FakeOrder | undefined): string[] {
  const { clientId, state } = order;
  if (!server) return atServer(order) ? [`${clientId} is ${state} in the journal and unknown to the server`] : [];
  const expected = { filled: 'filled', canceled: 'canceled', replaced: 'canceled', rejected: 'rejected' }[
    server.status as string
  ];
  return [
    ...(state === expected ? [] : [`${clientId} is ${state} in the journal and ${server.status} at the server`]),
    ...(parseUnits(order.quantity) === server.quantity
      ? []
      : [`${clientId} is of ${order.quantity} BTC in the journal`]),
    ...(parseUnits(order.filledQuantity) === server.filled
      ? []
      : [
          `${clientId} has ${order.filledQuantity} filled in the journal and ${unitsText(server.filled)} at the server`,
        ]),
  ];
}

function fillOffences(orders: readonly OrderRecord[], fills: readonly FillRecord[], exchange: FakeExchange): string[] {
  return orders.flatMap(({ clientId }) => {
    const server = exchange.findByClientId(clientId);
    const own = fills.filter((fill) => fill.clientId === clientId);
    const { quantity, paid } = sumOf(own);
    const filled = server?.filled ?? 0n;
    if (quantity !== filled)
      return [`${clientId}: fills of ${unitsText(quantity)} BTC, ${unitsText(filled)} at the server`];
    const off = paid - (server?.paid ?? 0n);
    return (off < 0n ? -off : off) > quantity * PRICE_ERROR
      ? [`${clientId}: fills are ${unitsText(off, 18)} USD off`]
      : [];
  });
}

/** Position and cash as they follow from the journal's fills and the service's fee, against the server's. */
function cashOffences(orders: readonly OrderRecord[], fills: readonly FillRecord[], input: AccountsInput): string[] {
  const { exchange } = input;
  let [position, cash, executions] = [input.position, input.cash, 0n];
  for (const { clientId, side } of orders) {
    const own = fills.filter((fill) => fill.clientId === clientId);
    const { quantity, paid } = sumOf(own);
    executions += 10n;
    if (side === 'buy') {
      position += quantity - (quantity * exchange.feeBps) / 10_000n;
      cash -= paid;
    } else {
      position -= quantity;
      cash += paid - (paid * exchange.feeBps) / 10_000n;
    }
  }
  const traded = fills.reduce((sum, { quantity }) => sum + (parseUnits(quantity) ?? 0n), 0n);
  const [positionOff, cashOff] = [position - exchange.position, cash - exchange.cash].map((off) =>
    off < 0n ? -off : off,
  );
  return [
    ...(positionOff <= executions
      ? []
      : [`the position is ${unitsText(position)} BTC by the fills, ${unitsText(exchange.position)} at the server`]),
    ...(cashOff <= traded * PRICE_ERROR
      ? []
      : [`cash is ${unitsText(cash, 18)} USD by the fills, ${unitsText(exchange.cash, 18)} at the server`]),
  ];
}

/** One trade for each entry that bought something, and together they made what the account made. */
function tradeOffences(
  orders: readonly OrderRecord[],
  fills: readonly FillRecord[],
  trades: readonly PaperTrade[],
  { exchange, cash, position }: AccountsInput,
): string[] {
  const bought = orders.filter((order) => order.role === 'entry' && (parseUnits(order.filledQuantity) ?? 0n) > 0n);
  const sold = new Set(
    orders
      .filter(({ side, clientId }) => side === 'sell' && fills.some((fill) => fill.clientId === clientId))
      .map(({ signalTime }) => signalTime),
  );
  const expected = bought.filter(({ signalTime }) => sold.has(signalTime)).length;
  const profit = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  const made = Number(exchange.cash - cash) / 1e18;
  // What was bought and given up as dust is no trade where nothing of it could be sold.
  const lost = Number((exchange.position - position) * exchange.price) / 1e18 + 1e-4 * (1 + trades.length);
  return [
    ...(trades.length === expected
      ? []
      : [`${trades.length} trades in the journal, ${expected} positions were closed`]),
    ...(Math.abs(profit - made) <= lost + 10 * (bought.length - expected)
      ? []
      : [`the trades made ${profit} USD, the account ${made}`]),
    ...(exchange.position >= position ? [] : ['BTC that was not ours was sold']),
  ];
}

function fileOffences(out: string, trades: readonly PaperTrade[]): string[] {
  const rows = readFileSync(join(out, 'paper_trades.csv'), 'utf8').trim().split('\n').slice(1);
  const expected = trades.map((trade) => paperTradeRow(trade));
  const same = rows.length === expected.length && rows.every((row, k) => row === expected[k]);
  const db = new Database(join(paperFolder(out), 'journal.sqlite'), { readonly: true } as never);
  const [found] = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
  db.close();
  return [
    ...(same ? [] : [`paper_trades.csv has ${rows.length} rows, not the ${expected.length} trades of the journal`]),
    ...(found.integrity_check === 'ok' ? [] : [`the journal is not sound: ${found.integrity_check}`]),
  ];
}

function sumOf(fills: readonly FillRecord[]): { quantity: bigint; paid: bigint } {
  return fills.reduce(
    (sum, fill) => {
      const [quantity, price] = [parseUnits(fill.quantity) ?? 0n, parseUnits(fill.price) ?? 0n];
      return { quantity: sum.quantity + quantity, paid: sum.paid + quantity * price };
    },
    { quantity: 0n, paid: 0n },
  );
}

const name = ({ clientId, side, status, quantity }: FakeOrder) =>
  `order ${clientId} (${side} ${unitsText(quantity)}, ${status})`;

export const unitsOfCash = (text: string): bigint => (parseUnits(text) ?? 0n) * UNIT;
