import { DAY } from '../../core/time.js';
import type {
  Alert,
  AlertChannel,
  AlertJournal,
  AlertKind,
  AlertOnChannel,
  Delivery,
  HeldAlerts,
} from './alert-journal.js';
import { MemoryAlertJournal } from './memory-alert-journal.js';

/** What sending asks of a journal. */
export type SendingJournal = Omit<AlertJournal, 'counts' | 'recent'>;

interface Unwritten {
  readonly id: string;
  readonly channel: AlertChannel;
  readonly delivery: Delivery;
}

/**
 * A journal whose writes never throw. While the real one cannot be written, new alerts are kept in memory, so that the news
 * of the broken journal itself gets out, and what became of older ones is remembered and written later: without that a sent
 * alert would be found waiting and sent again and again. Both are lost if the process ends before.
 */
export class SturdyAlertJournal implements SendingJournal {
  private readonly spare = new MemoryAlertJournal();
  private readonly unwritten = new Map<string, Unwritten>();
  private broken = false;

  /** `onChange` is told when the journal breaks, with the error, and when it works again, with null. */
  constructor(
    private readonly journal: SendingJournal,
    private readonly onChange: (error: unknown) => void,
  ) {}

  queue(alert: Alert, channels: readonly AlertChannel[]): boolean {
    if (this.spare.has(alert.id)) return false;
    const known = this.write(() => this.journal.queue(alert, channels));
    if (known) return known.value;
    this.spare.prune(alert.at - DAY);
    return this.spare.queue(alert, channels);
  }

  waiting(channel: AlertChannel, limit: number): readonly AlertOnChannel[] {
    this.catchUp();
    const known = this.read(() => this.journal.waiting(channel, limit + this.unwritten.size));
    const current = known.flatMap((entry) => {
      const later = this.unwritten.get(key(entry.alert.id, channel));
      if (!later) return [entry];
      return later.delivery.state === 'waiting' ? [{ alert: entry.alert, delivery: later.delivery }] : [];
    });
    return [...current, ...this.spare.waiting(channel, limit)].slice(0, limit);
  }

  deliver(id: string, channel: AlertChannel, delivery: Delivery): void {
    if (this.spare.has(id)) {
      this.spare.deliver(id, channel, delivery);
      return;
    }
    this.unwritten.set(key(id, channel), { id, channel, delivery });
    this.catchUp();
  }

  sentTimes(channel: AlertChannel, kind: AlertKind, since: number): readonly number[] {
    const known = this.read(() => this.journal.sentTimes(channel, kind, since));
    return [...known, ...this.spare.sentTimes(channel, kind, since)].sort((a, b) => a - b);
  }

  held(channel: AlertChannel): readonly HeldAlerts[] {
    const known = this.read(() => this.journal.held(channel));
    const kinds = new Set(known.map(({ kind }) => kind));
    return [...known, ...this.spare.held(channel).filter(({ kind }) => !kinds.has(kind))];
  }

  summarise(channel: AlertChannel, kind: AlertKind, summary: Alert): void {
    const written = this.read(() => this.journal.held(channel)).some((held) => held.kind === kind);
    if (written) this.write(() => this.journal.summarise(channel, kind, summary));
    else this.spare.summarise(channel, kind, summary);
  }

  prune(before: number): number {
    return (this.write(() => this.journal.prune(before))?.value ?? 0) + this.spare.prune(before);
  }

  private catchUp(): void {
    for (const [at, { id, channel, delivery }] of this.unwritten) {
      if (this.write(() => this.journal.deliver(id, channel, delivery))) this.unwritten.delete(at);
    }
  }

  private read<T>(work: () => readonly T[]): readonly T[] {
    return this.attempt(work)?.value ?? [];
  }

  /** Only a write shows that the journal works again: with a full disk it can still be read. */
  private write<T>(work: () => T): { readonly value: T } | undefined {
    const done = this.attempt(work);
    if (done && this.broken) {
      this.broken = false;
      this.onChange(null);
    }
    return done;
  }

  private attempt<T>(work: () => T): { readonly value: T } | undefined {
    try {
      return { value: work() };
    } catch (error) {
      if (!this.broken) this.onChange(error);
      this.broken = true;
      return undefined;
    }
  }
}

const key = (id: string, channel: AlertChannel) => `${channel} ${id}`;
