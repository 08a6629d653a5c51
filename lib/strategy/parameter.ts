/** Where a parameter acts: on the signals of one strategy, or on the backtest of any. */
export type ParameterUse = 'signals' | 'backtest';

interface Described {
  readonly name: string;
  /** Title of the input in Pine Script and of the axis in a chart. */
  readonly title: string;
  /** What it means, with its unit; the tooltip in Pine Script. */
  readonly help: string;
  readonly use: ParameterUse;
  /** Heading it stands under in a dialogue of inputs; parameters without one stand under that of their use. */
  readonly group?: string;
}

/** A number between `min` and `max`, both allowed; `search` is the range an optimiser explores by default. */
export interface NumberParameter extends Described {
  readonly kind: 'real' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly search?: readonly [low: number, high: number];
}

export interface ChoiceParameter extends Described {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

export interface FlagParameter extends Described {
  readonly kind: 'flag';
  readonly default: boolean;
}

export type Parameter = NumberParameter | ChoiceParameter | FlagParameter;
export type ParameterValue = number | string | boolean;

/** The values a table describes, by name: numbers, the strings of a choice, booleans. */
export type ParameterValues<T extends readonly Parameter[]> = {
  readonly [P in T[number] as P['name']]: P extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : P extends { kind: 'flag' }
      ? boolean
      : number;
};

/**
 * Every value of `table`, taken from `given` and else the default.
 * Throws on a name that no parameter has (naming the nearest), a wrong type, NaN, a value out of range or not whole.
 */
export function resolveParameters<T extends readonly Parameter[]>(
  table: T,
  given: Readonly<Record<string, ParameterValue>> = {},
): ParameterValues<T> {
  const known = table.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new Error(
      `resolveParameters: ${name} must be a known parameter, got an unknown name; did you mean ${nearest(name, known)}? Known: ${known.join(', ')}`,
    );
  }
  const values = table.map((parameter) => [parameter.name, checked(parameter, given[parameter.name])]);
  return Object.fromEntries(values) as ParameterValues<T>;
}

function checked(parameter: Parameter, value: ParameterValue | undefined): ParameterValue {
  if (value === undefined) return parameter.default;
  const refuse = (requirement: string): never => {
    // Not JSON for numbers: it would show NaN as null.
    const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw new Error(`resolveParameters: ${parameter.name} must be ${requirement}, got ${shown}`);
  };
  if (parameter.kind === 'flag') return typeof value === 'boolean' ? value : refuse('true or false');
  if (parameter.kind === 'choice') {
    return parameter.choices.includes(value as string) ? value : refuse(`one of ${parameter.choices.join(', ')}`);
  }
  const range = `from ${parameter.min} to ${parameter.max}`;
  if (typeof value !== 'number' || Number.isNaN(value)) return refuse(`a number ${range}`);
  if (parameter.kind === 'integer' && !Number.isInteger(value)) return refuse(`a whole number ${range}`);
  return value >= parameter.min && value <= parameter.max ? value : refuse(range);
}

/** The known name that shares most letter pairs with the given one. */
function nearest(name: string, known: readonly string[]): string {
  const pairs = (text: string) => new Set(Array.from(text.slice(1), (letter, k) => text.charAt(k) + letter));
  const wanted = pairs(name.toLowerCase());
  const likeness = (candidate: string) => {
    const own = pairs(candidate);
    return [...own].filter((pair) => wanted.has(pair)).length / (own.size + wanted.size || 1);
  };
  return known.reduce(
    (best, candidate) => (likeness(candidate) > likeness(best) ? candidate : best),
    known[0] ?? 'none',
  );
}
