import { type AlertSettings, readAlertSettings, secretsOf } from '../paper/alerts/alert-settings.js';
import { makeRedactor, type Redact } from '../paper/redact.js';

export interface AlpacaKeys {
  readonly id: string;
  readonly secret: string;
}

/** What the environment holds for paper trading, and the function that keeps it out of every text. */
export interface PaperSecrets {
  readonly keys: AlpacaKeys | null;
  readonly alerts: AlertSettings;
  readonly redact: Redact;
  /** Loopback servers that stand for Alpaca in tests; Alpaca's own hosts when absent. */
  readonly urls: AlpacaUrls;
}

export interface AlpacaUrls {
  readonly history?: string;
  readonly stream?: string;
  readonly trading?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const TEST_URLS = {
  history: 'MTF_TEST_ALPACA_HISTORY',
  stream: 'MTF_TEST_ALPACA_STREAM',
  trading: 'MTF_TEST_ALPACA_TRADING',
} as const;

/** Reads keys, alert settings and test servers. Throws on malformed ones, naming the variable and never its value. */
export function readPaperSecrets(environment: Environment): PaperSecrets {
  const { APCA_API_KEY_ID: id, APCA_API_SECRET_KEY: secret } = environment;
  if ((id ? 1 : 0) + (secret ? 1 : 0) === 1) {
    const missing = id ? 'APCA_API_SECRET_KEY' : 'APCA_API_KEY_ID';
    throw new Error(`readPaperSecrets: ${missing} must be given with its other half, got none; set it, or unset both`);
  }
  const keys = id && secret ? { id, secret } : null;
  const alerts = readAlertSettings(environment);
  const own = keys
    ? [
        { name: 'key id', value: keys.id },
        { name: 'secret key', value: keys.secret },
      ]
    : [];
  return { keys, alerts, redact: makeRedactor([...own, ...secretsOf(alerts)]), urls: testUrls(environment) };
}

/** Keys go to these hosts, so that nothing but this machine is accepted. */
function testUrls(environment: Environment): AlpacaUrls {
  const given = Object.entries(TEST_URLS).flatMap(([name, variable]) => {
    const url = environment[variable];
    if (!url) return [];
    if (!URL.canParse(url) || !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname)) {
      throw new Error(`readPaperSecrets: ${variable} must be the URL of a server on this machine, got another`);
    }
    return [[name, url]];
  });
  return Object.fromEntries(given);
}
