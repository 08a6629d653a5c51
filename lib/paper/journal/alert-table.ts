import type {
  Alert,
  AlertChannel,
  AlertCounts,
  AlertJournal,
  AlertKind,
  AlertOnChannel,
  Delivery,
  DeliveryState,
  HeldAlerts,
  LoggedAlert,
} from '../alerts/alert-journal.js';
import type { JournalFile } from './journal-file.js';

const ALERT = 'a.id, a.kind, a.at, a.subject, a.body';
const DELIVERY = 'd.channel, d.state, d.attempts, d.refusals, d.next_at AS nextAt, d.changed_at AS changedAt, d.reason';
const JOINED = 'deliveries d JOIN alerts a ON a.number = d.alert';
const NO_STATES: Readonly<Record<DeliveryState, number>> = {
  waiting: 0,
  held: 0,
  sent: 0,
  failed: 0,
  expired: 0,
  summarised: 0,
};

interface ChannelDelivery extends Delivery {
  readonly channel: AlertChannel;
}
type AlertRow = Alert & ChannelDelivery;

/** The alerts of a journal: what was queued, and how far each has come on each channel. */
export class AlertTable implements AlertJournal {
  readonly #file: JournalFile;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  queue(alert: Alert, channels: readonly AlertChannel[]): boolean {
    return this.#file.atomically(() => {
      if (this.#numberOf(alert.id) !== undefined) return false;
      const { id, kind, at, subject, body } = alert;
      this.#file.run(
        'INSERT INTO alerts (id, kind, at, subject, body) VALUES (?, ?, ?, ?, ?)',
        id,
        kind,
        at,
        subject,
        body,
      );
      for (const channel of new Set(channels)) {
        this.#file.run(
          `INSERT INTO deliveries (alert, channel, state, attempts, refusals, next_at, changed_at, reason)
           SELECT number, ?, 'waiting', 0, 0, 0, 0, '' FROM alerts WHERE id = ?`,
          channel,
          id,
        );
      }
      return true;
    });
  }

  waiting(channel: AlertChannel, limit: number): AlertOnChannel[] {
    return this.#file
      .all<AlertRow>(
        `SELECT ${ALERT}, ${DELIVERY} FROM ${JOINED} WHERE d.channel = ? AND d.state = 'waiting' ORDER BY d.alert LIMIT ?`,
        channel,
        limit,
      )
      .map((row) => ({ alert: alertOf(row), delivery: deliveryOf(row) }));
  }

  deliver(id: string, channel: AlertChannel, delivery: Delivery): void {
    const { state, attempts, refusals, nextAt, changedAt, reason } = delivery;
    const changed = this.#file.run(
      `UPDATE deliveries SET state = ?, attempts = ?, refusals = ?, next_at = ?, changed_at = ?, reason = ?
       WHERE alert = (SELECT number FROM alerts WHERE id = ?) AND channel = ?`,
      state,
      attempts,
      refusals,
      nextAt,
      changedAt,
      reason,
      id,
      channel,
    );
    if (changed === 0) throw new Error(`AlertJournal.deliver: alert must be queued on ${channel}, got ${id}`);
  }

  sentTimes(channel: AlertChannel, kind: AlertKind, since: number): number[] {
    return this.#file
      .all<{ at: number }>(
        `SELECT d.changed_at AS at FROM ${JOINED}
         WHERE d.channel = ? AND d.state = 'sent' AND a.kind = ? AND d.changed_at > ? ORDER BY d.changed_at`,
        channel,
        kind,
        since,
      )
      .map(({ at }) => at);
  }

  held(channel: AlertChannel): HeldAlerts[] {
    const ends = this.#file.all<{ kind: AlertKind; count: number; first: number; last: number }>(
      `SELECT a.kind, count(*) AS count, min(d.alert) AS first, max(d.alert) AS last FROM ${JOINED}
       WHERE d.channel = ? AND d.state = 'held' GROUP BY a.kind ORDER BY first`,
      channel,
    );
    return ends.map(({ kind, count, first, last }) => {
      const lastAlert = this.#alert(last);
      return { kind, count, firstAt: this.#alert(first).at, lastAt: lastAlert.at, last: lastAlert };
    });
  }

  summarise(channel: AlertChannel, kind: AlertKind, summary: Alert): void {
    this.#file.atomically(() => {
      this.queue(summary, [channel]);
      this.#file.run(
        `UPDATE deliveries SET state = 'summarised', changed_at = ? WHERE channel = ? AND state = 'held'
         AND alert IN (SELECT number FROM alerts WHERE kind = ?)`,
        summary.at,
        channel,
        kind,
      );
    });
  }

  counts(): AlertCounts[] {
    const rows = this.#file.all<{ channel: AlertChannel; state: DeliveryState; count: number; last: number }>(
      'SELECT channel, state, count(*) AS count, max(changed_at) AS last FROM deliveries GROUP BY channel, state',
    );
    return [...new Set(rows.map(({ channel }) => channel))].map((channel) => {
      const mine = rows.filter((row) => row.channel === channel);
      return {
        channel,
        states: { ...NO_STATES, ...Object.fromEntries(mine.map(({ state, count }) => [state, count])) },
        lastSentAt: mine.find(({ state }) => state === 'sent')?.last ?? null,
        lastReason: this.#lastReason(channel),
      };
    });
  }

  recent(limit: number): LoggedAlert[] {
    return this.#file
      .all<Alert & { number: number }>(`SELECT a.number, ${ALERT} FROM alerts a ORDER BY a.number DESC LIMIT ?`, limit)
      .map((row) => ({ alert: alertOf(row), deliveries: this.#deliveries(row.number) }));
  }

  prune(before: number): number {
    return this.#file.atomically(() => {
      const removed = this.#file.run(
        `DELETE FROM alerts WHERE at < ? AND NOT EXISTS
         (SELECT 1 FROM deliveries d WHERE d.alert = number AND d.state IN ('waiting', 'held'))`,
        before,
      );
      if (removed > 0) this.#file.run('DELETE FROM deliveries WHERE alert NOT IN (SELECT number FROM alerts)');
      return removed;
    });
  }

  #numberOf(id: string): number | undefined {
    return this.#file.first<{ number: number }>('SELECT number FROM alerts WHERE id = ?', id)?.number;
  }

  #alert(number: number): Alert {
    return alertOf(this.#file.first<Alert>(`SELECT ${ALERT} FROM alerts a WHERE a.number = ?`, number) as Alert);
  }

  #deliveries(number: number): LoggedAlert['deliveries'] {
    const rows = this.#file.all<ChannelDelivery>(`SELECT ${DELIVERY} FROM deliveries d WHERE d.alert = ?`, number);
    return Object.fromEntries(rows.map((row) => [row.channel, deliveryOf(row)]));
  }

  #lastReason(channel: AlertChannel): string {
    const row = this.#file.first<{ reason: string }>(
      `SELECT reason FROM deliveries WHERE channel = ? AND state IN ('waiting', 'failed') AND reason <> ''
       ORDER BY changed_at DESC, alert LIMIT 1`,
      channel,
    );
    return row?.reason ?? '';
  }
}

function alertOf({ id, kind, at, subject, body }: Alert): Alert {
  return { id, kind, at, subject, body };
}

function deliveryOf({ state, attempts, refusals, nextAt, changedAt, reason }: Delivery): Delivery {
  return { state, attempts, refusals, nextAt, changedAt, reason };
}
