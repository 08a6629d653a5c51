/** A computed value with a version that rises whenever it was computed anew. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/**
 * Columns that survive from one computation to the next: a column whose inputs are unchanged is kept,
 * one whose inputs changed is computed again into the same memory. An optimiser that changes one
 * parameter thus pays only for the columns that parameter touches. One workspace serves one market at a time.
 */
export class Workspace {
  readonly #entries = new Map<string, { value: unknown; version: number; inputs: readonly unknown[] }>();
  #computed = 0;

  /** How many columns were computed, not kept, since the workspace was made. */
  get computed(): number {
    return this.#computed;
  }

  /**
   * The value called `name`, made by `make` unless `inputs` (parameter values, upstream versions, bars) equal the last ones.
   * `make` is given the former value, whose memory it may overwrite.
   */
  keep<T>(name: string, inputs: readonly unknown[], make: (former: T | undefined) => T): Versioned<T> {
    const entry = this.#entries.get(name);
    if (entry && sameInputs(entry.inputs, inputs)) return entry as Versioned<T>;
    const value = make(entry?.value as T | undefined);
    this.#computed++;
    const fresh = { value, version: (entry?.version ?? 0) + 1, inputs };
    this.#entries.set(name, fresh);
    return fresh;
  }
}

function sameInputs(former: readonly unknown[], inputs: readonly unknown[]): boolean {
  return former.length === inputs.length && former.every((input, k) => Object.is(input, inputs[k]));
}
