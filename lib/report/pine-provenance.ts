import { createHash } from 'node:crypto';
import { formatNumber } from '../core/format.js';
import { DAY, isoDay } from '../core/time.js';
import type { Provenance } from '../pine/header.js';
import type { ParameterValue } from '../strategy/parameter.js';
import { count, counted, signedPercent } from './figures/words.js';
import type { Json, Results } from './results.js';

type Values = Readonly<Record<string, ParameterValue>>;
type Fields = Readonly<Record<string, Json>>;

/** Parameters for an export, and where they come from. */
export interface PineParameters {
  readonly parameters: Values;
  readonly provenance: Omit<Provenance, 'symbol'>;
  /** Hash of the bars they were fitted on; null for none. */
  readonly dataHash: string | null;
}

/**
 * The parameters that the search of notebook 04 left in results.json, and what became of them out of sample; without such a
 * section, or with `fitted` false, the defaults. `given` wins over both and is noted.
 */
export function pineParameters(results: Results, given: Values, fitted = true): PineParameters {
  const optimization = fields(results.optimization);
  const receipt = fields(fields(results.receipt)['04-optimisation']);
  const found = { ...(fields(receipt.parameters) as Values), ...(fields(optimization.best_params) as Values) };
  const isFitted = fitted && Object.keys(fields(optimization.best_params)).length > 0;
  const base: Values = isFitted ? found : {};
  const byHand = Object.keys(given).filter((name) => given[name] !== base[name]);
  return {
    parameters: { ...base, ...given },
    provenance: {
      fitted: isFitted ? fittedPeriod(receipt, optimization) : null,
      verdict: isFitted ? verdictOf(results, optimization) : [],
      hash: isFitted ? hashOf({ receipt, best_params: optimization.best_params }) : null,
      notes: isFitted ? notesOf(receipt, byHand) : [],
    },
    dataHash: isFitted && typeof receipt.data_hash === 'string' ? receipt.data_hash : null,
  };
}

function notesOf(receipt: Fields, byHand: readonly string[]): string[] {
  const notes = [
    receipt.source === 'sample' && 'Fitted on the built-in sample, which is made up: not to be traded.',
    byHand.length > 0 && `Set by hand: ${byHand.join(', ')}. What was measured holds for the values without them.`,
  ];
  return notes.filter((note): note is string => note !== false);
}

/** The days of the training part, from the first bar on. */
function fittedPeriod(receipt: Fields, optimization: Fields): Provenance['fitted'] {
  const from = Date.parse(String(receipt.from));
  const days = Number(fields(optimization.train).days);
  if (Number.isNaN(from) || Number.isNaN(days)) return null;
  return { from: isoDay(from), to: isoDay(from + (days - 1) * DAY) };
}

function verdictOf(results: Results, optimization: Fields): string[] {
  const holdout = fields(optimization.holdout);
  const stitched = fields(fields(results.walk_forward).stitched);
  const dsr = fields(fields(results.overfitting).dsr);
  const sentences = [
    typeof holdout.total_return === 'number' &&
      `On the bars held out from the search the account went ${signedPercent(holdout.total_return)} in ${counted(Number(holdout.days), 'day')} and ${counted(Number(holdout.total_trades), 'trade')}.`,
    typeof stitched.total_return === 'number' &&
      `Searched anew in each period and tested after it, it went ${signedPercent(stitched.total_return)} in ${counted(Number(stitched.days), 'day')}${typeof stitched.t_statistic === 'number' ? `, with a t-statistic of ${formatNumber(stitched.t_statistic)}` : ''}.`,
    typeof dsr.value === 'number' &&
      `The probability that its Sharpe ratio is more than the luck of ${count(Number(dsr.trials))} tries is ${formatNumber(dsr.value)}.`,
  ];
  return sentences.filter((sentence): sentence is string => sentence !== false);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function fields(value: Json | undefined): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}
