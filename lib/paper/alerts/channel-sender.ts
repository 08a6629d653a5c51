import type { Random } from '../../core/random.js';
import { DAY, HOUR, MINUTE } from '../../core/time.js';
import type { Clock } from '../../data/clock.js';
import { backoffMillis } from '../../data/retry.js';
import type { JournalEvent, Severity } from '../order-journal.js';
import type { Redact } from '../redact.js';
import type { Alert, AlertKind, AlertOnChannel, Delivery } from './alert-journal.js';
import { summaryAlert } from './alert-text.js';
import type { Messenger, SendResult } from './messenger.js';
import { plainLine } from './plain-text.js';
import type { SendingJournal } from './sturdy-alert-journal.js';

export interface ChannelSenderOptions {
  readonly journal: SendingJournal;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly random: Random;
  readonly redact: Redact;
  /** Where it says what it could not send, and why; called seldom: at the first failure of a row, and when one is given up. */
  readonly record: (event: JournalEvent) => void;
  /** Most alerts of one kind in an hour; 6. What comes beyond is told in one summary. */
  readonly perHour?: number;
}

/** An alert that could not be sent for this long is old news. */
const EXPIRY = DAY;
const LONGEST_BACKOFF = 5 * MINUTE;
/** Tries of an alert that the other side refuses: a setting is wrong, yet servers have bad moments too. */
const MOST_REFUSALS = 3;
const AT_ONCE = 100;
const LONGEST_REASON = 300;

/**
 * Sends the alerts of one channel in the order they were queued. One that has to wait holds up those behind it: what failed
 * is nearly always the channel. A little state is kept in memory only: how long the channel rests after failures.
 */
export class ChannelSender {
  private failures = 0;
  private rest = { since: 0, until: 0 };
  private readonly perHour: number;

  constructor(private readonly options: ChannelSenderOptions) {
    this.perHour = options.perHour ?? 6;
  }

  /** Sends at most one alert; ms until it is worth calling again: 0 at once, Infinity when something new is queued. */
  async step(stop: AbortSignal): Promise<number> {
    const { journal, messenger, clock } = this.options;
    const now = clock.now();
    this.summarise(now);
    const waiting = journal.waiting(messenger.channel, AT_ONCE);
    const fresh = this.expire(waiting, now);
    const next = this.holdExcess(fresh, now);
    if (!next) return waiting.length === AT_ONCE ? 0 : Number.POSITIVE_INFINITY;
    const wait = Math.max(
      waitFrom(this.rest.since, this.rest.until, now),
      waitFrom(next.delivery.changedAt, next.delivery.nextAt, now),
    );
    if (wait > 0) return wait;
    await this.send(next, stop);
    return 0;
  }

  private async send(next: AlertOnChannel, stop: AbortSignal): Promise<void> {
    const { messenger, clock } = this.options;
    const alert = this.withNotice(next.alert, clock.now());
    const result = await messenger.send(alert, stop).catch(
      // Not expected; a messenger's fault must not end the loop.
      (error: unknown): SendResult => ({ outcome: 'try-later', reason: error instanceof Error ? error.name : 'fault' }),
    );
    if (result.outcome === 'sent') this.onSent(next, result.note);
    else this.onFailure(next, result);
  }

  private onSent({ alert, delivery }: AlertOnChannel, note?: string): void {
    const attempts = delivery.attempts + 1;
    const now = this.options.clock.now();
    const reason = note ? this.clean(note) : '';
    this.deliver(alert, { ...delivery, state: 'sent', attempts, changedAt: now, reason });
    if (note) this.tell('alert-partly-sent', 'warning', `"${alert.subject}": ${note}`);
    if (this.failures > 0) this.tell('alerts-back', 'info', `sending works again after ${this.failures} failures`);
    this.failures = 0;
    this.rest = { since: 0, until: 0 };
  }

