// Control characters would end a header line or hide text; direction marks turn what follows around.
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The text as one line without control characters, at most `most` characters. */
export function plainLine(text: string, most: number): string {
  return shorten(text.replace(INVISIBLE, ' ').replace(/ {2,}/g, ' ').trim(), most);
}

/** The text without control characters but `\n`, at most `most` characters. */
export function plainText(text: string, most: number): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return shorten(lines.map((line) => line.replace(INVISIBLE, ' ').trimEnd()).join('\n'), most);
}

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not in the middle of a surrogate pair.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
