import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { oneLine, pineComment } from './text.js';

/** Where parameters come from and what is known of them: all of it for the header of a script. */
export interface Provenance {
  /** What the bars are of, such as BTCUSD; shown in the title. */
  readonly symbol: string;
  /** The bars that the parameters were fitted on, as ISO dates; null for values nobody fitted. */
  readonly fitted: { readonly from: string; readonly to: string } | null;
  /** What happened outside those bars, in sentences. */
  readonly verdict: readonly string[];
  /** Hash of the run that found the parameters, or null. */
  readonly hash: string | null;
  readonly notes?: readonly string[];
}

/** Parameters that no Pine Script can follow to the letter, and what happens instead. */
export const INEXPRESSIBLE: Readonly<Record<string, string>> = {
  intrabar:
    "the broker emulator always goes open, nearer extreme, other extreme, close (the library's `path`; at equal distance the library goes low first, TradingView does not say). No minutes, no pessimistic order; the bar magnifier, where a plan has it, uses its own.",
  initial: 'set in the declaration; change it under Properties. Sizes follow it.',
  risk_free: 'set in the declaration, in percent; change it under Properties.',
};

/** What will differ on TradingView, with either script. */
export const DIFFERENCES: readonly string[] = [
  "History: a 1h average needs its warm-up before the chart begins. How far back TradingView's 1h bars go depends on the plan; near the left edge values differ, and an EMA forgets its start only after some three lengths.",
  'Volume: another venue has other volume, and with it other signals. Compare on the venue the bars came from.',
  'Missing bars do not exist, here as there; but which bars a venue lacks is its own matter.',
  'A signal counts at the close of its bar. On the realtime bar it may come and go until then.',
];

/** What will differ with the strategy besides. */
export const STRATEGY_DIFFERENCES: readonly string[] = [
  "Costs: TradingView knows slippage in ticks only, which is no fraction of the price. Fills here are without slippage, and commission is fee + slippage: right for market and stop fills to the last part in a thousand, too much by the slippage at a target. The script's own books, which size entries and halt, are exact. Change the inputs and the commission under Properties together.",
  'Levels: stop, target and trailing hang on the fill in whole ticks; slippage in them is taken from the close before it, since the open is not known when the order is given.',
  'Quantity: rounded down to qty_step here, and to the least quantity of the symbol by TradingView.',
  'Opposite positions: TradingView nets them. With htf_reversal on there are none; with it off an entry against open positions closes those, where the library holds both.',
  'The end: positions open at the last bar stay open; the library closes them as end-of-data.',
  'Margin is 0, so that the size rules decide and TradingView calls none.',
  'At most 9,000 orders are kept without Deep Backtesting, the oldest are trimmed.',
];

/** The comment a script begins with: parameters, where they come from, what they were worth, what will differ. */
export function headerPine(
  kind: 'indicator' | 'strategy',
  table: readonly Parameter[],
  values: Readonly<Record<string, ParameterValue>>,
  provenance: Provenance,
): string {
  const { fitted, verdict, hash, notes = [] } = provenance;
  const list = (sentences: readonly string[]) => sentences.map((one) => pineComment(one, '- '));
  const inexpressible = table
    .filter(({ name }) => kind === 'strategy' && name in INEXPRESSIBLE)
    .map(({ name }) => `${name} = ${values[name]}: ${INEXPRESSIBLE[name]}`);
  return [
    pineComment(`mtf-lab ${kind} for ${oneLine(provenance.symbol)}, on a chart of 5 minutes.`),
    pineComment('Fair value gaps on 5m with the trend of 1h, the momentum of 15m, volume and volume profile.'),
    '//',
    pineComment(
      fitted
        ? `Parameters fitted on ${fitted.from} to ${fitted.to}.`
        : 'Parameters: the values given or the defaults; nobody fitted them.',
    ),
    pineComment(`Run: ${hash ?? 'none'}.`),
    pineComment('Out of sample:'),
    ...list(verdict.length > 0 ? verdict : ['not tested. What a fit is worth, only bars it has not seen can tell.']),
    ...(notes.length > 0 ? [pineComment('Notes:'), ...list(notes)] : []),
    '//',
    pineComment('Values of this export (inputs begin with them):'),
    pineComment(table.map(({ name }) => `${name}=${values[name]}`).join(', '), '  '),
    '//',
    ...(inexpressible.length > 0 ? [pineComment('What Pine cannot express:'), ...list(inexpressible)] : []),
    pineComment('Differences to expect on TradingView:'),
    ...list(kind === 'strategy' ? [...DIFFERENCES, ...STRATEGY_DIFFERENCES] : DIFFERENCES),
    pineComment(
      'These templates are verified bar by bar in another Pine runtime, notebook 09 on your bars; not on TradingView itself.',
    ),
  ].join('\n');
}
