import type { Random } from '../../core/random.js';
import { DAY, SECOND } from '../../core/time.js';
import type { Clock } from '../../data/clock.js';
import type { JournalEvent } from '../order-journal.js';
import type { Redact } from '../redact.js';
import type { Alert, AlertChannel } from './alert-journal.js';
import { ChannelSender } from './channel-sender.js';
import type { Messenger } from './messenger.js';
import { plainLine, plainText } from './plain-text.js';
import { type SendingJournal, SturdyAlertJournal } from './sturdy-alert-journal.js';

export interface AlertSenderOptions {
  readonly journal: SendingJournal;
  /** One for each configured channel; none: alerts are only logged. */
  readonly messengers: readonly Messenger[];
  readonly clock: Clock;
  /** For the jitter of waits. */
  readonly random: Random;
  readonly redact: Redact;
  readonly record: (event: JournalEvent) => void;
  /** Most alerts of one kind in an hour on a channel; 6. */
  readonly perHour?: number;
}

/** How often the journal is looked at without being told to, ms. */
const POLL = SECOND;
/** How long the journal keeps alerts that are done with. */
const KEPT = 90 * DAY;
const GRACE = 5 * SECOND;
const GRACE_SLICE = 50;

/**
 * Sends alerts beside trading: `post` writes one down and returns at once, `run` sends, each channel by itself. What is unsent
 * goes out after a restart, what was sent never again; only a process killed between the server's answer and the mark in the
 * journal sends an alert twice (same Message-ID, same id in the text). After a day unsent alerts are given up.
 */
export class AlertSender {
  private readonly journal: SturdyAlertJournal;
  private prunedAt = Number.NEGATIVE_INFINITY;
  private readonly channels: readonly { readonly sender: ChannelSender; wake: () => void }[];

  constructor(private readonly options: AlertSenderOptions) {
    const perHour = options.perHour ?? 6;
    if (!Number.isInteger(perHour) || perHour < 1) {
      throw new Error(`AlertSender: perHour must be a whole number of at least 1, got ${perHour}`);
    }
    this.journal = new SturdyAlertJournal(options.journal, (error) => this.onJournal(error));
    this.channels = options.messengers.map((messenger) => ({
      sender: new ChannelSender({
        ...options,
        journal: this.journal,
        messenger,
        perHour,
        record: (event) => this.record(event),
      }),
      wake: () => {},
    }));
  }

  /** An alert as it may be written down, free of secrets and control characters, with the channels to queue it on. */
  outgoing(alert: Alert): { readonly alert: Alert; readonly channels: readonly AlertChannel[] } {
    const { redact, messengers } = this.options;
    const subject = plainLine(redact(alert.subject), 200);
    const body = plainText(redact(alert.body), 20_000);
    return { alert: { ...alert, subject, body }, channels: messengers.map(({ channel }) => channel) };
  }

  /**
   * Queues an alert on every channel; false when its id is known. Never throws: when the journal cannot be written it is
   * kept in memory. May be called inside the journal's `atomically`.
   */
  post(alert: Alert): boolean {
    const { alert: clean, channels } = this.outgoing(alert);
    const queued = this.journal.queue(clean, channels);
    this.wake();
    return queued;
  }

  /** Looks at the journal at once instead of within a second: after an `outgoing` alert was queued there directly. */
  wake(): void {
    this.prune();
    for (const channel of this.channels) channel.wake();
  }

  /**
   * Sends until `stop` is aborted, then for `grace` ms more what can be sent at once (the news of the stop), and resolves.
   * Never rejects.
   */
  async run(stop: AbortSignal, grace = GRACE): Promise<void> {
    const { clock } = this.options;
    const end = new AbortController();
    stop.addEventListener('abort', () => this.wake(), { once: true });
    let running = this.channels.length;
    const loops = this.channels.map(async (channel) => {
      await this.loop(channel, stop, end.signal);
      running--;
    });
    const stopped = stop.aborted
      ? Promise.resolve()
      : new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
    await stopped;
    const deadline = clock.now() + grace;
    while (running > 0 && clock.now() < deadline) await clock.sleep(GRACE_SLICE);
    end.abort();
    await Promise.all(loops);
  }

  private async loop(
    channel: { readonly sender: ChannelSender; wake: () => void },
    stop: AbortSignal,
    end: AbortSignal,
  ): Promise<void> {
    while (!end.aborted) {
      const isStopping = stop.aborted; // What was posted until then is seen by a step that begins afterwards.
      const wait = await channel.sender.step(end).catch((error: unknown) => this.onFault(error));
      if (wait > 0 && isStopping) return;
      if (wait === 0 || stop.aborted) continue;
      // A promise of its own each time: racing against a lasting one would gather memory.
      await new Promise<void>((resolve) => {
        channel.wake = resolve;
        void this.options.clock.sleep(Math.min(wait, POLL)).then(resolve);
      });
    }
  }

  private prune(): void {
    const now = this.options.clock.now();
    if (now - this.prunedAt < DAY) return;
    this.prunedAt = now;
    this.journal.prune(now - KEPT);
  }

  private onFault(error: unknown): number {
    this.tell('alerts-fault', `the sender met a fault and goes on: ${messageOf(error)}`);
    return POLL;
  }

  private onJournal(error: unknown): void {
    if (error === null) this.tell('alert-journal-back', 'alerts are written down again');
    else this.tell('alert-journal-broken', `alerts are kept in memory for now: ${messageOf(error)}`);
  }

  private tell(name: string, detail: string): void {
    const { clock, redact } = this.options;
    this.record({ at: clock.now(), source: 'alerts', name, severity: 'error', detail: plainLine(redact(detail), 300) });
  }

  private record(event: JournalEvent): void {
    try {
      this.options.record(event);
    } catch {
      // The journal that cannot take the event is reported by the engine, which writes to it all the time.
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
