// Alerts, and a clock and messengers to send them with.

import { MINUTE } from '../../../lib/core/time.js';
import type { Clock } from '../../../lib/data/clock.js';
import type { Alert, AlertChannel } from '../../../lib/paper/alerts/alert-journal.js';
import type { Messenger, SendResult } from '../../../lib/paper/alerts/messenger.js';

export const NOW = Date.UTC(2024, 0, 1, 12);
export const NEVER = new AbortController().signal;

/** Alert number `k`, raised `k` minutes after noon. */
export function madeAlert(k: number, change: Partial<Alert> = {}): Alert {
  const kind = change.kind ?? 'entry';
  return { id: `${kind}-${k}`, kind, at: NOW + k * MINUTE, subject: `Alert ${k}`, body: `Body ${k}`, ...change };
}

/** A clock that stands still until it is set. */
export class SetClock implements Clock {
  constructor(public time = NOW) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

/** Answers as it is told, and remembers what it was given. */
export class ToldMessenger implements Messenger {
  readonly sent: Alert[] = [];
  tries = 0;
  /** Results of the next tries, first to last; then `always`. */
  readonly results: SendResult[] = [];
  always: SendResult = { outcome: 'sent' };

  constructor(readonly channel: AlertChannel = 'telegram') {}

  async send(alert: Alert): Promise<SendResult> {
    this.tries++;
    const result = this.results.shift() ?? this.always;
    if (result.outcome === 'sent') this.sent.push(alert);
    return result;
  }
}
