import type { Random } from '../../core/random.js';
import { MINUTE, SECOND } from '../../core/time.js';
import type { Clock } from '../../data/clock.js';
import type { FeedAnomalyName, FeedHealth } from '../feed.js';
import {
  type EndReason,
  StreamConnection,
  type StreamEnd,
  type StreamHandlers,
  type StreamOptions,
} from './stream-connection.js';

export interface StreamKeeperOptions extends StreamOptions, Pick<StreamHandlers, 'onMinute' | 'onBadFrame'> {
  /** Waits between attempts; its sleep rejects when the feed is stopped. */
  readonly clock: Clock;
  /** For the jitter of the waits. */
  readonly random: Random;
  readonly onHealth: (state: FeedHealth['state'], detail: string) => void;
  readonly onAnomaly: (name: FeedAnomalyName, detail: string, hold: boolean) => void;
}

/** First and longest wait before the next attempt, ms. It doubles from one to the other, halved at random. */
const WAITS: Readonly<Record<EndReason, readonly [first: number, longest: number]>> = {
  closed: [SECOND, MINUTE],
  silent: [SECOND, MINUTE],
  'no-answer': [SECOND, MINUTE],
  garbled: [5 * SECOND, MINUTE],
  // The server forgets a session that was not ended properly after some 90 s; asking more often does not help.
  limit: [20 * SECOND, MINUTE],
  // Keys come right by a person's hand, if at all.
  refused: [MINUTE, 5 * MINUTE],
};

/**
 * Keeps a stream open without end: a new connection for every attempt, waits that double with jitter, back to the first wait
 * once bars have come. Tells `connecting`, `connected`, then `lost` and `back` in turn, `stale` before a silent one is dropped.
 */
export class StreamKeeper {
  private connection: StreamConnection | null = null;
  private failures = 0;
  private hasBeenReady = false;
  private isLost = false;
  /** The last thing that was found wrong with the server's answer. */
  private complaint = '';

  constructor(private readonly options: StreamKeeperOptions) {}

  /** Ends by the rejection of its clock's sleep only. */
  async run(stop: AbortSignal): Promise<void> {
    this.options.onHealth('connecting', "to Alpaca's crypto stream");
    for (;;) {
      stop.throwIfAborted();
      const end = await this.connect(stop);
      stop.throwIfAborted();
      this.tellEnd(end);
      const [first, longest] = WAITS[end.reason];
      const wait = Math.min(first * 2 ** this.failures++, longest) * (0.5 + this.options.random() / 2);
      await this.options.clock.sleep(wait);
    }
  }

  /** See `StreamConnection.check`. */
  check(): void {
    this.connection?.check();
  }

  /** Drops the connection that is open, for a reason outside it; another follows. */
  drop(detail: string): void {
    this.connection?.end('closed', detail);
  }

  private async connect(stop: AbortSignal): Promise<StreamEnd> {
    const connection = new StreamConnection(this.options, {
      onReady: () => this.onReady(),
      onMinute: (bar, corrected) => {
        this.failures = 0;
        this.options.onMinute(bar, corrected);
      },
      onBadFrame: this.options.onBadFrame,
    });
    this.connection = connection;
    const onStop = () => connection.end('closed', 'stopped');
    stop.addEventListener('abort', onStop);
    try {
      await connection.open();
      return await connection.ended;
    } finally {
      stop.removeEventListener('abort', onStop);
      this.connection = null;
    }
  }

  private onReady(): void {
    this.complaint = '';
    if (!this.hasBeenReady) this.options.onHealth('connected', 'bars and their corrections are subscribed');
    else if (this.isLost) this.options.onHealth('back', 'connected again; what was missed comes from history');
    this.hasBeenReady = true;
    this.isLost = false;
  }

  private tellEnd({ reason, detail }: StreamEnd): void {
    const { onHealth, onAnomaly } = this.options;
    if (reason === 'silent') onHealth('stale', detail);
    if (!this.isLost) onHealth('lost', detail);
    this.isLost = true;
    // Once, not with every attempt: it may stay so for days.
    if (detail === this.complaint) return;
    this.complaint = detail;
    if (reason === 'garbled') onAnomaly('bad-answer', `what answers is not the stream: ${detail}`, false);
    if (reason !== 'refused') return;
    onAnomaly('refused', `${detail}; until then bars come from history, a few seconds late`, true);
  }
}
