import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SentText } from './piece-store.js';
import type { Refusal } from './request-guard.js';
import { NOT_KEPT, REVALIDATED, SECURITY_HEADERS } from './response-headers.js';

/** Smaller texts are sent as they are. */
const WORTH_COMPRESSING = 1400;

/** Sends a text, compressed where that is understood; 304 without it to a browser that has it already. */
export function sendText(request: IncomingMessage, response: ServerResponse, text: SentText): void {
  const etag = `W/"${text.etag}"`;
  const headers = { ...SECURITY_HEADERS, 'Cache-Control': REVALIDATED, ETag: etag, Vary: 'Accept-Encoding' };
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const isCompressed = text.bytes.length >= WORTH_COMPRESSING && takesGzip(request.headers['accept-encoding']);
  const bytes = isCompressed ? text.gzip() : text.bytes;
  const form = isCompressed ? { 'Content-Encoding': 'gzip' } : {};
  response.writeHead(200, { ...headers, ...form, 'Content-Type': text.type, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Sends a sentence and ends the connection, on which a body might still come. */
export function sendRefusal(response: ServerResponse, { status, words }: Refusal): void {
  const bytes = Buffer.from(`${words}\n`, 'utf8');
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...(status === 405 && { Allow: 'GET, HEAD' }),
    ...(status === 503 && { 'Retry-After': '5' }),
    'Cache-Control': NOT_KEPT,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': bytes.length,
    Connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** The same for what is no HTTP at all, where there is only a socket to write to. */
export function rawRefusal(status: number, words: string): string {
  const headers = { ...SECURITY_HEADERS, 'Cache-Control': NOT_KEPT, 'Content-Length': 0, Connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${words}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function isKnown(header: string | undefined, etag: string): boolean {
  const strong = etag.slice(2);
  return header?.split(',').some((part) => part.trim().replace(/^W\//, '') === strong) ?? false;
}

function takesGzip(header: string | string[] | undefined): boolean {
  const wanted = String(header ?? '').split(',');
  return wanted.some((part) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(part));
}
