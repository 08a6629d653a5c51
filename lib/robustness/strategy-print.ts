import { createHash } from 'node:crypto';
import { signalsOf, strategyParameters } from '../strategy/strategy.js';
import type { EvaluationInput } from './segment.js';

const PRINTS = new WeakMap<object, string>();

/**
 * SHA-256 (hex) of what a strategy is: the source of its functions, and what they say on these bars with the fixed
 * parameters. The ledger would otherwise give back the evaluations of a strategy that was edited since and kept its name,
 * also where the edit was in a function that it calls.
 */
export function strategyPrint(input: EvaluationInput): string {
  const known = PRINTS.get(input);
  if (known !== undefined) return known;
  const { strategy, market, fixed } = input;
  const signals = signalsOf(strategy, market, strategyParameters(strategy, fixed));
  const hash = createHash('sha256').update(`${strategy.compute}${strategy.signals ?? ''}`);
  const { side, atr, volRatio, trend, confidence } = signals;
  // Off the signals, confidence may be NaN or not.
  const sure = confidence?.filter((_, i) => side[i] !== 0);
  for (const values of [side, atr, volRatio, trend, sure]) hash.update(values ?? '');
  const print = hash.digest('hex');
  PRINTS.set(input, print);
  return print;
}
