/** What an alert is about. `summary` stands for alerts of another kind that came too thick. */
export const ALERT_KINDS = [
  'entry',
  'exit',
  'htf-change',
  'emergency',
  'feed-lost',
  'feed-back',
  'start',
  'stop',
  'error',
  'summary',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export type AlertChannel = 'email' | 'telegram';

/** A message for a person, in words, free of secrets. */
export interface Alert {
  /** Names what happened, like `entry-1732276800000`: queued twice it is one alert, so a restart repeats nothing. */
  readonly id: string;
  readonly kind: AlertKind;
  /** When it happened, ms UTC. */
  readonly at: number;
  /** One line. */
  readonly subject: string;
  /** Plain text, lines separated by `\n`. */
  readonly body: string;
}

/**
 * `waiting`: to be sent, or sent again at `nextAt`. `held`: too many of its kind in the last hour, waits for a summary.
 * The others are final; `failed` was refused too often, `expired` became too old, `summarised` is told by a summary.
 */
export type DeliveryState = 'waiting' | 'held' | 'sent' | 'failed' | 'expired' | 'summarised';

/** How far one alert has come on one channel. */
export interface Delivery {
  readonly state: DeliveryState;
  /** Sendings tried so far. */
  readonly attempts: number;
  /** Those among them that the other side refused for good: the alert is given up after a few. */
  readonly refusals: number;
  /** Not before, ms UTC; 0 when newly queued. */
  readonly nextAt: number;
  /** When this was written, ms UTC; 0 when newly queued. For `sent`, when it was sent. */
  readonly changedAt: number;
  /** Why the last try failed, without secrets; empty when none did. */
  readonly reason: string;
}

/** An alert with its delivery on the channel that was asked about. */
export interface AlertOnChannel {
  readonly alert: Alert;
  readonly delivery: Delivery;
}

/** The alerts of a kind that are held on a channel. */
export interface HeldAlerts {
  readonly kind: AlertKind;
  readonly count: number;
  /** `at` of the first and last queued of them, and the last one's text. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly last: Alert;
}

/** What became of the alerts of a channel, for the status display. */
export interface AlertCounts {
  readonly channel: AlertChannel;
  readonly states: Readonly<Record<DeliveryState, number>>;
  /** Greatest `changedAt` of those sent, ms UTC; null when none was. */
  readonly lastSentAt: number | null;
  /** `reason` of the delivery changed last among those waiting or failed that have one; empty when there is none. */
  readonly lastReason: string;
}

/** An alert with all its deliveries, for the alert log. */
export interface LoggedAlert {
  readonly alert: Alert;
  readonly deliveries: Readonly<Partial<Record<AlertChannel, Delivery>>>;
}

/** What the sender needs of the journal. Each write is durable when it returns; queue order is the order of `queue` calls. */
export interface AlertJournal {
  /**
   * Writes an alert down, `waiting` on each of the channels (none: it is only logged). False, and nothing changes, when its
   * id is known. May run inside the journal's `atomically`, together with what it tells of.
   */
  queue(alert: Alert, channels: readonly AlertChannel[]): boolean;
  /** The first `limit` alerts in queue order that are `waiting` on the channel, whatever their `nextAt`. */
  waiting(channel: AlertChannel, limit: number): readonly AlertOnChannel[];
  /** Replaces the delivery of an alert on a channel. Throws when there is none. */
  deliver(id: string, channel: AlertChannel, delivery: Delivery): void;
  /** `changedAt` of the `sent` alerts of a kind on a channel, those after `since` only, ascending. ms UTC. */
  sentTimes(channel: AlertChannel, kind: AlertKind, since: number): readonly number[];
  /** What is held on the channel, one entry for each kind that has any. */
  held(channel: AlertChannel): readonly HeldAlerts[];
  /**
   * Queues `summary` on the channel and makes every alert of `kind` that is held there `summarised`, `changedAt` = the
   * summary's `at`: as one write.
   */
  summarise(channel: AlertChannel, kind: AlertKind, summary: Alert): void;
  /** One entry for each channel that was ever queued on. */
  counts(): readonly AlertCounts[];
  /** The last `limit` alerts queued, newest first. */
  recent(limit: number): readonly LoggedAlert[];
  /** Removes alerts that happened before `before` (ms UTC) and wait or are held nowhere; returns how many. */
  prune(before: number): number;
}
