import type { IncomingMessage } from 'node:http';

/** What a request is refused with: an HTTP status and a sentence for whoever made it. */
export interface Refusal {
  readonly status: number;
  readonly words: string;
}

/** What is looked at of a request. `rawHeaders`: names and values in turn, as they came. */
export type AskedRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>;

const LONGEST_ADDRESS = 512;

/**
 * Why a request is not answered, if so. A page of another site can make a reader's browser ask any address, this server's
 * too: by its own name that resolves to 127.0.0.1 (the host is wrong then), or openly (the browser then says whose request it
 * is). Only GET and HEAD without a body are answered, so that nothing can be changed.
 */
export function refusal(request: AskedRequest, port: number): Refusal | undefined {
  const { method, url = '', headers } = request;
  const host = soleHeader(request, 'host')?.toLowerCase();
  if (host === undefined || !hostsOf(port).includes(host)) {
    return { status: 421, words: `This server answers to ${hostsOf(port).slice(0, 2).join(' and ')} alone.` };
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, words: 'Nothing can be changed here: GET and HEAD are answered.' };
  }
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0) {
    return { status: 413, words: 'A request must have no body.' };
  }
  if (url.length > LONGEST_ADDRESS) return { status: 414, words: 'The address is too long.' };
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`) return FOREIGN;
  return isOwnOrOpened(request) ? undefined : FOREIGN;
}

const FOREIGN: Refusal = { status: 403, words: 'Requests of other sites are not answered.' };

/** The last one: browsers leave the port of the protocol out. */
function hostsOf(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost'];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

/**
 * Browsers say who asks; other programs say nothing. A link on another page may open the dashboard, which holds no data
 * itself and stands in no frame; the rest it may not ask for.
 */
function isOwnOrOpened({ headers, url }: AskedRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isLink && url === '/';
}

/** A header that must be there once: of two, programs on the way might believe another than we do. */
function soleHeader({ rawHeaders }: AskedRequest, name: string): string | undefined {
  const values = rawHeaders.filter((_, k) => k % 2 === 1 && rawHeaders[k - 1]?.toLowerCase() === name);
  return values.length === 1 ? values[0] : undefined;
}
