/** Something that must never be read anywhere. `name` stands in its place, like `telegram token`. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Text with every secret replaced by its name in brackets. */
export type Redact = (text: string) => string;

/** Shorter ones are removed only where they are a word of their own: a text may hold them by chance. */
const SURE_LENGTH = 6;

/** What looks like a secret is removed even if it is not ours: a server's answer may name other people. */
const LOOKS_SECRET: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/:\/\/[^\s/@]{1,256}@/g, '://[credentials]@'],
  [/(?<!\d)\d{6,16}(?::|%3A)[\w-]{30,64}/gi, '[token]'],
  [/(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,24}(?![\w-])/gi, '[address]'],
];

/**
 * A function that removes secrets from any text: logs, journal events, notebook output. They are found in any case of
 * letters, as they are and escaped for URLs (once or repeatedly), JSON, HTML and quoted-printable, also in part; in hex; and in
 * base64, also inside a longer base64 text such as a log-in; not where a line break cuts them. Credentials in URLs, bot
 * tokens and mail addresses go, whoever's they are. Throws on an empty secret.
 */
export function makeRedactor(secrets: readonly Secret[]): Redact {
  const replacements = [...secrets]
    .sort((a, b) => b.value.length - a.value.length) // An address before the user name in it.
    .flatMap(({ name, value }) => {
      if (value === '') throw new Error(`makeRedactor: secret "${name}" must not be empty; leave it out`);
      return patternsOf(value).map((pattern) => [pattern, `[${name}]`] as const);
    });
  return (text) =>
    [...replacements, ...LOOKS_SECRET].reduce((left, [pattern, name]) => left.replace(pattern, () => name), text);
}

function patternsOf(value: string): RegExp[] {
  const characters = Array.from(value, characterForms).join('');
  if (value.length < SURE_LENGTH) {
    // A percent escape before it ends in letters or digits too.
    return [new RegExp(`(?:(?<=%[0-9a-f]{2})|(?<![\\p{L}\\p{N}]))${characters}(?![\\p{L}\\p{N}])`, 'giu')];
  }
  const bytes = Buffer.from(value, 'utf8');
  const hex = Array.from(bytes, hexByte).join('[ :-]?');
  return [
    new RegExp(characters, 'giu'),
    new RegExp(hex, 'gi'),
    ...[0, 1, 2].map((offset) => base64Form(bytes, offset)),
  ];
}

const hexByte = (byte: number) => byte.toString(16).padStart(2, '0');
const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const NAMED_ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** A pattern for one character in each way it may be written. Repetitions are bounded: a text made of them costs no more than another. */
function characterForms(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const bytes = Array.from(Buffer.from(character, 'utf8'), hexByte);
  const units = Array.from({ length: character.length }, (_, k) =>
    character.charCodeAt(k).toString(16).padStart(4, '0'),
  );
  const named = NAMED_ENTITIES[character];
  return `(?:${[
    character === '\\' ? '\\\\{1,16}' : `${/[\p{L}\p{N}]/u.test(character) ? '' : '\\\\{0,16}'}${literally(character)}`,
    bytes.map((byte) => `[%=](?:25){0,8}${byte}`).join(''),
    units.map((unit) => `\\\\{1,16}u${unit}`).join(''),
    `&#0{0,8}${code};`,
    `&#x0{0,8}${code.toString(16)};`,
    ...(named ? [`&${named};`] : []),
    ...(character === ' ' ? ['\\+'] : []),
  ].join('|')})`;
}

/**
 * The bytes in base64 when `offset` bytes (modulo 3) come before them: the letters that depend on them alone, and the
 * neighbours that hold a few of their bits.
 */
function base64Form(bytes: Buffer, offset: number): RegExp {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const certain = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  const core = certain.replace(/[+/]/g, (letter) => (letter === '+' ? '(?:[+-]|%2B)' : '(?:[/_]|%2F)'));
  const neighbour = '(?:[A-Za-z0-9+/_-])?';
  return new RegExp(`${offset === 0 ? '' : neighbour}${core}${neighbour}(?:=|%3D){0,2}`, 'g');
}
