import type { ServerResponse } from 'node:http';
import type { LiveBeat } from '../../report/dashboard/live-words.js';

export interface StreamLimits {
  /** Streams open at once; the next one is refused. */
  readonly most: number;
  /** Bytes that may wait for a reader who does not take them. */
  readonly backlog: number;
  /** Milliseconds between signs of life. */
  readonly beat: number;
}

export const STREAM_LIMITS: StreamLimits = { most: 16, backlog: 64 * 1024, beat: 10_000 };

/** Milliseconds after which a browser tries again when its stream broke. */
const RETRY = 2000;

/** The open streams of server-sent events (WHATWG HTML 9.2). One that does not read what it is sent is cut off. */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();
  /** Counted, and not begun yet. */
  readonly #reserved = new Set<ServerResponse>();
  readonly #limits: StreamLimits;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;

  /** `now`: the clock, ms UTC, which signs of life tell. */
  constructor(now: () => number, limits: StreamLimits = STREAM_LIMITS) {
    this.#now = now;
    this.#limits = limits;
    this.#timer = setInterval(() => this.send({ at: now() } satisfies LiveBeat, 'beat'), limits.beat);
  }

  get count(): number {
    return this.#open.size;
  }

  /** Keeps a place for a stream that will begin; false where there are as many as may be. */
  reserve(response: ServerResponse): boolean {
    if (this.#open.size + this.#reserved.size >= this.#limits.most) return false;
    this.#reserved.add(response);
    response.on('close', () => this.#reserved.delete(response));
    return true;
  }

  /** Begins a stream on an answer whose headers are set, with a first event. */
  begin(response: ServerResponse, value: unknown, name: string): void {
    this.#reserved.delete(response);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.write(`retry: ${RETRY}\n\n`);
    this.#write(response, eventText({ at: this.#now() } satisfies LiveBeat, 'beat'));
    this.#write(response, eventText(value, name));
  }

  /** An event for all; `value` is sent as JSON. Without a name it is a `message`. */
  send(value: unknown, name = 'message'): void {
    const text = eventText(value, name);
    for (const response of this.#open) this.#write(response, text);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const response of this.#open) response.end();
    this.#open.clear();
  }

  #write(response: ServerResponse, text: string): void {
    if (response.writableLength + text.length > this.#limits.backlog) response.destroy();
    else response.write(text);
  }
}

/** JSON has no line breaks outside its texts, where they are escaped: one line of data. */
function eventText(value: unknown, name: string): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}
