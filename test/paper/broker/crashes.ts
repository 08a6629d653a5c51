// A broker that dies: its journal ends in the middle of a write, or its connections break with a request on the way.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../lib/data/clock.js';
import type { OrderJournal } from '../../../lib/paper/order-journal.js';

export class Died extends Error {
  override readonly name = 'Died';
}

/** When a life ends: at the n-th write before or after it is done, or once the n-th request is on its way. */
export interface Death {
  readonly at: 'before-write' | 'after-write' | 'request';
  readonly count: number;
}

/** One life of a process: what it holds is gone at once and together. */
export class Life {
  isOver = false;
  private counted = 0;
  private readonly wires = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly death: Death | null) {}

  end(): void {
    this.isOver = true;
    for (const wire of this.wires) wire.destroy();
    this.server?.close();
  }

  private passes(at: Death['at']): boolean {
    if (this.isOver) return false;
    if (this.death?.at === at && ++this.counted >= this.death.count) this.end();
    return !this.isOver;
  }

  /** A way to the server that ends with this life. */
  async wayTo(url: string): Promise<string> {
    const port = Number(new URL(url).port);
    const server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      for (const wire of [client, upstream]) {
        this.wires.add(wire);
        wire.on('error', () => undefined);
        wire.on('close', () => {
          this.wires.delete(wire);
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (chunk) => {
        upstream.write(chunk, () => this.passes('request'));
      });
      upstream.pipe(client);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The journal as this life sees it: reading is free, a write may be the last thing it does or does not do. */
  journal(real: OrderJournal): OrderJournal {
    let depth = 0;
    const write = <T>(work: () => T): T => {
      if (depth > 0) {
        if (this.isOver) throw new Died('in the middle of a write');
        return work();
      }
      if (!this.passes('before-write')) throw new Died('before a write');
      const result = work();
      if (!this.passes('after-write')) throw new Died('after a write');
      return result;
    };
    return {
      intend: (order) => write(() => real.intend(order)),
      update: (clientId, change) => write(() => real.update(clientId, change)),
      fill: (fill) => write(() => real.fill(fill)),
      orders: (filter) => real.orders(filter),
      fills: (filter) => real.fills(filter),
      keep: (key, value) => write(() => real.keep(key, value)),
      kept: (key) => real.kept(key),
      event: (event) => write(() => real.event(event)),
      trade: (trade) => write(() => real.trade(trade)),
      atomically: (work) =>
        write(() =>
          real.atomically(() => {
            depth++;
            try {
              return work();
            } finally {
              depth--;
            }
          }),
        ),
    };
  }

  /** A dead process waits for nothing: its waits never end. */
  clock(real: Clock): Clock {
    return {
      now: () => real.now(),
      sleep: async (milliseconds) => {
        await real.sleep(milliseconds);
        if (this.isOver) await new Promise<never>(() => undefined);
      },
    };
  }
}
