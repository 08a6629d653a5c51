import type { PlainFigure } from '../figure-json.js';
import type { Markup } from '../markup.js';
import type { PageId } from './address.js';

/** Something on a page, under a key that stays the same when its content changes. */
export type Block = { readonly key: string; readonly wide?: boolean } & (
  | { readonly kind: 'html'; readonly html: Markup }
  | { readonly kind: 'figure'; readonly figure: PlainFigure }
  /** All bars: the long chart's data, gzip in base64. */
  | { readonly kind: 'candles'; readonly data: string }
);

/** A page as data: the app draws it. */
export interface Page {
  readonly id: PageId;
  readonly name: string;
  readonly blocks: readonly Block[];
}