  private onFailure({ alert, delivery }: AlertOnChannel, result: Exclude<SendResult, { outcome: 'sent' }>): void {
    const now = this.options.clock.now();
    const refused = result.outcome === 'refused';
    const refusals = delivery.refusals + (refused ? 1 : 0);
    const attempts = delivery.attempts + 1;
    const reason = this.clean(result.reason);
    this.failures++;
    const asked = result.outcome === 'try-later' ? (result.waitAtLeast ?? 0) : 0;
    const nextAt = now + Math.max(asked, backoffMillis(this.failures, this.options.random, LONGEST_BACKOFF));
    this.rest = { since: now, until: nextAt };
    const state = refused && refusals >= MOST_REFUSALS ? 'failed' : 'waiting';
    this.deliver(alert, { state, attempts, refusals, nextAt, changedAt: now, reason });
    if (state === 'failed') {
      this.tell('alert-failed', 'error', `"${alert.subject}" is given up after ${refusals} refusals: ${reason}`);
    } else if (this.failures === 1) {
      this.tell('alerts-delayed', 'warning', `not sent, will be tried again: ${reason}`);
    }
  }

  private expire(waiting: readonly AlertOnChannel[], now: number): readonly AlertOnChannel[] {
    const old = waiting.filter(({ alert }) => now - alert.at >= EXPIRY);
    for (const { alert, delivery } of old) this.deliver(alert, { ...delivery, state: 'expired', changedAt: now });
    const last = old.at(-1);
    if (last) {
      const why = last.delivery.reason && `; the last reason: ${last.delivery.reason}`;
      this.tell('alerts-expired', 'warning', `${old.length} not sent within a day, given up${why}`);
    }
    return waiting.filter((entry) => !old.includes(entry));
  }

  /** The first alert that may be sent; those before it of which there were too many are held. */
  private holdExcess(waiting: readonly AlertOnChannel[], now: number): AlertOnChannel | undefined {
    return waiting.find(({ alert, delivery }) => {
      if (alert.kind === 'summary' || !this.isFull(alert.kind, now)) return true;
      this.deliver(alert, { ...delivery, state: 'held', changedAt: now });
      return false;
    });
  }

  /** Once full, a kind stays so until its summary has gone out, an hour after the last one sent. */
  private isFull(kind: AlertKind, now: number): boolean {
    const { journal, messenger } = this.options;
    return (
      journal.held(messenger.channel).some((held) => held.kind === kind) || this.sent(kind, now).length >= this.perHour
    );
  }

  private summarise(now: number): void {
    const { journal, messenger } = this.options;
    for (const held of journal.held(messenger.channel)) {
      if (this.sent(held.kind, now).length > 0) continue;
      journal.summarise(messenger.channel, held.kind, summaryAlert(held, messenger.channel, now));
    }
  }

  private sent(kind: AlertKind, now: number): readonly number[] {
    const { journal, messenger } = this.options;
    // A clock that was set back leaves times in the future behind.
    return journal.sentTimes(messenger.channel, kind, now - HOUR).filter((time) => time <= now);
  }

  private withNotice(alert: Alert, now: number): Alert {
    if (alert.kind === 'summary' || this.sent(alert.kind, now).length !== this.perHour - 1) return alert;
    const notice = `This is number ${this.perHour} of ${alert.kind} within an hour: those of the next hour come as one summary.`;
    return { ...alert, body: `${alert.body}\n\n${notice}` };
  }

  private deliver(alert: Alert, delivery: Delivery): void {
    this.options.journal.deliver(alert.id, this.options.messenger.channel, delivery);
  }

  private clean(reason: string): string {
    return plainLine(this.options.redact(reason), LONGEST_REASON);
  }

  private tell(name: string, severity: Severity, detail: string): void {
    const { clock, messenger, record } = this.options;
    record({
      at: clock.now(),
      source: 'alerts',
      name,
      severity,
      detail: this.clean(`${messenger.channel}: ${detail}`),
    });
  }
}

/** Ms to wait until `until`, which was written at `since`: none when the clock was set back behind that. */
function waitFrom(since: number, until: number, now: number): number {
  return now < since ? 0 : Math.max(0, until - now);
}
