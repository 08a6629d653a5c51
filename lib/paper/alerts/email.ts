import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { SECOND } from '../../core/time.js';
import type { Alert } from './alert-journal.js';
import { errorCode, type Messenger, networkReason, type SendResult, withDeadline } from './messenger.js';
import { plainLine, plainText } from './plain-text.js';

export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  /**
   * `tls`: encrypted from the first byte. `starttls`: nothing is sent unless the server encrypts. `if-offered`: encrypted where
   * the server can. `plain`: never, for a server on this machine.
   */
  readonly security: 'tls' | 'starttls' | 'if-offered' | 'plain';
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly string[];
  /** Certificate (PEM) to trust instead of the system's, for a server that signs its own. */
  readonly ca?: string;
}

/** What one try may take from connecting to the last answer, ms. */
const TIMEOUT = 30 * SECOND;

/** Sends alerts by SMTP, as text only, each over a connection of its own. */
export function emailMessenger(settings: EmailSettings, timeout = TIMEOUT): Messenger {
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'plain',
    ...(settings.login && { auth: { user: settings.login.user, pass: settings.login.password } }),
    ...(settings.ca && { tls: { ca: settings.ca } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    socketCloseTimeout: SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    channel: 'email',
    async send(alert, stop) {
      try {
        const info = await withDeadline(timeout, stop, (signal) =>
          transport.sendMail({ ...mailOf(alert, settings), signal }),
        );
        const rejected = info.rejected.length;
        if (rejected === 0) return { outcome: 'sent' };
        return { outcome: 'sent', note: `the server refused ${rejected} of ${settings.to.length} recipients` };
      } catch (error) {
        return judge(error, timeout);
      }
    },
  };
}

/** Equal for equal alerts, so that mail programs show an alert that was sent twice as one. */
export function messageId(alert: Alert, from: string): string {
  const digest = createHash('sha256').update(`${alert.id}\n${alert.at}`).digest('hex').slice(0, 32);
  return `<${digest}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

function mailOf(alert: Alert, { from, to }: EmailSettings) {
  return {
    from: { name: 'mtf-lab', address: from },
    to: [...to],
    subject: plainLine(`[mtf-lab] ${alert.subject}`, 200),
    text: `${plainText(alert.body, 20_000)}\n\n${plainLine(alert.id, 200)}\n`,
    date: new Date(alert.at),
    messageId: messageId(alert, from),
    // Keeps out-of-office replies from answering (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false as const,
  };
}

function judge(error: unknown, timeout: number): SendResult {
  const code = nodemailerCode(error);
  if (code === 'EABORT') return { outcome: 'try-later', reason: `no answer within ${timeout / SECOND} s` };
  const { responseCode, response } = error as { readonly responseCode?: number; readonly response?: unknown };
  if (typeof responseCode !== 'number') {
    if (code === 'EAUTH')
      return { outcome: 'refused', reason: 'the server offers no way to log in; check MTF_SMTP_URL' };
    if (code === 'EENVELOPE')
      return { outcome: 'refused', reason: 'an address is not valid; check MTF_MAIL_FROM, MTF_MAIL_TO' };
    return { outcome: 'try-later', reason: networkReason(error) };
  }
  const permanent = responseCode >= 500 && responseCode < 600 && responseCode !== 503;
  const said = `the server answered "${plainLine(String(response ?? responseCode), 200)}"`;
  if (!permanent) return { outcome: 'try-later', reason: said };
  if (code === 'ETLS') return { outcome: 'refused', reason: `no encrypted connection (STARTTLS): ${said}` };
  if (code === 'EAUTH')
    return {
      outcome: 'refused',
      reason: `user name or password is not accepted (${responseCode}); check MTF_SMTP_URL, MTF_SMTP_USER, MTF_SMTP_PASSWORD`,
    };
  return { outcome: 'refused', reason: said };
}

function nodemailerCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : errorCode(error);
}
