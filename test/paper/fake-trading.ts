// Alpaca's paper trading service on the loopback interface, written from its documented and measured behaviour alone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  accountJson,
  assetJson,
  clockJson,
  orderJson,
  POSITION_ASSET_ID,
  positionJson,
  updateJson,
} from './fake-answers.js';
import { type ExchangeOptions, FakeExchange } from './fake-exchange.js';
import { type Fault, type FaultOptions, Faults } from './fake-faults.js';
import { type FakeOrder, isOpen, Refusal } from './fake-order.js';
import { type UpdateFaults, UpdateStream } from './fake-updates.js';

export const PAPER_KEYS = { id: 'PKFAKE000000000000', secret: 'fake-secret-of-the-paper-account' };

export interface FakeTradingOptions extends ExchangeOptions {
  readonly faults?: FaultOptions;
  readonly updates?: UpdateFaults;
  /** Ms until an accepted order is live (and a cancelled one gone); with 0 it happens before the answer is sent. */
  readonly latency?: number;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly html?: string;
}

type Body = Readonly<Record<string, unknown>>;
const json = (body: unknown, status = 200): Answer => ({ status, body });
const refused = ({ status, code, message, more }: Refusal): Answer => json({ code, message, ...more }, status);

export class FakeTrading {
  readonly exchange: FakeExchange;
  readonly faults: Faults;
  readonly updates: UpdateStream;
  /** `METHOD /path` of every request, in order. */
  readonly requests: string[] = [];
  /** Hears of every request as it arrives, before anything is done about it. */
  onRequest: (method: string, path: string) => void = () => undefined;
  /** For how many answers the positions are empty. */
  vanished = 0;
  latency: number;
  private server: Server | undefined;
  private port = 0;

  constructor(options: FakeTradingOptions = {}) {
    this.exchange = new FakeExchange(options);
    this.faults = new Faults(options.faults);
    this.updates = new UpdateStream(PAPER_KEYS, options.updates);
    this.latency = options.latency ?? 1;
    this.exchange.onEvent = (event) => this.updates.tell(updateJson(event));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<string> {
    const server = createServer((request, response) => void this.handle(request, response));
    this.updates.attach(server);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this.url;
  }

  /** The account outlives it: `start` again is the same service at the same address. */
  async stop(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.server = undefined;
    this.updates.drop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://fake');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The client is gone before it had said everything: nothing was asked.
    }
    this.requests.push(`${method} ${url.pathname}`);
    this.onRequest(method, url.pathname);
    const unauthorized = this.unauthorized(request);
    const fault = unauthorized ? undefined : this.faults.next(method, url.pathname);
    const text = Buffer.concat(chunks).toString();
    const act = () => this.answer(method, url, text === '' ? {} : (JSON.parse(text) as Body));
    const answer = unauthorized ?? (fault && fault.when !== 'after' ? undefined : act());
    if (fault) this.fail(response, fault, answer);
    else if (answer) this.send(response, answer);
  }

  /** Without keys a proxy answers, with wrong ones the service. */
  private unauthorized({ headers }: IncomingMessage): Answer | undefined {
    const id = headers['apca-api-key-id'];
    if (id === undefined)
      return { status: 401, html: '<html><center><h1>401 Authorization Required</h1></center></html>' };
    if (id === PAPER_KEYS.id && headers['apca-api-secret-key'] === PAPER_KEYS.secret) return undefined;
    return json({ message: 'unauthorized.' }, 401);
  }

  private answer(method: string, url: URL, body: Body): Answer {
    const path = url.pathname;
    const exchange = this.exchange;
    if (method === 'GET' && path === '/v2/account') return json(accountJson(exchange));
    if (method === 'GET' && path === '/v2/clock') return json(clockJson(Date.now()));
    if (method === 'GET' && path === '/v2/assets/BTC%2FUSD') return json(assetJson());
    if (method === 'GET' && path.startsWith('/v2/positions')) return this.positions(path);
    if (path === '/v2/orders:by_client_order_id') {
      const clientId = url.searchParams.get('client_order_id') ?? '';
      return this.found(exchange.findByClientId(clientId), clientId);
    }
    if (path === '/v2/orders') return method === 'POST' ? this.post(body) : this.list(url);
    const id = path.startsWith('/v2/orders/') ? path.slice('/v2/orders/'.length) : undefined;
    if (id === undefined) return json({ code: 40410000, message: 'endpoint not found' }, 404);
    const order = exchange.find(id);
    if (!order || method === 'GET') return this.found(order, id);
    return method === 'DELETE' ? this.cancel(order) : this.replace(order, body);
  }

  private found(order: FakeOrder | undefined, id: string): Answer {
    return order ? json(orderJson(order)) : json({ code: 40410000, message: `order not found for ${id}` }, 404);
  }

  private positions(path: string): Answer {
    const there = this.exchange.position > 0n && this.vanished <= 0;
    this.vanished = Math.max(0, this.vanished - 1);
    if (path === '/v2/positions') return json(there ? [positionJson(this.exchange)] : []);
    const name = path.slice('/v2/positions/'.length);
    if (there && (name === 'BTCUSD' || name === POSITION_ASSET_ID)) return json(positionJson(this.exchange));
    return json({ code: 40410000, message: 'position does not exist' }, 404);
  }

  private list(url: URL): Answer {
    const status = url.searchParams.get('status') ?? 'open';
    const after = Date.parse(url.searchParams.get('after') ?? '1970-01-01');
    const limit = Math.min(500, Number(url.searchParams.get('limit') ?? 50));
    const chosen = this.exchange.orders
      .filter((order) => status === 'all' || isOpen(order) === (status === 'open'))
      .filter(({ createdAt }) => createdAt > after);
    const sorted = url.searchParams.get('direction') === 'asc' ? chosen : chosen.reverse();
    return json(sorted.slice(0, limit).map(orderJson));
  }

  private post(body: Body): Answer {
    const order = this.exchange.accept(body);
    if (order instanceof Refusal) return refused(order);
    return this.later(order, () => this.exchange.activate(order));
  }

  private cancel(order: FakeOrder): Answer {
    const refusal = this.exchange.cancel(order);
    if (refusal) return refused(refusal);
    this.later(order, () => this.exchange.finishCancel(order));
    return { status: 204 };
  }

  private replace(old: FakeOrder, body: Body): Answer {
    const order = this.exchange.replace(old, body);
    if (order instanceof Refusal) return refused(order);
    return this.later(order, () => this.exchange.activate(order));
  }

  /** The answer shows the order as it was booked; what comes of it may be told before or after. */
  private later(order: FakeOrder, act: () => void): Answer {
    const answer = json(orderJson(order));
    if (this.latency === 0) act();
    else setTimeout(act, this.latency);
    return answer;
  }

  private fail(response: ServerResponse, { kind, status = 500, retryAfter }: Fault, answer?: Answer): void {
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    if (kind === 'reset') response.destroy();
    if (kind === 'html') this.send(response, { status: 200, html: '<html>maintenance</html>' });
    if (kind === 'status')
      this.send(response, json({ code: 50010000, message: 'internal server error occurred' }, status));
    if (kind !== 'cut-body') return;
    const text = JSON.stringify(answer?.body ?? {});
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length + 10 });
    response.write(text, () => response.destroy());
  }

  private send(response: ServerResponse, { status, body, html }: Answer): void {
    if (response.destroyed) return;
    const type = html === undefined ? 'application/json; charset=UTF-8' : 'text/html';
    response.writeHead(status, { 'Content-Type': type });
    response.end(html ?? (body === undefined ? undefined : JSON.stringify(body)));
  }
}
