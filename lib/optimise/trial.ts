import { canonicalJson, contentKey, type Plain } from './content-key.js';

/** What an evaluation is of. Equal identities are one evaluation, however often it is made. */
export interface TrialIdentity {
  /** Content hash of the bars. */
  readonly dataHash: string;
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, Plain>>;
  /** First and last moment of the data that were evaluated, ms UTC. */
  readonly period: Period;
  /** Of all else that decides the outcome: costs, fixed parameters, fill order, finer bars, version of the code. */
  readonly costsHash: string;
}

export interface Period {
  readonly from: number;
  readonly to: number;
}

/** One evaluation as it is remembered. */
export interface Trial extends TrialIdentity {
  /** What was maximised; null where the evaluation failed, and `failure` says how. */
  readonly objective: number | null;
  readonly failure?: string;
  /** Daily returns, fractions, kept bit for bit; empty where it failed. */
  readonly returns: Float64Array;
  /** Whatever else a resumed run needs, such as metrics. */
  readonly details: Readonly<Record<string, Plain>>;
  /** Seed of the search, what it was for ("optimise", "walk-forward 3"), and when, ms UTC: given, not read from a clock. */
  readonly seed: number;
  readonly purpose: string;
  readonly recordedAt: number;
}

/** A row as SQLite gives it back. */
export type TrialRow = Readonly<Record<string, number | string | null>> & {
  readonly returns: ArrayBuffer | Uint8Array;
};

export type TrialValues = readonly (string | number | null | Uint8Array)[];

/** Columns of the table, in the order of `rowOf`. */
export const TRIAL_COLUMNS = [
  'key',
  'data_hash',
  'strategy',
  'period_from',
  'period_to',
  'costs_hash',
  'parameters',
  'objective',
  'failure',
  'details',
  'returns',
  'seed',
  'purpose',
  'recorded_at',
] as const;

/** The key under which an evaluation is kept: the same for the same identity, in whatever order its parameters are written. */
export function trialKey({ dataHash, strategy, parameters, period, costsHash }: TrialIdentity): string {
  return contentKey([dataHash, strategy, parameters, period.from, period.to, costsHash]);
}

/** The values of `TRIAL_COLUMNS`. Throws on what SQLite or JSON would not keep as it is. */
export function rowOf(trial: Trial): TrialValues {
  const { objective, failure, period, returns } = trial;
  if (objective === null ? !failure : !Number.isFinite(objective)) {
    throw new Error(`TrialLedger.record: objective must be finite, or null with a failure, got ${objective}`);
  }
  for (const [name, time] of Object.entries({ ...period, recordedAt: trial.recordedAt })) {
    if (!Number.isSafeInteger(time)) {
      throw new Error(`TrialLedger.record: ${name} must be whole milliseconds, got ${time}`);
    }
  }
  return [
    trialKey(trial),
    trial.dataHash,
    trial.strategy,
    period.from,
    period.to,
    trial.costsHash,
    canonicalJson(trial.parameters),
    objective,
    objective === null ? (failure ?? null) : null,
    canonicalJson(trial.details),
    toBytes(returns),
    trial.seed,
    trial.purpose,
    trial.recordedAt,
  ];
}

/** The evaluation of a row. */
export function trialOf(row: TrialRow): Trial {
  const text = (name: string) => String(row[name]);
  return {
    dataHash: text('data_hash'),
    strategy: text('strategy'),
    parameters: JSON.parse(text('parameters')) as Trial['parameters'],
    period: { from: Number(row.period_from), to: Number(row.period_to) },
    costsHash: text('costs_hash'),
    objective: row.objective === null ? null : Number(row.objective),
    ...(row.failure !== null && { failure: text('failure') }),
    returns: fromBytes(row.returns),
    details: JSON.parse(text('details')) as Trial['details'],
    seed: Number(row.seed),
    purpose: text('purpose'),
    recordedAt: Number(row.recorded_at),
  };
}

/** Little-endian doubles, whatever the machine. */
function toBytes(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, k) => {
    view.setFloat64(8 * k, value, true);
  });
  return Buffer.from(view.buffer);
}

function fromBytes(blob: ArrayBuffer | Uint8Array): Float64Array {
  const bytes = blob instanceof Uint8Array ? blob : new Uint8Array(blob);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, k) => view.getFloat64(8 * k, true));
}

/** Whether two lists of numbers are equal bit for bit. */
export function sameBytes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, k) => Object.is(value, b[k]));
}
