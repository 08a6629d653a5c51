import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { heading, pineNumber, pineString } from './text.js';

/** A number to step by with the arrows of an input: one digit below the leading one of its default. */
function stepOf(value: number, max: number): number {
  const size = value === 0 ? max / 100 : Math.abs(value);
  return Number(`1e${Math.max(-12, Math.floor(Math.log10(size)) - 1)}`);
}

/** The `input.*` line of a parameter with `value` for its default; everything else comes from the table. */
export function inputPine(parameter: Parameter, value: ParameterValue): string {
  const { name, title } = parameter;
  const about = `group = ${pineString(groupOf(parameter))}, tooltip = ${pineString(`${parameter.help} (${name})`)}`;
  if (parameter.kind === 'flag') return `bool ${name} = input.bool(${value}, ${pineString(title)}, ${about})`;
  if (parameter.kind === 'choice') {
    const options = parameter.choices.map(pineString).join(', ');
    return `string ${name} = input.string(${pineString(String(value))}, ${pineString(title)}, options = [${options}], ${about})`;
  }
  const type = parameter.kind === 'integer' ? 'int' : 'float';
  const number = (x: number) => pineNumber(x, type);
  const step = type === 'int' ? 1 : stepOf(Number(value), parameter.max);
  const range = `minval = ${number(parameter.min)}, maxval = ${number(parameter.max)}, step = ${number(step)}`;
  return `${type} ${name} = input.${type}(${number(Number(value))}, ${pineString(title)}, ${range}, ${about})`;
}

/** The heading of an input in TradingView's dialogue. */
export function groupOf({ group, use }: Parameter): string {
  return group ?? (use === 'signals' ? 'Signals' : 'Backtest');
}

/** Inputs of the parameters, group by group in the order of the table, and those of the script itself. */
export function inputsPine(
  parameters: readonly Parameter[],
  values: Readonly<Record<string, ParameterValue>>,
  everyBar: boolean,
): string {
  const groups = [...new Set(parameters.map(groupOf))];
  const lines = groups.flatMap((group) =>
    parameters.filter((one) => groupOf(one) === group).map((one) => inputPine(one, values[one.name])),
  );
  return `
${heading('Inputs')}
${lines.join('\n')}
bool profile_every_bar = input.bool(${everyBar}, "Profile on every bar", group = "Display", tooltip = "Otherwise only where it can decide a signal, and on the last bar. Every bar costs some hundred steps a bar.")
int profile_coarser = input.int(1, "Profile rows divided by", minval = 1, maxval = 10, group = "Display", tooltip = "Above 1 the profile is cheaper and coarser, and the signals are no longer those of the library.")
bool show_gaps = input.bool(true, "Gap boxes", group = "Display", tooltip = "A box ends where price enters the gap.")
bool show_status = input.bool(true, "Status table", group = "Display", tooltip = "Bias, momentum, volume, confidence, and the rules that block each side.")
`;
}
