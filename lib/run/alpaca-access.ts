import { seededRandom } from '../core/random.js';
import type { AlpacaAccess } from '../data/alpaca-client.js';
import { machineClock } from '../data/clock.js';
import { environment } from './environment.js';

/** How this machine reaches Alpaca's history: with the keys of the environment or `.env`, where there are any. */
export function alpacaAccess(say: (line: string) => void): AlpacaAccess {
  const { APCA_API_KEY_ID: id, APCA_API_SECRET_KEY: secret } = environment();
  const clock = machineClock(Date.now);
  return {
    clock,
    random: seededRandom(clock.now()),
    ...(id && secret && { keys: { id, secret } }),
    onRetry: (reason, wait) => say(`${reason}; trying again in ${(wait / 1000).toFixed(1)} s`),
  };
}
