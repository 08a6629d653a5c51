import type { TimeUnit } from './csv-time.js';
import { parseTime, utcDay } from './csv-time.js';

const COMMA = 44;
const LF = 10;
const CR = 13;
const QUOTE = 34;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const NULL_WORDS = new Set(['', 'null', 'none', 'nan', 'na', 'n/a', '-']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITY = /^([+-]?)inf(inity)?$/i;

/**
 * Reads the fields of a CSV one after the other from its bytes. Numbers and ISO times of the usual shape never become
 * strings: that is what makes a million rows a matter of a tenth of a second. Every other shape takes the slow way.
 * After each field `at` stands on the comma or line end behind it.
 */
export class CsvScanner {
  at: number;
  /** What the last field said when it was neither a number (or time) nor a null. */
  bad: string | undefined;
  /** How the last time was written. */
  unit: TimeUnit = 'ISO';
  private dayKey = -1;
  private dayStart = Number.NaN;

  constructor(private readonly bytes: Uint8Array) {
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.at = hasByteOrderMark ? 3 : 0;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Whether the last field was the last of its line. */
  get atLineEnd(): boolean {
    return this.at >= this.bytes.length || this.bytes[this.at] === LF || this.bytes[this.at] === CR;
  }

  /** Steps over the comma between two fields. */
  nextField(): void {
    this.at++;
  }

  /** Steps over one line end: LF, CR LF or CR. */
  nextLine(): void {
    if (this.bytes[this.at] === CR && this.bytes[this.at + 1] === LF) this.at++;
    this.at++;
  }

  /** The text of a field, without its quotes. */
  text(): string {
    const { bytes } = this;
    if (bytes[this.at] === QUOTE) return this.quoted();
    const from = this.at;
    this.skip();
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, this.at - from)
      .toString('utf8')
      .trim();
  }

  /** Passes over a field. */
  skip(): void {
    const { bytes } = this;
    if (bytes[this.at] === QUOTE) this.quoted();
    let p = this.at;
    while (p < bytes.length && bytes[p] !== COMMA && bytes[p] !== LF && bytes[p] !== CR) p++;
    this.at = p;
  }

  /**
   * The number in a field, correctly rounded: up to 16 digits make an integer below 2^53, and an integer divided by an
   * exact power of ten (10^22 at most) rounds once (Clinger 1990). NaN for a null, or with `bad` set for any other text.
   */
  decimal(): number {
    const { bytes } = this;
    let p = this.at;
    const negative = bytes[p] === 45;
    if (negative) p++;
    const first = p;
    let mantissa = 0;
    let point = -1;
    let c = bytes[p];
    for (;;) {
      const digit = c - 48;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (c === 46 && point < 0) point = p;
      else break;
      c = bytes[++p];
    }
    const digits = p - first - (point < 0 ? 0 : 1);
    const ends = c === COMMA || c === LF || c === CR || p >= bytes.length;
    if (!ends || digits === 0 || digits > 16 || mantissa >= 2 ** 53) return this.slowDecimal();
    this.at = p;
    const value = point < 0 ? mantissa : mantissa / POWERS_OF_TEN[p - point - 1];
    return negative ? -value : value;
  }

  /** The time in a field in ms UTC. NaN for a null, or with `bad` set for any other text. */
  time(): number {
    const fast = this.plainIso();
    if (!Number.isNaN(fast)) return fast;
    const text = this.text();
    this.bad = undefined;
    const parsed = parseTime(text);
    if (parsed) {
      this.unit = parsed.unit;
      return parsed.time;
    }
    if (!NULL_WORDS.has(text.toLowerCase())) this.bad = text;
    return Number.NaN;
  }

  /** `2024-03-01T12:05:00Z`, with T or a space, with or without Z; NaN when the field is anything else. */
  private plainIso(): number {
    const { bytes, at } = this;
    if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || bytes[at + 13] !== 58 || bytes[at + 16] !== 58)
      return Number.NaN;
    if (bytes[at + 10] !== 84 && bytes[at + 10] !== 32) return Number.NaN;
    const end = bytes[at + 19] === 90 ? at + 20 : at + 19;
    if (end < bytes.length && bytes[end] !== COMMA && bytes[end] !== LF && bytes[end] !== CR) return Number.NaN;
    const year = this.twoDigits(at) * 100 + this.twoDigits(at + 2);
    const month = this.twoDigits(at + 5);
    const day = this.twoDigits(at + 8);
    const hour = this.twoDigits(at + 11);
    const minute = this.twoDigits(at + 14);
    const second = this.twoDigits(at + 17);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    const key = (year * 100 + month) * 100 + day;
    if (key !== this.dayKey) {
      this.dayKey = key;
      this.dayStart = utcDay(year, month, day);
    }
    this.at = end;
    this.unit = 'ISO';
    const time = this.dayStart + ((hour * 60 + minute) * 60 + second) * 1000;
    if (Number.isNaN(time)) this.at = at;
    return time;
  }

  private twoDigits(p: number): number {
    const tens = this.bytes[p] - 48;
    const ones = this.bytes[p + 1] - 48;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  }

  private slowDecimal(): number {
    const text = this.text();
    this.bad = undefined;
    if (NULL_WORDS.has(text.toLowerCase())) return Number.NaN;
    if (NUMBER.test(text)) return Number(text);
    const infinite = INFINITY.exec(text);
    if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.bad = text;
    return Number.NaN;
  }

  /** A quoted field (RFC 4180): a doubled quote stands for one. */
  private quoted(): string {
    const { bytes } = this;
    const from = this.at + 1;
    let p = from;
    while (p < bytes.length && (bytes[p] !== QUOTE || bytes[p + 1] === QUOTE)) p += bytes[p] === QUOTE ? 2 : 1;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(p, bytes.length) - from).toString('utf8');
    this.at = Math.min(p + 1, bytes.length);
    this.skip();
    return text.replaceAll('""', '"').trim();
  }
}
