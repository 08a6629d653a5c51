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
} from './alert-journal.js';

const QUEUED: Delivery = { state: 'waiting', attempts: 0, refusals: 0, nextAt: 0, changedAt: 0, reason: '' };

interface Entry {
  readonly alert: Alert;
  readonly deliveries: Map<AlertChannel, Delivery>;
}

/** An alert journal that a restart forgets: for what cannot be written down, and for trying things out. */
export class MemoryAlertJournal implements AlertJournal {
  private readonly entries = new Map<string, Entry>();

  queue(alert: Alert, channels: readonly AlertChannel[]): boolean {
    if (this.entries.has(alert.id)) return false;
    this.entries.set(alert.id, { alert, deliveries: new Map(channels.map((channel) => [channel, QUEUED])) });
    return true;
  }

  /** Whether an alert of this id is kept. */
  has(id: string): boolean {
    return this.entries.has(id);
  }

  waiting(channel: AlertChannel, limit: number): readonly AlertOnChannel[] {
    return this.inState(channel, 'waiting').slice(0, limit);
  }

  deliver(id: string, channel: AlertChannel, delivery: Delivery): void {
    const entry = this.entries.get(id);
    if (!entry?.deliveries.has(channel)) throw new Error(`deliver: alert must be queued on ${channel}, got ${id}`);
    entry.deliveries.set(channel, delivery);
  }

  sentTimes(channel: AlertChannel, kind: AlertKind, since: number): readonly number[] {
    return this.inState(channel, 'sent')
      .filter(({ alert, delivery }) => alert.kind === kind && delivery.changedAt > since)
      .map(({ delivery }) => delivery.changedAt)
      .sort((a, b) => a - b);
  }

  held(channel: AlertChannel): readonly HeldAlerts[] {
    const byKind = new Map<AlertKind, HeldAlerts>();
    for (const { alert: last } of this.inState(channel, 'held')) {
      const { kind, at } = last;
      const { count, firstAt } = byKind.get(kind) ?? { count: 0, firstAt: at };
      byKind.set(kind, { kind, count: count + 1, firstAt, lastAt: at, last });
    }
    return [...byKind.values()];
  }

  summarise(channel: AlertChannel, kind: AlertKind, summary: Alert): void {
    this.queue(summary, [channel]);
    for (const { alert, delivery } of this.inState(channel, 'held')) {
      if (alert.kind === kind) {
        this.deliver(alert.id, channel, { ...delivery, state: 'summarised', changedAt: summary.at });
      }
    }
  }

  counts(): readonly AlertCounts[] {
    const channels = new Set(Array.from(this.entries.values(), ({ deliveries }) => [...deliveries.keys()]).flat());
    return Array.from(channels, (channel) => {
      const all = this.onChannel(channel).map(({ delivery }) => delivery);
      const count = (state: DeliveryState) => all.filter((delivery) => delivery.state === state).length;
      const sent = all.filter(({ state }) => state === 'sent').map(({ changedAt }) => changedAt);
      const troubled = all.filter(({ state, reason }) => (state === 'waiting' || state === 'failed') && reason !== '');
      return {
        channel,
        states: {
          waiting: count('waiting'),
          held: count('held'),
          sent: count('sent'),
          failed: count('failed'),
          expired: count('expired'),
          summarised: count('summarised'),
        },
        lastSentAt: sent.length > 0 ? Math.max(...sent) : null,
        lastReason: troubled.sort((a, b) => b.changedAt - a.changedAt)[0]?.reason ?? '',
      };
    });
  }

  recent(limit: number): readonly LoggedAlert[] {
    return [...this.entries.values()]
      .slice(-limit)
      .reverse()
      .map(({ alert, deliveries }) => ({ alert, deliveries: Object.fromEntries(deliveries) }));
  }

  prune(before: number): number {
    const open = ({ state }: Delivery) => state === 'waiting' || state === 'held';
    const done = [...this.entries.values()].filter(
      ({ alert, deliveries }) => alert.at < before && ![...deliveries.values()].some(open),
    );
    for (const { alert } of done) this.entries.delete(alert.id);
    return done.length;
  }

  private inState(channel: AlertChannel, state: DeliveryState): AlertOnChannel[] {
    return this.onChannel(channel).filter(({ delivery }) => delivery.state === state);
  }

  private onChannel(channel: AlertChannel): AlertOnChannel[] {
    return [...this.entries.values()].flatMap(({ alert, deliveries }) => {
      const delivery = deliveries.get(channel);
      return delivery ? [{ alert, delivery }] : [];
    });
  }
}
