// One single change of the exported text.
import type { CaseName, ScriptKind } from './cases.js';

export interface Mutation {
  readonly what: string;
  readonly kind: ScriptKind;
  readonly on: CaseName;
  /** Text that occurs once in the script, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** Among those that every test run tries. */
  readonly quick?: true;
}

/** A mutation, its fields in one line. */
export const change = (
  kind: ScriptKind,
  on: CaseName,
  what: string,
  from: string,
  to: string,
  quick?: true,
): Mutation => ({
  what,
  kind,
  on,
  from,
  to,
  ...(quick && { quick }),
});

/** `text` with the change; throws unless what it changes occurs exactly once. */
export function mutate(text: string, { what, from, to }: Mutation): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`mutate: ${what} must change text that occurs once, got ${parts.length - 1} times`);
  return parts.join(to);
}
