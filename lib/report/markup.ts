import { escapeHtml } from './escape-html.js';

/** HTML that is safe to stand as it is: made by `markup` alone. */
export class Markup {
  constructor(readonly html: string) {}
}

export type MarkupValue = string | number | Markup | readonly Markup[] | null;

/** HTML from a template: texts put into it are escaped, other markup is not, and null is nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(parts.map((part, k) => (k === 0 ? part : inserted(values[k - 1]) + part)).join(''));
}

function inserted(value: MarkupValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(({ html }) => html).join('');
}
