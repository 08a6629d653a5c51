import type { Bar } from '../../bars/resample.js';
import { ALPACA_SYMBOL } from '../../data/alpaca-client.js';
import type { AlpacaKeys } from '../../data/alpaca-failure.js';
import { makeRedactor, type Redact } from '../redact.js';

export interface StreamOptions {
  readonly keys: AlpacaKeys;
  /** A test server; Alpaca's own when absent. */
  readonly url?: string;
  /** Ms, never set back. */
  readonly monotonic: () => number;
  /** Ms from the call to the first subscription, at most. */
  readonly handshake: number;
  /** Ms without a bar after which an open socket counts as dead. */
  readonly staleAfter: number;
}

export interface StreamHandlers {
  /** The server serves our bars from now on. */
  readonly onReady: () => void;
  /** `corrected`: from `updatedBars`. The values are as they came, sane or not. */
  readonly onMinute: (bar: Bar, corrected: boolean) => void;
  /** A frame that cannot be read; the connection goes on. */
  readonly onBadFrame: (detail: string) => void;
}

/**
 * Why a connection ended. `refused`: the keys, or what they may not see; `limit`: another session is alive (after an unclean
 * drop our own, for about 90 s); `silent`: open, but no bars come; `no-answer`: no subscription in time; `garbled`: what
 * answers is no stream; `closed`: anything else.
 */
export type EndReason = 'refused' | 'limit' | 'silent' | 'no-answer' | 'garbled' | 'closed';

export interface StreamEnd {
  readonly reason: EndReason;
  /** For people, without keys. */
  readonly detail: string;
}

/** What the SDK says of the server's error codes; it does not hand on the codes themselves. */
const REFUSALS: Readonly<Record<string, string>> = {
  'auth failed': 'the keys were refused (402 auth failed); check APCA_API_KEY_ID and APCA_API_SECRET_KEY',
  'not authenticated':
    'the keys were not accepted (401 not authenticated); check APCA_API_KEY_ID and APCA_API_SECRET_KEY',
  'symbol limit exceeded': `the account may not have ${ALPACA_SYMBOL} too (405 symbol limit exceeded)`,
  'v2 not enabled': 'the account has no such stream (408 v2 not enabled)',
  'insufficient subscription': 'the account may not have this stream (409 insufficient subscription)',
};
const CONNECTION_LIMIT = 'connection limit exceeded';

/**
 * One connection to Alpaca's crypto stream, from the call to the socket to its end; it never reconnects by itself. Over the
 * SDK, whose own reconnecting is off: it waits for ever where no answer comes, and takes a silent socket for a good one.
 */
export class StreamConnection {
  /** Resolves once, with why. */
  readonly ended: Promise<StreamEnd>;
  private settle: (end: StreamEnd) => void = () => {};
  private disconnect: () => void = () => {};
  private isOver = false;
  private isReady = false;
  private lastSign: number;
  private lastError = '';
  private readonly redact: Redact;

  constructor(
    private readonly options: StreamOptions,
    private readonly handlers: StreamHandlers,
  ) {
    const { keys, monotonic } = options;
    this.lastSign = monotonic();
    this.redact = makeRedactor([
      { name: 'key id', value: keys.id },
      { name: 'secret key', value: keys.secret },
    ]);
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** Opens the socket. The SDK is loaded now, so that a replay does not wait for it. */
  async open(): Promise<void> {
    const { streaming } = await import('@alpacahq/alpaca-trade-api');
    const { keys, url } = this.options;
    if (this.isOver) return;
    const credentials = { keyId: keys.id, secret: keys.secret };
    const stream = new streaming.CryptoDataStream({ credentials, reconnect: false, ...(url !== undefined && { url }) });
    this.disconnect = () => stream.disconnect();
    // Before connecting: a subscription made later, or in the server's answer, goes out twice.
    stream.subscribeForBars([ALPACA_SYMBOL]);
    stream.subscribeForUpdatedBars([ALPACA_SYMBOL]);
    stream.on('error', (message: string) => this.onError(message));
    stream.on('subscription', (lists: { bars: string[] }) => this.onSubscription(lists.bars));
    stream.on('disconnected', () =>
      this.end(this.reasonOfClose(), this.lastError || 'the server closed the connection'),
    );
    stream.onBar((bar) => this.onBar(bar, false));
    stream.onUpdatedBar((bar) => this.onBar(bar, true));
    stream.connect();
  }

  /** Looks at the time: ends a connection that does not answer or has gone silent. Call it every second or so. */
  check(): void {
    const waited = this.options.monotonic() - this.lastSign;
    const { handshake, staleAfter } = this.options;
    if (!this.isReady && waited > handshake) this.end('no-answer', `no subscription within ${handshake / 1000} s`);
    if (this.isReady && waited > staleAfter) this.end('silent', `open, but no bar for ${Math.round(waited / 1000)} s`);
  }

  end(reason: EndReason, detail: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settle({ reason, detail: this.redact(detail) });
    this.disconnect();
  }

  private onSubscription(bars: readonly string[]): void {
    if (this.isOver || this.isReady || !bars.includes(ALPACA_SYMBOL)) return;
    this.isReady = true;
    this.lastSign = this.options.monotonic();
    this.handlers.onReady();
  }

  private onBar(sent: SentBar, corrected: boolean): void {
    if (this.isOver) return;
    if (sent.symbol !== ALPACA_SYMBOL) {
      this.handlers.onBadFrame(`a bar of ${this.redact(String(sent.symbol))} came, which was not asked for`);
      return;
    }
    const { open, high, low, close, volume } = sent;
    this.lastSign = this.options.monotonic();
    this.handlers.onMinute({ time: sent.timestamp.getTime(), open, high, low, close, volume }, corrected);
  }

  private onError(message: string): void {
    if (this.isOver) return;
    this.lastError = this.redact(message);
    const refusal = REFUSALS[message];
    if (refusal !== undefined) this.end('refused', refusal);
    else if (message === CONNECTION_LIMIT)
      this.end('limit', 'another session is alive (406 connection limit exceeded)');
    else if (message.startsWith('failed to ')) this.handlers.onBadFrame(this.lastError);
  }

  /** A web page, or anything else that is no stream, answers the upgrade with a good status. */
  private reasonOfClose(): EndReason {
    return /unexpected server response: [23]|invalid (frame|websocket)|parse error/i.test(this.lastError)
      ? 'garbled'
      : 'closed';
  }
}

interface SentBar extends Omit<Bar, 'time'> {
  readonly symbol: string;
  readonly timestamp: Date;
}
