import type { Random } from '../core/random.js';
import { MINUTE, SECOND } from '../core/time.js';
import type { Clock } from './clock.js';

/** Whether a failure may pass by itself, and how long the server asked to wait (ms), if it did. */
export interface Verdict {
  readonly retry: boolean;
  readonly waitAtLeast?: number;
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly judge: (error: unknown) => Verdict;
  /** Calls in all; 8 by default, about two minutes of backing off. */
  readonly attempts?: number;
  /** Told before each wait. */
  readonly onRetry?: (attempt: number, wait: number, error: unknown) => void;
}

const FIRST_WAIT = SECOND;
const LONGEST_WAIT = MINUTE;
/** A server that asks for more patience than this is not waited for. */
const LONGEST_RETRY_AFTER = 15 * MINUTE;

/**
 * The result of `call`, called again after failures that may pass: waits double from 1 s to 60 s, halved at random so that
 * many clients do not return together, and are never shorter than the server asked. Throws the last error when it is not
 * of that kind, when attempts run out, or when the server asks for more than 15 minutes.
 */
export async function withRetry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, random, judge, attempts = 8 } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const { retry, waitAtLeast = 0 } = judge(error);
      if (!retry || attempt >= attempts || waitAtLeast > LONGEST_RETRY_AFTER) throw error;
      const wait = Math.max(waitAtLeast, backoffMillis(attempt, random));
      options.onRetry?.(attempt, wait, error);
      await clock.sleep(wait);
    }
  }
}

/** Milliseconds to wait after failure number `attempt` (from 1): 1 s, doubled each time up to `longest`, and up to half of it taken off at random. */
export function backoffMillis(attempt: number, random: Random, longest = LONGEST_WAIT): number {
  return Math.min(FIRST_WAIT * 2 ** (attempt - 1), longest) * (0.5 + random() / 2);
}

/** Milliseconds a `Retry-After` header asks for: seconds, or an HTTP date (RFC 9110). Undefined when it says neither. */
export function retryAfterMillis(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * SECOND;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
