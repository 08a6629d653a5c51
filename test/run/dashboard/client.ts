// A client that sends what no browser would, and listens to a stream of events.

import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** One request on a connection of its own; the host is the server's unless given. */
export function ask(port: number, { path = '/', method = 'GET', headers = {} }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** What comes back for bytes of any kind, until the server closes the connection. */
export function askRaw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

export interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

/** A stream of events that is being listened to. */
export interface Listener {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first event, heard already or still to come, that fits; each is given once. */
  next(name: string, fits?: (data: never) => boolean): Promise<unknown>;
  readonly closed: Promise<void>;
  close(): void;
}

export function listen(port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const heard: ServerEvent[] = [];
    let wake = () => {};
    const sent = request({ host: '127.0.0.1', port, path: '/events', agent: false }, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        heard.push(...parts.flatMap(eventOf));
        wake();
      });
      const closed = new Promise<void>((end) => response.on('close', end));
      response.on('error', () => undefined);
      const next: Listener['next'] = async (name, fits = () => true) => {
        for (;;) {
          const at = heard.findIndex((event) => event.name === name && fits(event.data as never));
          if (at >= 0) return heard.splice(at, 1)[0].data;
          await new Promise<void>((again) => {
            wake = again;
          });
        }
      };
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        next,
        closed,
        close: () => sent.destroy(),
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

function eventOf(block: string): ServerEvent[] {
  const name = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return name === undefined || data === undefined ? [] : [{ name, data: JSON.parse(data) }];
}
