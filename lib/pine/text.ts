/** Characters that would end a line or turn the text around: line breaks of all alphabets, controls, bidi marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** One printable line of `text`: whatever would break a line, or hide or turn its text around, becomes a space. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(UNPRINTABLE, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

/** `text` as a Pine string literal, on one line. */
export function pineString(text: string): string {
  return `"${oneLine(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

/**
 * `value` as a Pine number that reads back equal, without exponent; `float` writes 3 as 3.0.
 * Throws on what Pine has no literal for.
 */
export function pineNumber(value: number, kind: 'int' | 'float' = 'float'): string {
  const digits = String(value);
  const plain = digits.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : digits;
  if (!Number.isFinite(value) || Number(plain) !== value || (kind === 'int' && !Number.isInteger(value))) {
    throw new Error(
      `pineNumber: value must be ${kind === 'int' ? 'whole' : 'finite, with at most 20 decimals'}, got ${value}`,
    );
  }
  return kind === 'float' && !plain.includes('.') ? `${plain}.0` : plain;
}

/** `text` as Pine comment lines of at most `width` characters, the first with `lead`, the others indented as far. */
export function pineComment(text: string, lead = '', width = 118): string {
  const lines: string[] = [];
  let line = `// ${lead}`;
  let empty = true;
  for (const word of oneLine(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `// ${' '.repeat(lead.length)}`;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()].join('\n');
}

/** Sections one after the other, a blank line between them. */
export function pineSections(...sections: readonly string[]): string {
  return `${sections
    .map((section) => section.trim())
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

/** The heading of a section. */
export function heading(title: string): string {
  return `// ${'─'.repeat(4)} ${title} ${'─'.repeat(Math.max(4, 108 - title.length))}`;
}
