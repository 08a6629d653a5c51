/**
 * What a page may load and do: its own files, nothing inline, no frame around it, no word to any other server. Style
 * attributes are let through (never style elements): the chart library and tables set widths and colours by them, and an
 * attribute can neither select nor load anything.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  'img-src data: blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Stand on every answer, errors too. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

/** Kept by the reader's browser alone, and asked for again each time, which costs little where nothing changed. */
export const REVALIDATED = 'private, no-cache';
export const NOT_KEPT = 'no-store';
