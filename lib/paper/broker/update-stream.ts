import type { AlpacaKeys } from '../../data/alpaca-failure.js';
import { toExecution, toServerOrder, type WireOrder } from './server-order.js';
import type { StreamHandlers } from './trading-api.js';

/** How quickly a dead connection is noticed and opened again, ms. */
export interface StreamTiming {
  readonly ping: number;
  readonly pong: number;
  readonly firstReconnect: number;
  readonly longestReconnect: number;
}

export interface StreamAccess {
  readonly keys: AlpacaKeys;
  readonly url: string;
  readonly stream: StreamTiming;
}

/**
 * Opens the trade_updates socket and keeps it open until the returned function is called. Nothing that was missed is told
 * again: `onListening` is where to ask. A frame that cannot be read is left out; the questions find what it said.
 */
export function listenToUpdates(access: StreamAccess, handlers: StreamHandlers): () => void {
  let close: (() => void) | undefined;
  let isClosed = false;
  void open(access, handlers).then(
    (disconnect) => {
      close = disconnect;
      if (isClosed) disconnect();
    },
    (error: unknown) => handlers.onLost(error instanceof Error ? error.message : String(error)),
  );
  return () => {
    isClosed = true;
    close?.();
  };
}

async function open({ keys, url, stream }: StreamAccess, handlers: StreamHandlers): Promise<() => void> {
  const { streaming } = await import('@alpacahq/alpaca-trade-api');
  const { EVENT, STATE, STREAM_AUTH_STATUS, TradingStream, UNLIMITED_RECONNECT_ATTEMPTS } = streaming;
  const socket = new TradingStream({
    credentials: { keyId: keys.id, secret: keys.secret },
    url: `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/stream`,
    maxReconnectAttempts: UNLIMITED_RECONNECT_ATTEMPTS,
    pingIntervalMs: stream.ping,
    pongWaitMs: stream.pong,
    initialReconnectMs: stream.firstReconnect,
    maxReconnectMs: stream.longestReconnect,
  });
  let isListening = false;
  socket.subscribeTradeUpdates();
  socket.on(EVENT.SUBSCRIPTION, () => {
    isListening = true;
    handlers.onListening();
  });
  socket.on(STATE.DISCONNECTED, () => {
    if (isListening) handlers.onLost('the trade_updates connection was lost');
    isListening = false;
  });
  socket.onTradeUpdate((update) => handlers.onOrder(toServerOrder(update.order as WireOrder), toExecution(update)));
  void socket.whenAuthenticated().then(({ status }) => {
    if (status === STREAM_AUTH_STATUS.SERVER_REJECTED) handlers.onRefused('the trade_updates stream refuses the keys');
  });
  socket.connect();
  return () => {
    // An error may still come from a socket that is being closed while it connects.
    isListening = false;
    socket.disconnect();
  };
}
