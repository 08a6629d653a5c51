/** What was measured, or null and the reason in words why the evidence does not carry it. Plain JSON where T is. */
export type Estimate<T = number> = { readonly value: T } | { readonly value: null; readonly reason: string };

/** A value that could be measured. A number that is not finite is a fault of the caller and refused. */
export function measured<T>(value: T): Estimate<T> {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`measured: value must be a finite number, got ${value}`);
  }
  return { value };
}

/** No value, because of `reason`: a sentence for a person. */
export function unmeasured(reason: string): { readonly value: null; readonly reason: string } {
  return { value: null, reason };
}
