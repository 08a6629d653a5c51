import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Redact } from '../../paper/redact.js';
import type { LiveList } from '../../report/dashboard/live-words.js';
import { isPieceName, type PieceName } from '../../report/dashboard/piece.js';
import { paperFolder } from '../paper-settings.js';
import { rawRefusal, sendRefusal, sendText } from './answers.js';
import { EventStreams, STREAM_LIMITS, type StreamLimits } from './event-streams.js';
import { FileWatch, type WatchedFile } from './file-watch.js';
import { PaperWatch } from './paper-watch.js';
import { PieceStore, type SentText, sentText } from './piece-store.js';
import { refusal } from './request-guard.js';
import { NOT_KEPT, SECURITY_HEADERS } from './response-headers.js';
import { textCleaner, withTexts } from './shown-values.js';

export interface DashboardOptions {
  /** Folder of the results; paper trading's lies in it. Neither has to be there yet. */
  readonly out: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The app's files by address: `/`, `/app.js` and so on. */
  readonly site: Readonly<Record<string, SentText>>;
  /** What pieces are made of, the paper piece apart. */
  readonly files: readonly WatchedFile[];
  /** Takes out of every text what must not be read. */
  readonly redact: Redact;
  /** The clock, ms UTC. */
  readonly now: () => number;
  readonly streams?: StreamLimits;
  /** Milliseconds from look to look while somebody watches; 1,000 when absent. */
  readonly every?: number;
}

export interface Dashboard {
  readonly port: number;
  readonly url: string;
  /** Ends open streams and connections at once; resolves when the port is free. */
  close(): Promise<void>;
}

const LONGEST_ANSWER = 60_000;
const HTTP_LIMITS = {
  // A missing or doubled host is refused by our own rule, with the headers of every other answer.
  requireHostHeader: false,
  maxHeaderSize: 8192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
} as const;
const MOST_CONNECTIONS = 64;

/**
 * Serves the dashboard to browsers on this machine alone: it listens on 127.0.0.1, answers GET and HEAD of a fixed table of
 * addresses, and reads what it shows without touching it. Throws when the port is taken.
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const dashboard = new DashboardServer(options);
  await dashboard.look();
  return dashboard.listen(options.port);
}

class DashboardServer {
  readonly #site: Readonly<Record<string, SentText>>;
  readonly #every: number;
  readonly #streams: EventStreams;
  readonly #store: PieceStore;
  readonly #files: FileWatch;
  readonly #paper: PaperWatch;
  readonly #server: Server;
  #port = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ out, site, files, redact, now, streams = STREAM_LIMITS, every = 1000 }: DashboardOptions) {
    this.#site = site;
    this.#every = every;
    this.#streams = new EventStreams(now, streams);
    const store = new PieceStore(
      (change) => this.#streams.send(change),
      (notices) => this.#streams.send(notices, 'notices'),
    );
    const clean = textCleaner(redact);
    const news = {
      put: (piece: PieceName, value: unknown) => store.put(piece, withTexts(value, clean)),
      notice: (piece: PieceName, text: string | undefined) => store.notice(piece, text && clean(text)),
    };
    this.#store = store;
    this.#files = new FileWatch(files, news);
    this.#paper = new PaperWatch(paperFolder(out), news, now);
    this.#server = createServer(HTTP_LIMITS);
    // The last two come with an Expect header, which Node would answer by itself.
    for (const name of ['request', 'checkContinue', 'checkExpectation']) {
      const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
      this.#server.on(name, answer);
    }
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.setTimeout(LONGEST_ANSWER);
    this.#server.on('clientError', (_, socket) => refuseSocket(socket as Socket));
    for (const name of ['upgrade', 'connect']) {
      this.#server.on(name, (_: IncomingMessage, socket: Socket) => refuseSocket(socket));
    }
  }

  async listen(port: number): Promise<Dashboard> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(portError(error, port)));
      this.#server.listen({ port, host: '127.0.0.1' }, resolve);
    }).catch(async (error: Error) => {
      this.#end();
      throw error;
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#timer = setInterval(() => void this.#tick(), this.#every);
    return { port: this.#port, url: `http://127.0.0.1:${this.#port}/`, close: () => this.#close() };
  }

  /** Brings every piece up to date. */
  async look(): Promise<void> {
    this.#paper.look();
    await this.#files.look();
  }

  /** The journal is left alone while nobody listens. */
  async #tick(): Promise<void> {
    if (this.#streams.count > 0) await this.look();
    else this.#paper.rest();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // An answer that waits behind another on a broken connection never closes: nobody waits for it at the end.
    const timer = setTimeout(() => response.destroy(), LONGEST_ANSWER).unref();
    response.once('close', () => clearTimeout(timer));
    try {
      const refused = refusal(request, this.#port);
      if (refused) return sendRefusal(response, refused);
      const [path = ''] = (request.url ?? '').split('?', 1);
      if (path === '/events') return await this.#stream(request, response, timer);
      const text = await this.#textAt(path);
      if (text) sendText(request, response, text);
      else sendRefusal(response, { status: 404, words: 'There is nothing at this address.' });
    } catch {
      if (response.headersSent) response.destroy();
      else sendRefusal(response, { status: 500, words: 'This could not be answered.' });
    }
  }

  /** The fixed table: files of the app, the list of pieces, and pieces by their known names. */
  async #textAt(path: string): Promise<SentText | undefined> {
    if (Object.hasOwn(this.#site, path)) return this.#site[path];
    if (path === '/pieces.json') {
      await this.look();
      return sentText('application/json; charset=utf-8', JSON.stringify(this.#list()));
    }
    const piece = /^\/pieces\/([a-z0-9-]+)\.json$/.exec(path)?.[1];
    return piece !== undefined && isPieceName(piece) ? this.#store.get(piece) : undefined;
  }

  #list(): LiveList {
    return { pieces: this.#store.etags(), notices: this.#store.notices(), app: this.#site['/app.js']?.etag ?? '' };
  }

  async #stream(request: IncomingMessage, response: ServerResponse, timer: NodeJS.Timeout): Promise<void> {
    if (request.method === 'GET' && !this.#streams.reserve(response)) {
      return sendRefusal(response, { status: 503, words: 'Too many pages watch already: close some.' });
    }
    const headers = {
      ...SECURITY_HEADERS,
      'Cache-Control': NOT_KEPT,
      'Content-Type': 'text/event-stream; charset=utf-8',
    };
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return void response.end();
    clearTimeout(timer);
    await this.look();
    // Between two looks nothing changes: what follows this list is told as it comes.
    if (!response.destroyed) this.#streams.begin(response, this.#list(), 'pieces');
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#end();
    this.#server.closeAllConnections();
    await closed;
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#streams.close();
    this.#paper.rest();
  }
}

function refuseSocket(socket: Socket): void {
  if (socket.writable) socket.end(rawRefusal(400, 'Bad Request'), () => socket.destroy());
  else socket.destroy();
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `startDashboard: port ${port} must be free, got one in use, perhaps by another dashboard; end that, or take another: npm run dashboard -- --port ${port + 1}`,
    );
  }
  return new Error(`startDashboard: port ${port} must be one that can be listened on, got ${error.message}`);
}
