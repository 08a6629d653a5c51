import type { FillFilter, FillRecord, OrderFilter, OrderJournal, OrderRecord } from '../order-journal.js';
import type { JournalFile, SqlValue } from './journal-file.js';

/** Columns of the table by field of the record. */
const COLUMNS: Readonly<Record<keyof OrderRecord, string>> = {
  clientId: 'client_id',
  signalTime: 'signal_time',
  role: 'role',
  side: 'side',
  type: 'type',
  quantity: 'quantity',
  stopPrice: 'stop_price',
  limitPrice: 'limit_price',
  intendedAt: 'intended_at',
  state: 'state',
  serverId: 'server_id',
  filledQuantity: 'filled_quantity',
  averagePrice: 'average_price',
  reason: 'reason',
};
const FIELDS = Object.keys(COLUMNS) as (keyof OrderRecord)[];
const SELECTED = FIELDS.map((field) => `${COLUMNS[field]} AS ${field}`).join(', ');
const FIXED: readonly string[] = ['clientId', 'signalTime', 'role'];

const FINAL = `('filled', 'canceled', 'rejected', 'never-sent')`;

/** Writes an order down before it is sent. Throws if its id is known. */
export function insertOrder(file: JournalFile, order: OrderRecord): void {
  if (file.first('SELECT 1 FROM orders WHERE client_id = ?', order.clientId)) {
    throw new Error(`Journal.intend: clientId must be new, got ${order.clientId}, which is in the journal`);
  }
  const names = FIELDS.map((field) => COLUMNS[field]).join(', ');
  file.run(
    `INSERT INTO orders (${names}) VALUES (${FIELDS.map(() => '?').join(', ')})`,
    ...FIELDS.map((field) => order[field]),
  );
}

/** Changes what is known of an order. Throws when there is none of that id. */
export function updateOrder(file: JournalFile, clientId: string, change: Parameters<OrderJournal['update']>[1]): void {
  const fields = FIELDS.filter((field) => !FIXED.includes(field) && changeTo(change, field) !== undefined);
  if (fields.length === 0) return;
  const changed = file.run(
    `UPDATE orders SET ${fields.map((field) => `${COLUMNS[field]} = ?`).join(', ')} WHERE client_id = ?`,
    ...fields.map((field) => changeTo(change, field) as SqlValue),
    clientId,
  );
  if (changed === 0) throw new Error(`Journal.update: clientId must be of an order in the journal, got ${clientId}`);
}

function changeTo(change: Partial<OrderRecord>, field: keyof OrderRecord): SqlValue | undefined {
  return change[field];
}

/** Orders in the order they were intended. */
export function selectOrders(file: JournalFile, filter: OrderFilter = {}): OrderRecord[] {
  const conditions = [
    ...(filter.open ? [`state NOT IN ${FINAL}`] : []),
    ...(filter.signalTimes ? ['signal_time IN (SELECT value FROM json_each(?))'] : []),
    ...(filter.clientIds ? ['client_id IN (SELECT value FROM json_each(?))'] : []),
  ];
  const lists = [filter.signalTimes, filter.clientIds].filter((list) => list !== undefined);
  return file.all<OrderRecord>(
    `SELECT ${SELECTED} FROM orders ${where(conditions)} ORDER BY number`,
    ...lists.map((list) => JSON.stringify(list)),
  );
}

/** How many orders are not final. */
export function countOpenOrders(file: JournalFile): number {
  return file.first<{ open: number }>(`SELECT count(*) AS open FROM orders WHERE state NOT IN ${FINAL}`)?.open ?? 0;
}

/** Writes an execution down; false when it was known. Throws when its order is not in the journal. */
export function insertFill(file: JournalFile, { executionId, clientId, at, quantity, price }: FillRecord): boolean {
  if (!file.first('SELECT 1 FROM orders WHERE client_id = ?', clientId)) {
    throw new Error(`Journal.fill: clientId must be of an order in the journal, got ${clientId}`);
  }
  return (
    file.run(
      'INSERT OR IGNORE INTO fills (execution_id, client_id, at, quantity, price) VALUES (?, ?, ?, ?, ?)',
      executionId,
      clientId,
      at,
      quantity,
      price,
    ) === 1
  );
}

/** Executions in the order they became known. */
export function selectFills(file: JournalFile, { clientIds }: FillFilter = {}): FillRecord[] {
  return file.all<FillRecord>(
    `SELECT execution_id AS executionId, client_id AS clientId, at, quantity, price FROM fills
     ${where(clientIds ? ['client_id IN (SELECT value FROM json_each(?))'] : [])} ORDER BY number`,
    ...(clientIds ? [JSON.stringify(clientIds)] : []),
  );
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
