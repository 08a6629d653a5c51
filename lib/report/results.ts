import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { readText, writeAtomic } from '../data/files.js';
import resultsSchema from './results.schema.json';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Results = { readonly [section: string]: Json };

/** JSON Schema (draft 7) of results.json: every section, its units and what may be null. */
export const RESULTS_SCHEMA: object = resultsSchema;

/**
 * Writes `sections` into `<folder>/results.json`, atomically, and leaves every other section as it is; `receipt` is merged
 * by notebook. Refuses, before anything is written, a value that JSON cannot hold (NaN, Infinity) or the schema does not allow.
 */
export function updateResults(folder: string, sections: Readonly<Record<string, unknown>>): string {
  const file = join(folder, 'results.json');
  const former = readResults(file);
  refuseNonFinite(sections, 'results');
  const receipt = { ...asObject(former.receipt), ...asObject(sections.receipt) };
  const merged = { ...former, ...sections, ...(Object.keys(receipt).length > 0 && { receipt }) };
  checkResults(merged, file);
  writeAtomic(file, `${JSON.stringify(ordered(merged), null, 2)}\n`);
  return file;
}

/** The sections of a results.json; none when the file does not exist. Throws on one that does not read, is not JSON or not by the schema. */
export function readResults(file: string): Results {
  if (!existsSync(file)) return {};
  const text = readText('readResults', file);
  let results: unknown;
  try {
    results = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `readResults: ${file} must be JSON, got ${String(error)}; move it away and run the notebooks again`,
    );
  }
  return checkResults(results, file);
}

/** Throws, naming the place, unless `results` is what the schema describes. */
export function checkResults(results: unknown, where = 'results.json'): Results {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile<Results>(RESULTS_SCHEMA);
  if (validate(results)) return results;
  throw new Error(
    `checkResults: ${where} must match its schema, got ${ajv.errorsText(validate.errors, { dataVar: '' })}`,
  );
}

function refuseNonFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`updateResults: ${path} must be a finite number or null, got ${value}`);
  }
  if (value === undefined || typeof value === 'function') {
    throw new Error(`updateResults: ${path} must be what JSON can hold, got ${typeof value}`);
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) refuseNonFinite(inner, `${path}.${key}`);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

/** Sections in the order of the schema, so that equal results are equal bytes whichever notebook ran last. */
function ordered(results: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = Object.keys(resultsSchema.properties);
  return Object.fromEntries(
    names.filter((name) => name in results).map((name) => [name, sortedReceipt(name, results[name])]),
  );
}

function sortedReceipt(name: string, value: unknown): unknown {
  if (name !== 'receipt') return value;
  return Object.fromEntries(Object.entries(asObject(value)).sort(([a], [b]) => a.localeCompare(b)));
}
