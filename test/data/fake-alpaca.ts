import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TIMEFRAMES } from '../../lib/core/time.js';
import type { AlpacaBar } from '../../lib/data/alpaca-client.js';
import type { Clock } from '../../lib/data/clock.js';

/** A clock that never waits: sleeping moves it on. */
export class VirtualClock implements Clock {
  readonly sleeps: number[] = [];

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
  }
}

/** What goes wrong with one request; requests without one are answered well. */
export type Mishap =
  | { kind: 'status'; status: number; retryAfter?: string; body?: string }
  | { kind: 'time-out' | 'reset' | 'truncated-json' | 'empty-page' | 'repeat-token' | 'ends-early' | 'cut-body' };

export interface FakeOptions {
  readonly clock: Clock;
  /** Bars a page at most, whatever limit is asked for. */
  readonly pageSize?: number;
  /** Stretches [from, to) in ms UTC without bars. */
  readonly holes?: readonly { from: number; to: number }[];
  /** The only keys that are accepted; requests without keys are always served. */
  readonly keys?: { id: string; secret: string };
  /** The bar that opens at `time`, or none; `fakeBar` when absent. */
  readonly bar?: (time: number, step: number) => AlpacaBar | undefined;
}

const FIRST_BAR = Date.UTC(2021, 0, 1);

/** The bar that opens at `time`: a slow wave, with every third bar a quote without a trade. */
export function fakeBar(time: number, step: number): AlpacaBar {
  const price = (at: number) => 30_000 + Math.round(50_000 * Math.sin(at / 9e7)) / 100;
  const [o, c] = [price(time), price(time + step)];
  const trades = (time / step) % 3 !== 0;
  const iso = new Date(time).toISOString().replace('.000', '');
  return { t: iso, o, h: Math.max(o, c) + 1.5, l: Math.min(o, c) - 1.5, c, v: trades ? 0.039443456 : 0 };
}

/** Alpaca's crypto bars as `facts/alpaca.md` describes them, on the loopback interface. */
export class FakeAlpaca {
  /** Requests in order, with the clock's time at their arrival. */
  readonly requests: { url: URL; headers: IncomingMessage['headers']; at: number }[] = [];
  /** Mishaps of the next requests, first to last. */
  readonly mishaps: (Mishap | undefined)[] = [];
  /** What goes wrong with the n-th request (from 1), where `mishaps` has nothing for it. */
  mishapOf: (n: number) => Mishap | undefined = () => undefined;
  /** Ms that the server's clock is ahead of ours. */
  dateSkew = 0;
  /** Ms by which the newest bars lag. */
  lag = 0;
  private port = 0;
  private readonly server = createServer((request, response) => this.answer(request, response));

  constructor(private readonly options: FakeOptions) {}

  /** The URL to connect to; the same one after a restart. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.requests.push({ url, headers: request.headers, at: this.options.clock.now() });
    const mishap = this.mishaps.length > 0 ? this.mishaps.shift() : this.mishapOf(this.requests.length);
    if (mishap?.kind === 'time-out') return;
    if (mishap?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    if (mishap?.kind === 'status') {
      if (mishap.retryAfter !== undefined) response.setHeader('Retry-After', mishap.retryAfter);
      this.send(response, mishap.status, mishap.body ?? '{"message":"a mishap"}');
      return;
    }
    const refusal = this.refusal(url, request.headers);
    if (refusal) this.send(response, refusal.status, JSON.stringify({ message: refusal.message }));
    else this.sendPage(response, url, mishap?.kind);
  }

  private refusal(url: URL, headers: IncomingMessage['headers']): { status: number; message: string } | undefined {
    const { keys } = this.options;
    const id = headers['apca-api-key-id'];
    if (id !== undefined && (id !== keys?.id || headers['apca-api-secret-key'] !== keys.secret)) {
      return { status: 401, message: 'unauthorized.' };
    }
    if (url.pathname !== '/v1beta3/crypto/us/bars') return { status: 404, message: 'Not Found' };
    const symbol = url.searchParams.get('symbols') ?? '';
    if (!/^[A-Z]+x?\/[A-Z]+$/.test(symbol)) {
      return { status: 400, message: `invalid symbol: ${symbol} does not match ^[A-Z]+x?/[A-Z]+$` };
    }
    if (Number(url.searchParams.get('limit') ?? 1000) > 10_000) {
      return { status: 400, message: 'invalid limit: larger than the allowed maximum of 10000' };
    }
    const known = Object.keys(TIMEFRAMES).includes(url.searchParams.get('timeframe') ?? '');
    return known ? undefined : { status: 400, message: 'invalid timeframe' };
  }

  private sendPage(response: ServerResponse, url: URL, mishap: Mishap['kind'] | undefined): void {
    const symbol = url.searchParams.get('symbols') ?? '';
    const page = symbol === 'BTC/USD' ? this.page(url) : { bars: [], token: null };
    const asked = url.searchParams.get('page_token');
    let bars: Record<string, AlpacaBar[]> = page.bars.length === 0 ? {} : { [symbol]: page.bars };
    let token = page.token;
    if (mishap === 'empty-page') [bars, token] = [{}, tokenOf(this.startOf(url) - 1)];
    if (mishap === 'repeat-token') token = asked ?? tokenOf(this.startOf(url) - 1);
    if (mishap === 'ends-early') token = null;
    const text = JSON.stringify({ bars, next_page_token: token });
    if (mishap === 'cut-body') {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
      return;
    }
    this.send(response, 200, mishap === 'truncated-json' ? text.slice(0, text.length / 2) : text);
  }

  /** The forming bar is among the bars, as with the real service. */
  private page(url: URL): { bars: AlpacaBar[]; token: string | null } {
    const { pageSize = 10_000, holes = [], clock, bar: makeBar = fakeBar } = this.options;
    const step = TIMEFRAMES[(url.searchParams.get('timeframe') ?? '5Min') as keyof typeof TIMEFRAMES];
    const limit = Math.min(pageSize, Number(url.searchParams.get('limit') ?? 1000));
    const end = Math.min(Date.parse(url.searchParams.get('end') ?? ''), clock.now() + this.dateSkew - this.lag);
    const bars: AlpacaBar[] = [];
    let last = 0;
    for (let t = Math.ceil(this.startOf(url) / step) * step; t <= end; t += step) {
      const bar = makeBar(t, step);
      if (!bar || holes.some((hole) => t >= hole.from && t < hole.to)) continue;
      if (bars.length === limit) return { bars, token: tokenOf(last) };
      bars.push(bar);
      last = t;
    }
    return { bars, token: null };
  }

  private startOf(url: URL): number {
    const token = url.searchParams.get('page_token');
    const afterToken = token === null ? 0 : Number(Buffer.from(token, 'base64').toString().split('|')[2]) / 1e6 + 1;
    return Math.max(FIRST_BAR, Date.parse(url.searchParams.get('start') ?? ''), afterToken);
  }

  private send(response: ServerResponse, status: number, body: string): void {
    const date = new Date(this.options.clock.now() + this.dateSkew).toUTCString();
    response.writeHead(status, { 'Content-Type': 'application/json', 'X-Ratelimit-Limit': '200', Date: date });
    response.end(body);
  }
}

function tokenOf(lastBar: number): string {
  return Buffer.from(`BTC/USD|M|${lastBar}000000`).toString('base64');
}
