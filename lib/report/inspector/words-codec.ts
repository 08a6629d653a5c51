import { formatNumber } from '../../core/format.js';
import { isoTime, SECOND } from '../../core/time.js';
import type { IntegerReader, IntegerWriter } from '../long-chart/integers.js';
import { type InspectionWords, WORD_PARTS } from './inspection.js';

/** One number of a sentence, over all uses of the sentence: always the same text, times, numbers, or texts as they are. */
type Slot =
  | { readonly kind: 'same'; readonly text: string }
  | { readonly kind: 'time' }
  | { readonly kind: 'number'; readonly decimals: number }
  | { readonly kind: 'text'; readonly texts: readonly string[] };

/** A sentence without its numbers, which stand between the parts. */
interface Sentence {
  readonly parts: readonly string[];
  readonly slots: readonly Slot[];
}

/** What is kept of explanations as JSON; numbers are in the writer. */
export type WordsHead = readonly Sentence[];

interface Uses {
  readonly parts: readonly string[];
  /** The numbers of each use, and the entry time of the trade it is said of. */
  readonly values: string[][];
  readonly times: number[];
}

/** A time or a number, without its sign: there is a zero of either sign in words. */
const VALUE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d[\d,]*(?:\.\d+)?/g;
const MOST = 2 ** 30;

/**
 * Writes explanations: each sentence once, without its numbers, and these by column, since the trades of a run are
 * explained by the same sentences. Nothing is lost, whatever the sentences. `entryTimes` are those of the trades.
 */
export function encodeWords(
  words: readonly InspectionWords[],
  entryTimes: readonly number[],
  out: IntegerWriter,
): WordsHead {
  const kept = new Map<string, Uses>();
  const numberOf = new Map<string, number>();
  const used: number[] = [];
  words.forEach((one, trade) => {
    for (const sentence of WORD_PARTS.flatMap((part) => one[part])) {
      const parts = sentence.split(VALUE);
      const key = parts.join('\n');
      const uses = kept.get(key) ?? { parts, values: [], times: [] };
      kept.set(key, uses);
      uses.values.push(sentence.match(VALUE) ?? []);
      uses.times.push(entryTimes[trade]);
      if (!numberOf.has(key)) numberOf.set(key, numberOf.size);
      used.push(numberOf.get(key) ?? 0);
    }
  });
  for (const part of WORD_PARTS) out.unsigned(words.map((one) => one[part].length));
  out.unsigned(used);
  return [...kept.values()].map((uses) => encodeUses(uses, out));
}

/** The explanation of each trade by its place; put together when asked for, because writing numbers takes a while. */
export function decodeWords(
  head: WordsHead,
  entryTimes: readonly number[],
  from: IntegerReader,
): (trade: number) => InspectionWords {
  const lengths = WORD_PARTS.map(() => from.unsigned());
  const used = from.unsigned();
  const starts = startsOf(lengths, entryTimes.length);
  const times: number[][] = head.map(() => []);
  const useOf = new Int32Array(used.length);
  entryTimes.forEach((time, trade) => {
    for (let k = starts[trade]; k < starts[trade + 1]; k++) useOf[k] = times[used[k]].push(time) - 1;
  });
  const sentences = head.map((one, k) => decodeUses(one, times[k], from));
  return (trade) => {
    let at = starts[trade];
    const take = (length: number) =>
      Array.from({ length }, () => {
        const k = at++;
        return sentences[used[k]](useOf[k]);
      });
    const [entry, size, levels, exit] = lengths.map((length) => take(length[trade]));
    return { entry, size, levels, exit };
  };
}

/** Where the sentences of each trade begin; one longer than the trades. */
function startsOf(lengths: readonly Uint32Array[], trades: number): Int32Array {
  const starts = new Int32Array(trades + 1);
  for (let k = 0; k < trades; k++) starts[k + 1] = starts[k] + lengths.reduce((sum, length) => sum + length[k], 0);
  return starts;
}

function encodeUses({ parts, values, times }: Uses, out: IntegerWriter): Sentence {
  const slots = parts.slice(1).map((_, slot) =>
    encodeSlot(
      values.map((use) => use[slot]),
      times,
      out,
    ),
  );
  return { parts, slots };
}

function encodeSlot(texts: readonly string[], times: readonly number[], out: IntegerWriter): Slot {
  if (texts.every((text) => text === texts[0])) return { kind: 'same', text: texts[0] };
  if (texts.every((text) => text.endsWith('Z'))) {
    out.signed(texts.map((text, k) => (Date.parse(text) - times[k]) / SECOND));
    return { kind: 'time' };
  }
  const decimals = texts[0].split('.')[1]?.length ?? 0;
  const whole = texts.map((text) => Math.round(Number(text.replaceAll(',', '')) * 10 ** decimals));
  if (texts.some((text, k) => !(whole[k] < MOST) || numberText(whole[k], decimals) !== text))
    return { kind: 'text', texts };
  out.unsigned(whole);
  return { kind: 'number', decimals };
}

function decodeUses(
  { parts, slots }: Sentence,
  times: readonly number[],
  from: IntegerReader,
): (use: number) => string {
  const columns = slots.map((slot) => decodeSlot(slot, times, from));
  return (use) => parts.map((part, k) => (k === 0 ? part : columns[k - 1](use) + part)).join('');
}

function decodeSlot(slot: Slot, times: readonly number[], from: IntegerReader): (use: number) => string {
  if (slot.kind === 'same') return () => slot.text;
  if (slot.kind === 'text') return (use) => slot.texts[use];
  if (slot.kind === 'time') {
    const after = from.signed();
    return (use) => isoTime(times[use] + SECOND * after[use]);
  }
  const values = from.unsigned();
  return (use) => numberText(values[use], slot.decimals);
}

function numberText(whole: number, decimals: number): string {
  return formatNumber(whole / 10 ** decimals, decimals);
}
