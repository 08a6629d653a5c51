import type { ServerResponse } from 'node:http';

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
  readonly #limits: StreamLimits;
  readonly #timer: NodeJS.Timeout;

  constructor(limits: StreamLimits = STREAM_LIMITS) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.send('beat', {}), limits.beat);
  }

  get count(): number {
    return this.#open.size;
  }

  get isFull(): boolean {
    return this.#open.size >= this.#limits.most;
  }

  /** Begins a stream on an answer whose headers are set, with a first event. */
  begin(response: ServerResponse, name: string, value: unknown): void {
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.write(`retry: ${RETRY}\n\n`);
    this.#write(response, eventText(name, value));
  }

  /** An event for all; `value` is sent as JSON. */
  send(name: string, value: unknown): void {
    const text = eventText(name, value);
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
function eventText(name: string, value: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}
