// The trade_updates socket of the fake trading server: JSON in binary frames, nothing replayed after a drop.

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Random, seededRandom } from '../../lib/core/random.js';

export interface UpdateFaults {
  readonly seed?: number;
  /** Share of events that are told twice, and that are never told. */
  readonly duplicates?: number;
  readonly losses?: number;
}

interface Client {
  readonly socket: WebSocket;
  readonly wire: Socket;
  listening: boolean;
}

export class UpdateStream {
  /** How often somebody connected. */
  connections = 0;
  /** Answers the upgrade with this status instead. */
  refuse: number | null = null;
  faults: UpdateFaults;
  private readonly clients = new Set<Client>();
  private readonly random: Random;
  private readonly server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  constructor(
    private readonly keys: { readonly id: string; readonly secret: string },
    faults: UpdateFaults = {},
  ) {
    this.faults = faults;
    this.random = seededRandom(faults.seed ?? 1);
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
      if (this.refuse !== null || request.url !== '/stream') {
        wire.end(`HTTP/1.1 ${this.refuse ?? 404} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.server.handleUpgrade(request, wire, head, (socket) => this.welcome(socket, wire as Socket));
    });
  }

  get listeners(): number {
    return [...this.clients].filter(({ listening }) => listening).length;
  }

  private welcome(socket: WebSocket, wire: Socket): void {
    const client: Client = { socket, wire, listening: false };
    this.connections++;
    this.clients.add(client);
    socket.on('close', () => this.clients.delete(client));
    socket.on('error', () => this.clients.delete(client));
    let authorized = false;
    socket.on('message', (raw) => {
      const frame = JSON.parse(String(raw)) as { action?: string; data?: Record<string, unknown> };
      if (frame.action === 'authenticate') {
        authorized = frame.data?.key_id === this.keys.id && frame.data?.secret_key === this.keys.secret;
        const status = authorized ? 'authorized' : 'unauthorized';
        this.send(socket, { stream: 'authorization', data: { status, action: 'authenticate' } });
      }
      if (frame.action === 'listen' && authorized) {
        client.listening = true;
        this.send(socket, { stream: 'listening', data: { streams: ['trade_updates'] } });
      }
    });
  }

  tell(update: unknown): void {
    const { duplicates = 0, losses = 0 } = this.faults;
    for (const { socket, listening } of this.clients) {
      if (!listening || this.random() < losses) continue;
      this.send(socket, update);
      if (this.random() < duplicates) this.send(socket, update);
    }
  }

  private send(socket: WebSocket, frame: unknown): void {
    socket.send(Buffer.from(JSON.stringify(frame)), { binary: true });
  }

  drop(): void {
    for (const { wire } of this.clients) wire.destroy();
  }

  /** Half-open: the connections stay, and nothing comes or is answered any more. */
  freeze(): void {
    for (const client of this.clients) {
      client.listening = false;
      client.wire.pause();
    }
  }
}
