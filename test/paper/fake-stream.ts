import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket, WebSocketServer } from 'ws';
import type { AlpacaBar } from '../../lib/data/alpaca-client.js';
import type { Clock } from '../../lib/data/clock.js';

export interface FakeStreamOptions {
  readonly clock: Clock;
  readonly keys: { readonly id: string; readonly secret: string };
  /** Ms that a session lives on after an unclean end, and others are answered 406; 90 s. */
  readonly ghostLife?: number;
  /** Ms within which a client has to authenticate; 10 s. */
  readonly authTime?: number;
}

/** What the server does instead of serving; nothing by default. */
export interface StreamMood {
  /** `html`: a web page instead of the upgrade; `busy`: 429; `mute`: upgrades and never says a word. */
  readonly upgrade?: 'html' | 'busy' | 'mute';
  /** Answers the credentials with nothing, or with an error of this code. */
  readonly auth?: 'nothing' | number;
  /** Answers the subscription with an error of this code. */
  readonly subscribe?: number;
  /** Whether the server hangs up after the 406 that it sends, or leaves the socket open. */
  readonly hangsUp?: boolean;
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'invalid syntax',
  401: 'not authenticated',
  402: 'auth failed',
  403: 'already authenticated',
  404: 'auth timeout',
  405: 'symbol limit exceeded',
  406: 'connection limit exceeded',
  407: 'slow client',
  408: 'v2 not enabled',
  409: 'insufficient subscription',
  500: 'internal error',
};

/** A message of the client, with what the request said of it. */
export interface Received {
  readonly action: string;
  readonly [key: string]: unknown;
}

interface Session {
  readonly socket: WebSocket;
  readonly msgpack: boolean;
  readonly since: number;
  authenticated: boolean;
  lists: { bars: string[]; updatedBars: string[] };
}

/** Alpaca's crypto data stream as `facts/alpaca.md` describes it, on the loopback interface, one session at a time. */
export class FakeStream {
  /** Every message of every client, in order. */
  readonly received: Received[] = [];
  /** Upgrades asked for, refused ones included. */
  attempts = 0;
  mood: StreamMood = {};
  private readonly sessions = new Set<Session>();
  private readonly raw = new Set<Duplex>();
  private ghostUntil = Number.NEGATIVE_INFINITY;
  private readonly upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  private server = createServer();
  private port = 0;

  constructor(private readonly options: FakeStreamOptions) {}

  /** The URL to connect to; the same one after a restart. */
  async start(): Promise<string> {
    this.server = createServer((_, response) => response.end('<html>not here</html>'));
    this.server.on('connection', (socket) => this.raw.add(socket).size);
    this.server.on('upgrade', (request, socket, head) => this.onUpgrade(request, socket, head));
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Everything ends, without a word to anyone; sessions are forgotten. */
  async stop(): Promise<void> {
    for (const socket of this.raw) socket.destroy();
    this.raw.clear();
    this.sessions.clear();
    this.ghostUntil = Number.NEGATIVE_INFINITY;
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A client that gets bars. */
  get isServing(): boolean {
    return [...this.sessions].some(({ lists }) => lists.bars.length > 0);
  }

  bar(bar: AlpacaBar, change: Record<string, unknown> = {}): void {
    this.send({ T: 'b', S: 'BTC/USD', ...values(bar), ...change });
  }

  update(bar: AlpacaBar, change: Record<string, unknown> = {}): void {
    this.send({ T: 'u', S: 'BTC/USD', ...values(bar), ...change });
  }

  /** Any frames to those who subscribed. */
  send(...frames: Record<string, unknown>[]): void {
    for (const session of this.sessions) if (session.lists.bars.length > 0) this.say(session, frames);
  }

  /** Bytes that are no message. */
  babble(bytes: string | Uint8Array): void {
    for (const { socket } of this.sessions) socket.send(bytes);
  }

  error(code: number): void {
    for (const session of this.sessions) this.say(session, [failure(code)]);
  }

  /** Hangs up properly: the session is over. */
  close(): void {
    for (const { socket } of this.sessions) socket.close();
    this.sessions.clear();
  }

  /** The connection breaks: the server keeps the session for a while. */
  breakOff(): void {
    const { clock, ghostLife = 90_000 } = this.options;
    if (this.sessions.size > 0) this.ghostUntil = clock.now() + ghostLife;
    for (const { socket } of this.sessions) socket.terminate();
    this.sessions.clear();
  }

  /** The other side goes away without a sign: sockets stay open, nothing is read or said any more. */
  freeze(): void {
    this.breakOffLater();
    for (const socket of this.raw) socket.pause();
    for (const { socket } of this.sessions) socket.pause();
    this.sessions.clear();
  }

  private breakOffLater(): void {
    const { clock, ghostLife = 90_000 } = this.options;
    this.ghostUntil = clock.now() + ghostLife;
  }

  private onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.attempts++;
    const { upgrade } = this.mood;
    if (upgrade === 'html') {
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>Sign in to continue</html>',
      );
      return;
    }
    if (upgrade === 'busy') {
      socket.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n\r\n');
      return;
    }
    this.upgrades.handleUpgrade(request, socket, head, (client) => {
      if (upgrade === 'mute') return;
      this.welcome(client, request.headers['content-type'] === 'application/msgpack');
    });
  }

