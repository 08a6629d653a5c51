import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { EmailSettings } from '../../lib/paper/alerts/email.js';
import type { SelfSigned } from './self-signed.js';

/** A message that the server took. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly user: string | undefined;
  /** As it came, headers and body. */
  readonly raw: string;
}

/** What the server answers instead of yes: a code and text such as `550 no such user`, or nothing at all. */
export type SmtpAnswer = string | 'hang';
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'data' | 'login';

export interface FakeSmtpOptions {
  /** `starttls` offers it, `tls` speaks nothing else. */
  readonly security?: 'plain' | 'starttls' | 'tls';
  readonly certificate?: SelfSigned;
  /** The only login that is accepted; without one none is asked for. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A real SMTP server on the loopback interface, with answers made to order. */
export class FakeSmtp {
  readonly mails: Mail[] = [];
  /** Connections so far. */
  connections = 0;
  /** Answers at each stage until taken away. */
  readonly answers: Partial<Record<SmtpStage, SmtpAnswer>> = {};
  /** Answers for single recipients. */
  readonly recipients: Record<string, SmtpAnswer> = {};
  private readonly server: SMTPServer;

  constructor(private readonly options: FakeSmtpOptions = {}) {
    const { security = 'plain', certificate, login } = options;
    this.server = new SMTPServer({
      secure: security === 'tls',
      ...certificate,
      disabledCommands: [...(security === 'plain' ? ['STARTTLS'] : []), ...(login ? [] : ['AUTH'])],
      allowInsecureAuth: true,
      authOptional: !login,
      disableReverseLookup: true,
      closeTimeout: 10,
      onConnect: (_, done) => {
        this.connections++;
        this.reply('connect', done);
      },
      onAuth: (auth, _, done) => {
        const right = auth.username === login?.user && auth.password === login?.password;
        this.reply('login', (error) =>
          done(error ?? (right ? null : answer(`535 5.7.8 ${auth.username}: bad login`)), { user: auth.username }),
        );
      },
      onMailFrom: (_, __, done) => this.reply('mail', done),
      onRcptTo: ({ address }, _, done) => this.reply('rcpt', done, this.recipients[address]),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.take(Buffer.concat(chunks).toString('utf8'), session, done));
      },
    });
    // A client that leaves in the middle is no fault of the server.
    this.server.on('error', () => {});
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Settings that reach it. */
  settings(change: Partial<EmailSettings> = {}): EmailSettings {
    const { security = 'plain', certificate, login = null } = this.options;
    return {
      host: '127.0.0.1',
      port: this.port,
      security,
      login,
      from: 'lab@sender.example',
      to: ['trader@receiver.example'],
      ...(certificate && { ca: certificate.cert }),
      ...change,
    };
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private take(raw: string, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    this.reply('data', (error) => {
      const { mailFrom, rcptTo } = session.envelope;
      if (!error) {
        this.mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          encrypted: session.secure,
          user: session.user,
          raw,
        });
      }
      done(error);
    });
  }

  private reply(stage: SmtpStage, done: (error?: Error | null) => void, own = this.answers[stage]): void {
    if (own !== 'hang') done(own === undefined ? null : answer(own));
  }
}

function answer(text: string): Error {
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) });
}

/** A header of a raw message, unfolded and with encoded words decoded; undefined without it. */
export function headerOf({ raw }: Mail, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line
    ?.slice(name.length + 1)
    .trim()
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, way: string, text: string) =>
      way.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replace(/_/g, ' ')),
    );
}

/** The text of a raw message, decoded, with `\n` between lines. */
export function textOf(mail: Mail): string {
  const body = mail.raw.slice(mail.raw.indexOf('\r\n\r\n') + 4);
  const encoding = headerOf(mail, 'Content-Transfer-Encoding');
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? quotedPrintable(body.replace(/=\r\n/g, ''))
        : body;
  return text.replace(/\r\n/g, '\n');
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
