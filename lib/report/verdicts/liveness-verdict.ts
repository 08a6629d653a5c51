import { formatDigits } from '../../core/format.js';
import type { Liveness, ParameterLiveness } from '../../robustness/liveness.js';
import { count, counted } from '../figures/words.js';

/** Which searched parameters matter, in sentences that follow from the sweeps. */
export function livenessVerdict({ parameters, base_trades, dropped, runs, steps }: Liveness): string[] {
  if (parameters.length === 0) return ['This strategy searches no parameter: there is nothing to optimise.'];
  if (base_trades === 0 && dropped.length === parameters.length) {
    return ['No trade is taken anywhere near these parameters: whether a parameter matters cannot be seen.'];
  }
  const live = parameters.filter(({ status }) => status === 'live');
  const silent = parameters.filter(({ status }) => status !== 'live');
  const found =
    silent.length === 0
      ? `Each of the ${count(parameters.length)} searched parameters changes some of the ${counted(base_trades, 'trade')} (${count(runs)} runs, ${count(steps)} values of each).`
      : `${count(live.length)} of ${count(parameters.length)} searched parameters change trades; with the others at their own values ${nameList(silent.map(({ name }) => name))} change${silent.length === 1 ? 's' : ''} none of ${count(base_trades)}.`;
  return [found, ...silent.map(fate)];
}

function fate(parameter: ParameterLiveness): string {
  const { name, low, high, status, value } = parameter;
  const range = `${formatDigits(low)} to ${formatDigits(high)}`;
  if (status === 'inert') {
    return `${name} changes no trade from ${range}, whichever other parameter stands at whichever end of its range: it is dropped from the search and stays at ${formatDigits(value)}.`;
  }
  const { given, trades } = strongest(parameter);
  return `${name} is masked: it changes up to ${counted(trades, 'trade')} once ${given}, so it stays in the search.`;
}

function strongest({ conditions }: ParameterLiveness): { given: string; trades: number } {
  const best = conditions.reduce((most, one) => (one.trades_changed > most.trades_changed ? one : most));
  const given = best.given ? `${best.given.name} is ${formatDigits(best.given.value)}` : 'nothing else moves';
  return { given, trades: best.trades_changed };
}

/** `a`, `a and b`, `a, b and c`. */
export function nameList(names: readonly string[]): string {
  const last = names[names.length - 1] ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
