import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TelegramSettings } from '../../lib/paper/alerts/telegram.js';

/** What goes wrong with one request; requests without one are answered as the Bot API answers them. */
export type TelegramMishap =
  | { readonly kind: 'too-many'; readonly retryAfter: number; readonly header?: boolean }
  | { readonly kind: 'forbidden' | 'error' | 'html' | 'empty' | 'hang' | 'hang-body' | 'reset' }
  | { readonly kind: 'migrated'; readonly to: number }
  | { readonly kind: 'redirect'; readonly to: string };

export interface TelegramMessage {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const FACTS = { token: '7654321098:AAF-fakeTokenOfTheLoopbackServer_01', chat: '-1001234567890' };

/** Telegram's Bot API, as much of it as `sendMessage` takes, on the loopback interface. */
export class FakeTelegram {
  readonly messages: TelegramMessage[] = [];
  /** Requests so far. */
  requests = 0;
  /** Mishaps of the next requests, first to last. */
  readonly mishaps: (TelegramMishap | undefined)[] = [];
  /** Happens to every request while set. */
  always: TelegramMishap | undefined;
  private readonly server = createServer((request, response) => void this.receive(request, response));

  constructor(private readonly facts: { readonly token: string; readonly chat: string } = FACTS) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Settings that reach it. */
  settings(change: Partial<TelegramSettings> = {}): TelegramSettings {
    const { port } = this.server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, ...this.facts, ...change };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const mishap = this.mishaps.shift() ?? this.always;
    if (mishap) fail(mishap, response);
    else this.answer(request, Buffer.concat(chunks).toString('utf8'), response);
  }

  private answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const [, token] = /^\/bot([^/]+)\/sendMessage$/.exec(request.url ?? '') ?? [];
    const fields = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const refusal = this.refusal(token, fields);
    if (refusal) {
      reply(response, refusal[0], refused(...refusal));
      return;
    }
    const text = String(fields.text);
    this.messages.push({ text, fields });
    reply(response, 200, { ok: true, result: { message_id: this.messages.length, text } });
  }

  private refusal(token: string | undefined, fields: Readonly<Record<string, unknown>>): [number, string] | undefined {
    const { chat_id: chat, text } = fields;
    if (token === undefined || !/^\d+:/.test(token)) return [404, 'Not Found'];
    if (token !== this.facts.token) return [401, 'Unauthorized'];
    if (String(chat) !== this.facts.chat) return [400, 'Bad Request: chat not found'];
    if (typeof text !== 'string' || text.trim() === '') return [400, 'Bad Request: message text is empty'];
    return text.length > 4096 ? [400, 'Bad Request: message is too long'] : undefined;
  }
}

function fail(mishap: TelegramMishap, response: ServerResponse): void {
  switch (mishap.kind) {
    case 'too-many': {
      const { retryAfter, header } = mishap;
      if (header) response.setHeader('retry-after', String(retryAfter));
      const parameters = header ? {} : { parameters: { retry_after: retryAfter } };
      reply(response, 429, { ...refused(429, `Too Many Requests: retry after ${retryAfter}`), ...parameters });
      break;
    }
    case 'forbidden':
      reply(response, 403, refused(403, 'Forbidden: bot was blocked by the user'));
      break;
    case 'error':
      reply(response, 500, refused(500, 'Internal Server Error'));
      break;
    case 'migrated': {
      const parameters = { migrate_to_chat_id: mishap.to };
      const refusal = refused(400, 'Bad Request: group chat was upgraded to a supergroup chat');
      reply(response, 400, { ...refusal, parameters });
      break;
    }
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please log in</body></html>');
      break;
    case 'empty':
      response.writeHead(502).end();
      break;
    case 'redirect':
      response.writeHead(307, { location: mishap.to }).end();
      break;
    case 'hang-body':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"ok":');
      break;
    case 'reset':
      response.destroy();
      break;
    case 'hang':
      break;
  }
}

const refused = (code: number, description: string) => ({ ok: false, error_code: code, description });

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
