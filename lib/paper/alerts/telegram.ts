import { SECOND } from '../../core/time.js';
import { retryAfterMillis } from '../../data/retry.js';
import type { Alert } from './alert-journal.js';
import { type Messenger, networkReason, type SendResult, withDeadline } from './messenger.js';
import { plainLine, plainText } from './plain-text.js';

export interface TelegramSettings {
  /** Of the Bot API, without a slash at the end; `https://api.telegram.org`. */
  readonly url: string;
  readonly token: string;
  /** A chat's number, or a channel's `@name`. */
  readonly chat: string;
}

/** What one try may take, ms. */
const TIMEOUT = 20 * SECOND;
/** The Bot API's own limit, in UTF-16 units. */
const LONGEST_TEXT = 4096;

/**
 * Sends alerts by the Telegram Bot API's `sendMessage`, without a parse mode: whatever an alert says, none of it is markup.
 * The API has no key against doubles, so each text ends with the alert's id.
 */
export function telegramMessenger(settings: TelegramSettings, timeout = TIMEOUT): Messenger {
  return {
    channel: 'telegram',
    send: (alert, stop) =>
      withDeadline(timeout, stop, (signal) => post(settings, telegramText(alert), signal)).catch((error: unknown) => ({
        outcome: 'try-later',
        reason: isAbort(error) ? `no answer within ${timeout / SECOND} s` : networkReason(error),
      })),
  };
}

/** The alert as one message: subject, body, id. */
export function telegramText({ subject, body, id }: Alert): string {
  const end = `\n\n${plainLine(id, 200)}`;
  return plainText(`${plainLine(subject, 500)}\n${body}`, LONGEST_TEXT - end.length) + end;
}

async function post({ url, token, chat }: TelegramSettings, text: string, signal: AbortSignal): Promise<SendResult> {
  const response = await fetch(`${url}/bot${token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chat, text, link_preview_options: { is_disabled: true } }),
    // A redirect would carry the token, which is in the path, to another server.
    redirect: 'manual',
    signal,
  });
  return judge(response.status, parse(await response.text()), response.headers.get('retry-after'));
}

interface Answer {
  readonly ok: boolean;
  readonly error_code?: unknown;
  readonly description?: unknown;
  readonly parameters?: { readonly retry_after?: unknown; readonly migrate_to_chat_id?: unknown } | null;
}

function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'ok' in value ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function judge(status: number, answer: Answer | undefined, retryAfter: string | null): SendResult {
  if (status === 200 && answer?.ok === true) return { outcome: 'sent' };
  const code = typeof answer?.error_code === 'number' ? answer.error_code : status;
  if (code === 429) {
    const seconds = Number(answer?.parameters?.retry_after);
    const waitAtLeast = Number.isFinite(seconds) ? seconds * SECOND : retryAfterMillis(secondsOnly(retryAfter), 0);
    return { outcome: 'try-later', reason: 'too many messages (429)', ...(waitAtLeast && { waitAtLeast }) };
  }
  // A proxy or a log-in page of the network answers in the API's place: that says nothing about token or chat.
  if (!answer) return { outcome: 'try-later', reason: `not an answer of the Bot API (HTTP ${status})` };
  if (code < 400 || code >= 500) return { outcome: 'try-later', reason: `the Bot API answered ${code}` };
  return { outcome: 'refused', reason: refusal(code, answer) };
}

/** A date in the header would need this machine's clock to be right; the API itself gives seconds. */
const secondsOnly = (header: string | null) => (header && /^\d+$/.test(header.trim()) ? header : null);

function refusal(code: number, { description, parameters }: Answer): string {
  if (code === 401 || code === 404) return `the bot token is not accepted (${code}); check MTF_TELEGRAM_TOKEN`;
  if (parameters?.migrate_to_chat_id) return `the group has a new number (${code}); correct MTF_TELEGRAM_CHAT`;
  const said = typeof description === 'string' ? ` and says "${plainLine(description, 200)}"` : '';
  if (code === 403) return `the bot may not write to this chat (403)${said}; check MTF_TELEGRAM_CHAT`;
  return `the Bot API refuses the message (${code})${said}; check MTF_TELEGRAM_CHAT`;
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';
