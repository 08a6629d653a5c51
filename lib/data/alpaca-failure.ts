import type { Verdict } from './retry.js';
import { retryAfterMillis } from './retry.js';

/** The two halves of an account's access. */
export interface AlpacaKeys {
  readonly id: string;
  readonly secret: string;
}

const PASSING_STATUS: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
/** Names of errors of a broken connection, a time-out, and an answer that breaks off in the middle. */
const PASSING_ERRORS: readonly string[] = ['FetchError', 'TimeoutError', 'AbortError', 'SyntaxError', 'TypeError'];

/** What the SDK throws for an answer that is no success. */
export interface HttpError {
  readonly status: number;
  readonly response: { readonly headers: { get(name: string): string | null } };
}

/** Whether a call to Alpaca that failed may go well a little later, and how long the server asked to wait. */
export function judgeFailure(error: unknown, now: number): Verdict {
  if (!isHttpError(error)) return { retry: error instanceof Error && PASSING_ERRORS.includes(error.name) };
  const waitAtLeast = retryAfterMillis(error.response.headers.get('retry-after'), now);
  return { retry: PASSING_STATUS.includes(error.status), ...(waitAtLeast !== undefined && { waitAtLeast }) };
}

export function isHttpError(error: unknown): error is Error & HttpError {
  return error instanceof Error && typeof (error as Partial<HttpError>).status === 'number';
}

/** What went wrong in a few words, with every key taken out. */
export function describeFailure(error: unknown, keys: AlpacaKeys | undefined): string {
  let text = error instanceof Error ? error.message : String(error);
  if (isHttpError(error)) text = `status ${error.status} (${text})`;
  else if (error instanceof Error && error.cause instanceof Error) text = `${text} (${error.cause.message})`;
  for (const secret of keys ? [keys.id, keys.secret] : []) if (secret !== '') text = text.replaceAll(secret, '***');
  return text;
}
