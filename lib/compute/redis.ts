import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { causeOf } from './task-host.js';

/**
 * A connection that answers. Commands wait for as long as Redis is away, and are sent again once it is back.
 * Throws when the address is not redis:// or rediss:// (TLS), and when nothing answers within `timeout` ms.
 */
export async function connectRedis(url: string, timeout: number): Promise<Redis> {
  const place = redisPlace(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: timeout,
    retryStrategy: (times) => Math.min(100 * times, 1000),
  });
  let cause = 'no answer';
  redis.on('error', (error: Error) => {
    cause = causeOf(error);
  });
  const late = new AbortController();
  try {
    const answer = redis.connect().then(() => redis.ping());
    const end = sleep(timeout, undefined, { signal: late.signal }).then(() => Promise.reject(new Error('late')));
    await Promise.race([answer, end]);
  } catch (error) {
    redis.disconnect();
    throw new Error(
      `connectRedis: Redis must answer at ${place} within ${timeout / 1000} s, got ${cause}; start redis-server there, or give another address`,
      { cause: error },
    );
  } finally {
    late.abort();
  }
  return redis;
}

/** Host and port of an address, without its password: for messages. Throws when it is no address of a Redis. */
export function redisPlace(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ['redis:', 'rediss:'].includes(parsed.protocol) && parsed.hostname !== '') {
    return `${parsed.hostname}:${parsed.port || 6379}`;
  }
  throw new Error('redisPlace: the address of Redis must be redis://host:6379 or rediss://host:6379, got another');
}