  private welcome(socket: WebSocket, msgpack: boolean): void {
    const since = this.options.clock.now();
    const session: Session = { socket, msgpack, since, authenticated: false, lists: { bars: [], updatedBars: [] } };
    this.say(session, [{ T: 'success', msg: 'connected' }]);
    socket.on('message', (data: Buffer) => this.onMessage(session, data));
    socket.on('close', () => this.sessions.delete(session));
    socket.on('error', () => {});
  }

  private onMessage(session: Session, data: Buffer): void {
    const message = (session.msgpack ? decode(data) : JSON.parse(data.toString())) as Received;
    this.received.push(message);
    if (message.action === 'auth') this.onAuth(session, message);
    else if (message.action === 'subscribe') this.onSubscribe(session, message);
    else this.say(session, [failure(400)]);
  }

  private onAuth(session: Session, { key, secret }: Received): void {
    const { clock, keys, authTime = 10_000 } = this.options;
    const { auth, hangsUp = true } = this.mood;
    if (auth === 'nothing') return;
    const inTime = clock.now() - session.since <= authTime;
    const right = key === keys.id && secret === keys.secret;
    const code = auth ?? (session.authenticated ? 403 : !inTime ? 404 : !right ? 402 : 0);
    if (code !== 0) {
      this.say(session, [failure(code)]);
      if (code === 402 || code === 404) session.socket.close();
      return;
    }
    if (this.sessions.size > 0 || clock.now() < this.ghostUntil) {
      this.say(session, [failure(406)]);
      if (hangsUp) session.socket.close();
      return;
    }
    session.authenticated = true;
    this.sessions.add(session);
    this.say(session, [{ T: 'success', msg: 'authenticated' }]);
  }

  private onSubscribe(session: Session, { bars = [], updatedBars = [] }: Received): void {
    const code = session.authenticated ? this.mood.subscribe : 401;
    if (code !== undefined) {
      this.say(session, [failure(code)]);
      return;
    }
    session.lists = { bars: bars as string[], updatedBars: updatedBars as string[] };
    this.say(session, [{ T: 'subscription', trades: [], quotes: [], orderbooks: [], ...session.lists, dailyBars: [] }]);
  }

  private say({ socket, msgpack }: Session, frames: readonly Record<string, unknown>[]): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(msgpack ? encode(frames) : JSON.stringify(frames));
  }
}

function failure(code: number): Record<string, unknown> {
  return { T: 'error', code, msg: MESSAGES[code] ?? 'unknown' };
}

/** As the server sends them: the time as a timestamp, the number of trades as an integer. */
function values({ t, o, h, l, c, v }: AlpacaBar): Record<string, unknown> {
  return { o, h, l, c, v, n: v > 0 ? 3 : 0, vw: v > 0 ? (h + l) / 2 : 0, t: new Date(t) };
}
