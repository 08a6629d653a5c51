import type { Secret } from '../redact.js';
import type { EmailSettings } from './email.js';
import type { TelegramSettings } from './telegram.js';

/** Where alerts go; null where a channel is not configured. */
export interface AlertSettings {
  readonly email: EmailSettings | null;
  readonly telegram: TelegramSettings | null;
}

/** The environment variables that configure alerts, and what each is. */
export const ALERT_VARIABLES = {
  MTF_SMTP_URL: 'smtp://host:587 or smtps://host:465, with user:password@ before the host where the server asks for it',
  MTF_SMTP_USER: 'user name, instead of the one in MTF_SMTP_URL',
  MTF_SMTP_PASSWORD: 'password, instead of the one in MTF_SMTP_URL',
  MTF_MAIL_FROM: 'address that mail is sent from',
  MTF_MAIL_TO: 'address or addresses that mail is sent to, separated by commas',
  MTF_TELEGRAM_TOKEN: 'token of the bot, as BotFather gave it',
  MTF_TELEGRAM_CHAT: 'number of the chat, or @name of the channel',
  MTF_TELEGRAM_URL: 'base URL of the Bot API, when it is not https://api.telegram.org',
} as const;
export type AlertVariable = keyof typeof ALERT_VARIABLES;

type Environment = Readonly<Record<string, string | undefined>>;

const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+$/u;
const TELEGRAM = 'https://api.telegram.org';

/**
 * Reads the settings of both channels from environment values. A channel without any variable is off; an empty value is
 * none. Throws on one that is incomplete or malformed, and on a misspelt name, naming the variable and never its value.
 */
export function readAlertSettings(environment: Environment): AlertSettings {
  for (const name of Object.keys(environment)) {
    if (/^MTF_(SMTP|MAIL|TELEGRAM)_/.test(name) && !(name in ALERT_VARIABLES)) {
      throw new Error(
        `readAlertSettings: ${name} must be one of ${Object.keys(ALERT_VARIABLES).join(', ')}; correct its name or unset it`,
      );
    }
  }
  const value = (name: AlertVariable) => environment[name]?.trim() || undefined;
  return { email: readEmail(value), telegram: readTelegram(value) };
}

/** Everything in the settings that must never be read anywhere. */
export function secretsOf({ email, telegram }: AlertSettings): Secret[] {
  const secrets: Secret[] = [];
  const add = (name: string, ...values: readonly string[]) => {
    for (const value of values) secrets.push({ name, value });
  };
  if (email) {
    add('mail address', email.from, ...email.to);
    if (!isLoopback(email.host)) add('mail server', email.host);
    if (email.login) {
      add('mail password', email.login.password);
      // A short name such as `alerts` is a word that texts need.
      if (/@|^.{12}/.test(email.login.user)) add('mail user', email.login.user);
    }
  }
  if (telegram) {
    add('telegram token', telegram.token, telegram.token.slice(telegram.token.indexOf(':') + 1));
    add('telegram chat', telegram.chat);
  }
  return secrets;
}

type Value = (name: AlertVariable) => string | undefined;

function fail(name: AlertVariable, why = 'got another text'): never {
  throw new Error(`readAlertSettings: ${name} must be ${ALERT_VARIABLES[name]}; ${why}`);
}

function required(value: Value, name: AlertVariable, given: AlertVariable): string {
  return value(name) ?? fail(name, `it is missing while ${given} is set`);
}

function readEmail(value: Value): EmailSettings | null {
  const names = ['MTF_SMTP_URL', 'MTF_MAIL_FROM', 'MTF_MAIL_TO', 'MTF_SMTP_USER', 'MTF_SMTP_PASSWORD'] as const;
  const given = names.find((name) => value(name));
  if (!given) return null;
  const server = readServer(required(value, 'MTF_SMTP_URL', given));
  const user = value('MTF_SMTP_USER') ?? server.user;
  const password = value('MTF_SMTP_PASSWORD') ?? server.password;
  if (user && !password) fail('MTF_SMTP_PASSWORD', 'it is missing while a user name is set');
  if (password && !user) fail('MTF_SMTP_USER', 'it is missing while a password is set');
  const from = required(value, 'MTF_MAIL_FROM', given);
  const to = required(value, 'MTF_MAIL_TO', given)
    .split(',')
    .map((address) => address.trim());
  if (!ADDRESS.test(from)) fail('MTF_MAIL_FROM');
  if (!to.every((address) => ADDRESS.test(address))) fail('MTF_MAIL_TO');
  const login = user && password ? { user, password } : null;
  return { host: server.host, port: server.port, security: securityOf(server, login !== null), login, from, to };
}

/** A password never goes over a network in clear text. */
function securityOf({ host, secure }: Server, hasLogin: boolean): EmailSettings['security'] {
  if (secure) return 'tls';
  if (isLoopback(host)) return 'plain';
  return hasLogin ? 'starttls' : 'if-offered';
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

function readServer(text: string): Server {
  const url = parseUrl(text) ?? fail('MTF_SMTP_URL');
  const secure = url.protocol === 'smtps:';
  const isServer = (secure || url.protocol === 'smtp:') && url.hostname !== '' && !/[^/]/.test(url.pathname);
  if (!isServer || url.search !== '' || url.hash !== '') fail('MTF_SMTP_URL');
  return {
    // An IPv6 address stands in brackets in a URL only.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    user: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail('MTF_SMTP_URL', 'its user name or password holds a % that begins no escape; write it as %25');
  }
}

function readTelegram(value: Value): TelegramSettings | null {
  const given = (['MTF_TELEGRAM_TOKEN', 'MTF_TELEGRAM_CHAT', 'MTF_TELEGRAM_URL'] as const).find((name) => value(name));
  if (!given) return null;
  const token = required(value, 'MTF_TELEGRAM_TOKEN', given);
  const chat = required(value, 'MTF_TELEGRAM_CHAT', given);
  if (!/^\d+:[\w-]{8,}$/.test(token)) fail('MTF_TELEGRAM_TOKEN');
  if (!/^(-?\d+|@[A-Za-z]\w{3,})$/.test(chat)) fail('MTF_TELEGRAM_CHAT');
  return { token, chat, url: readBase(value('MTF_TELEGRAM_URL') ?? TELEGRAM) };
}

function readBase(text: string): string {
  const url = parseUrl(text) ?? fail('MTF_TELEGRAM_URL');
  const plain = url.protocol === 'http:';
  if (plain && !isLoopback(url.hostname))
    fail('MTF_TELEGRAM_URL', 'without https the token would be readable on the way');
  if (!plain && url.protocol !== 'https:') fail('MTF_TELEGRAM_URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') fail('MTF_TELEGRAM_URL');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
