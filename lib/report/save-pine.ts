import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../data/files.js';

/** Names of the exported scripts. */
export const PINE_FILES = { indicator: 'optimized_indicator.pine', strategy: 'optimized_strategy.pine' } as const;

/**
 * Writes both scripts into `folder`, each whole, and both or none: where the second cannot be written, the first is put
 * back to what it was. Returns the files.
 */
export function savePine(
  folder: string,
  scripts: { readonly indicator: string; readonly strategy: string },
): readonly [indicator: string, strategy: string] {
  const [first, second] = [join(folder, PINE_FILES.indicator), join(folder, PINE_FILES.strategy)];
  const former = existsSync(first) ? readFileSync(first) : undefined;
  writeAtomic(first, scripts.indicator);
  try {
    writeAtomic(second, scripts.strategy);
  } catch (error) {
    if (former) writeAtomic(first, former);
    else rmSync(first);
    throw error;
  }
  return [first, second];
}
