import type { AlpacaKeys } from '../../data/alpaca-failure.js';

export const PAPER_URL = 'https://paper-api.alpaca.markets';

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Throws unless orders can only be paper: Alpaca's paper host (or a test server on this machine) and keys that are paper
 * keys by their first letters (PK; live keys begin with AK). Comes before anything is sent, and repeats no key.
 */
export function checkPaperAccount(url: string, keys: AlpacaKeys): void {
  const host = hostOf(url);
  if (host !== PAPER_URL && !isLoopback(url)) {
    const remedy = `trading is on paper only: leave the address out or give ${PAPER_URL}`;
    throw new Error(`alpacaBroker: the address must be Alpaca's paper host, got ${host}; ${remedy}`);
  }
  if (keys.id === '' || keys.secret === '') {
    throw new Error(
      'alpacaBroker: the keys must be an id and a secret, got an empty one; set APCA_API_KEY_ID and APCA_API_SECRET_KEY',
    );
  }
  if (keys.id.startsWith('PK')) return;
  const kind = keys.id.startsWith('AK') ? 'the key of a live account' : 'another kind of key';
  throw new Error(
    `alpacaBroker: the key must be of a paper account (it begins with PK), got ${kind}; make one on the paper page of Alpaca's dashboard`,
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'no address';
  }
}

function isLoopback(url: string): boolean {
  try {
    return LOOPBACK.includes(new URL(url).hostname);
  } catch {
    return false;
  }
}
