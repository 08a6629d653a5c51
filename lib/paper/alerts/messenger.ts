import type { Alert, AlertChannel } from './alert-journal.js';

/**
 * What came of sending an alert once. `try-later`: it may go through by itself, not before `waitAtLeast` ms where the other
 * side said so. `refused`: trying again will not help until a setting is changed. Reasons may still hold secrets.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly note?: string }
  | { readonly outcome: 'try-later'; readonly reason: string; readonly waitAtLeast?: number }
  | { readonly outcome: 'refused'; readonly reason: string };

/** A way to reach a person. */
export interface Messenger {
  readonly channel: AlertChannel;
  /** Sends an alert once, gives up in bounded time and when `stop` is aborted, and never throws. */
  send(alert: Alert, stop: AbortSignal): Promise<SendResult>;
}

/** The code of a network error, looked for in its causes, like `ECONNREFUSED`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode;
  return errorCode(error.cause) ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined);
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ECONNECTION: 'connection closed by the server',
  UND_ERR_SOCKET: 'connection closed by the server',
  EPIPE: 'connection closed by the server',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not found',
  EDNS: 'host name not found',
  ENETUNREACH: 'network not reachable',
  EHOSTUNREACH: 'host not reachable',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  ETLS: 'no encrypted connection (STARTTLS)',
};

/** A network error in words. Its own message is left out: it names hosts, addresses and URLs. */
export function networkReason(error: unknown): string {
  const code = errorCode(error) ?? 'unknown fault';
  if (/CERT|SELF_SIGNED|ALTNAME|VERIFY/.test(code)) return `the server's certificate is not trusted (${code})`;
  return NETWORK_WORDS[code] ?? `connection failed (${code})`;
}

/**
 * Runs `work` with a signal that is aborted after `timeout` ms of the machine's own time or when `stop` is; lets go of both
 * when the work is done, so that nothing gathers on `stop` over months.
 */
export async function withDeadline<T>(
  timeout: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeout);
  stop.addEventListener('abort', abort, { once: true });
  if (stop.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', abort);
  }
}
