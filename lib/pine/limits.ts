import { declaredNames, pitfalls } from './pitfalls.js';

/** TradingView's limits, from its manual's page on limitations. */
export const PINE_LIMITS = {
  plots: 64,
  requests: 40,
  tuple_elements: 127,
  tokens: 100_000,
  bytes: 5_000_000,
  names_in_a_scope: 1000,
  history: 5000,
  drawings: 500,
  ms_per_bar: 500,
  seconds: 20,
} as const;

/** Steps of a loop a second: an assumption, for TradingView gives no figure. */
const STEPS_PER_SECOND = 1_000_000;
/** Chart bars of a common plan, and the share of bars on which the profile can decide a signal. */
const CHART_BARS = 20_000;
const DECIDING_SHARE = 0.05;
/** Hours in a bar of 5 minutes: the 1h profile is built on every 1h bar. */
const HOURS_PER_BAR = 1 / 12;

/** What a script uses of each limit. Loop costs are estimates. */
export interface PineUse {
  readonly plots: number;
  readonly requests: number;
  readonly tuple_elements: number;
  /** Words of the text, with the body of a function counted at each call: an estimate from above. */
  readonly tokens: number;
  readonly bytes: number;
  readonly names_in_a_scope: number;
  /** Greatest number of bars a history reference goes back. */
  readonly history: number;
  readonly drawings: number;
  /** Steps of the loops of one profile. */
  readonly profile_steps: number;
  /** Milliseconds of the loops on a bar that builds both profiles, and seconds of all loops over 20,000 bars. */
  readonly ms_per_bar: number;
  readonly seconds: number;
}

export interface PineReport {
  readonly use: PineUse;
  /** What breaks a limit or a rule of Pine v6; empty for a good script. */
  readonly problems: readonly string[];
}

/** Counts what `text` uses of TradingView's limits and looks for what Pine v6 does not take. Reads the text alone. */
export function inspectPine(text: string): PineReport {
  const code = withoutStringsAndComments(text);
  const use = useOf(text, code);
  const over = Object.entries(PINE_LIMITS)
    .filter(([name, limit]) => use[name as keyof PineUse] > limit)
    .map(([name, limit]) => `${name.replaceAll('_', ' ')} must be at most ${limit}, got ${use[name as keyof PineUse]}`);
  const kind = /^(indicator|strategy)\(/m.exec(code.join('\n'))?.[1];
  const misplaced = [
    !text.startsWith('//@version=6\n') && 'the first line must be //@version=6',
    kind === undefined && 'a script must declare an indicator or a strategy',
    kind === 'strategy' && /\balertcondition\(/.test(code.join('\n')) && 'alertcondition must not be in a strategy',
    kind === 'indicator' && /\bstrategy\./.test(code.join('\n')) && 'an indicator must not call strategy.*',
    hasDynamicHistory(code) && 'a history reference must be by a literal, or max_bars_back be declared',
  ].filter((problem): problem is string => problem !== false);
  return { use, problems: [...over, ...misplaced, ...pitfalls(code)] };
}

/** Throws, naming every problem, unless `text` keeps TradingView's limits and the rules of Pine v6. */
export function requirePine(text: string): void {
  const { problems } = inspectPine(text);
  if (problems.length > 0)
    throw new Error(`requirePine: script must be within the limits of Pine, got: ${problems.join('; ')}`);
}

/** The lines of `text`, with comments removed and strings emptied, so that what they say is not taken for code. */
export function withoutStringsAndComments(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*/g, (found) => (found.startsWith('/') ? '' : '""')),
    );
}

function useOf(text: string, code: readonly string[]): PineUse {
  const joined = code.join('\n');
  const steps = profileSteps(text);
  const everyBar = /profile_every_bar = input\.bool\(true/.test(text) ? 1 : DECIDING_SHARE;
  return {
    plots: code.reduce((sum, line) => sum + plotsOf(line), 0),
    requests: new Set(
      code.filter((line) => line.includes('request.')).map((line) => line.slice(line.indexOf('request.'))),
    ).size,
    tuple_elements: code
      .filter((line) => line.includes('request.'))
      .reduce((sum, line) => sum + declaredNames(line).length, 0),
    tokens: tokensOf(code),
    bytes: new TextEncoder().encode(text).length,
    names_in_a_scope: code.filter((line) => /^\S/.test(line)).flatMap(declaredNames).length,
    history: Math.max(0, ...Array.from(joined.matchAll(/\w\[(\d+)\]/g), ([, offset]) => Number(offset))),
    drawings: Math.max(0, ...Array.from(joined.matchAll(/max_\w+_count = (\d+)/g), ([, count]) => Number(count))),
    profile_steps: steps,
    ms_per_bar: (1000 * 2 * steps) / STEPS_PER_SECOND,
    seconds: (CHART_BARS * steps * (everyBar + HOURS_PER_BAR)) / STEPS_PER_SECOND,
  };
}

/** One for each call that plots, one more for a colour that changes. */
function plotsOf(line: string): number {
  const call = /^\s*(plot|plotshape|plotchar|plotarrow|bgcolor|barcolor|alertcondition)\(/.exec(line)?.[1];
  if (!call) return 0;
  const changing = call === 'plot' && /color = [^,]*\?/.test(line) ? 1 : 0;
  return 1 + changing;
}

/** One pass over the bars, one over the rows, and at most one more for the value area. */
function profileSteps(text: string): number {
  const value = (name: string) => Number(new RegExp(`${name} = input\\.int\\((\\d+)`).exec(text)?.[1] ?? 0);
  return value('vp_len') + 2 * value('vp_rows');
}

function tokensOf(code: readonly string[]): number {
  const words = (line: string) => line.match(/\w+|"|[^\s\w]/g)?.length ?? 0;
  const calls = (name: string) => code.join('\n').match(new RegExp(`(?<![\\w.])${name}\\(`, 'g'))?.length ?? 0;
  let [total, times] = [0, 1];
  for (const line of code) {
    const named = /^(\w+)\(.*\)\s*=>/.exec(line)?.[1];
    if (named) times = Math.max(1, calls(named) - 1);
    else if (/^\S/.test(line)) times = 1;
    total += words(line) * times;
  }
  return total;
}

function hasDynamicHistory(code: readonly string[]): boolean {
  const dynamic = code.some((line) =>
    /\w\[(?!\d+\])/.test(line.replace(/^\s*\[.*?\]\s*=/, '').replace(/options = \[.*?\]/g, '')),
  );
  return dynamic && !code.some((line) => line.includes('max_bars_back'));
}
