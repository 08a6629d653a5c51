import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { readText, writeAtomic } from '../../data/files.js';
import { contentKey, type Plain } from '../../optimise/content-key.js';
import type { LedgerContent } from '../../optimise/ledger-content.js';
import type { Json } from '../../report/results.js';
import runSchema from './run.schema.json';

/** The receipt of a folder of results, `run.json` in it: how what lies there came about. All hashes are SHA-256 in hex. */
export interface RunReceipt {
  readonly format: 1;
  /** The runs that outputs are of, and the newest of each notebook, in the order they were made. */
  readonly runs: readonly RunEntry[];
  /** Sources by the hash of all of them: file and hash of its bytes. */
  readonly code: Readonly<Record<string, FileHashes>>;
  /** By place: the path in the folder, or `repository:scripts_pine/...`. */
  readonly outputs: Readonly<Record<string, OutputRecord>>;
  /** What lies in the folder and is vouched for by nobody, with the reason. */
  readonly not_covered: Readonly<Record<string, string>>;
}

export type FileHashes = Readonly<Record<string, string>>;

/** A file that a run wrote: of a trial ledger the content is hashed, of all else the bytes. */
export interface OutputRecord {
  readonly sha256: string;
  readonly bytes?: number;
  readonly trials?: number;
  /** Number of the run that wrote it last. */
  readonly run: number;
}

/** One headless run of a notebook. */
export interface RunEntry {
  /** Counted from 1 in each folder. */
  readonly run: number;
  readonly notebook: string;
  /** Place and hash of the notebook's file. */
  readonly file: string;
  readonly file_sha256: string;
  readonly started: string;
  readonly seconds: number;
  readonly ended: RunEnding;
  /** Settings as given, paths as places, `(not recorded)` for what may be secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** Hashes of the files that settings name, by the setting. */
  readonly given: FileHashes;
  /** All values of the parameters cell, and the seeds among them. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly seeds: Readonly<Record<string, number>>;
  /** Data hashes and parameters, as the notebook wrote them into results.json; null where it wrote none. */
  readonly computed_from: Json;
  /** What the run found in the folder. */
  readonly found: FoundState;
  /** Key of the sources in `code`. */
  readonly code: string;
  readonly lockfile: string;
  readonly environment: RunEnvironment;
  readonly notes?: readonly string[];
}

export interface RunEnding {
  readonly how: 'complete' | 'failed' | 'interrupted';
  /** Number of the failing cell from 1, and the name of its error. */
  readonly cell?: number;
  readonly error?: string;
}

export interface FoundState {
  /** Hash of results.json; null without one. */
  readonly results: string | null;
  /** Null where there was a ledger that did not read. */
  readonly trials: LedgerContent | null;
}

export interface RunEnvironment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Version of the package. */
  readonly version: string;
}

export const RECEIPT_FILE = 'run.json';

/** JSON Schema (draft 7) of run.json. */
export const RUN_SCHEMA: object = runSchema;

/** The receipt of a folder; undefined where it has none. Throws as `parseReceipt` does. */
export function receiptOf(folder: string): RunReceipt | undefined {
  const file = join(folder, RECEIPT_FILE);
  return existsSync(file) ? readReceipt(file) : undefined;
}

/** Reads the file of a receipt. Throws as `parseReceipt` does, and where it is no file that can be read. */
export function readReceipt(file: string): RunReceipt {
  return parseReceipt(readText('readReceipt', file), file);
}

/** Reads a receipt. Throws one error, naming `file`, on a text that is not JSON, not by the schema, or was changed since. */
export function parseReceipt(text: string, file = RECEIPT_FILE): RunReceipt {
  const damaged = (got: string) =>
    new Error(
      `parseReceipt: ${file} must be the receipt of a run as it was written, got ${got}; move it away and run the notebooks again`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const ajv = new Ajv({ allowUnionTypes: true });
  const isReceipt = ajv.compile<RunReceipt & { sha256: string }>(RUN_SCHEMA);
  if (!isReceipt(value)) throw damaged(ajv.errorsText(isReceipt.errors, { dataVar: '' }));
  const { sha256, ...receipt } = value;
  if (sha256 !== hashOf(receipt)) throw damaged('content that does not match its own hash');
  return receipt;
}

/** Writes run.json into `folder`, atomically. Returns the file. */
export function writeReceipt(folder: string, receipt: RunReceipt): string {
  const file = join(folder, RECEIPT_FILE);
  writeAtomic(file, `${JSON.stringify({ ...receipt, sha256: selfHash(receipt) }, null, 1)}\n`);
  return file;
}

/** Undefined for values in values beyond all measure. */
function hashOf(receipt: RunReceipt): string | undefined {
  try {
    return selfHash(receipt);
  } catch {
    return undefined;
  }
}

/** Tells damage by chance or by hand; whoever means to forge a receipt can compute it. */
function selfHash(receipt: RunReceipt): string {
  return contentKey(JSON.parse(JSON.stringify(receipt)) as Plain);
}

/** The newest run of each notebook that came to its end, in the order they were made. */
export function completeRuns({ runs }: Pick<RunReceipt, 'runs'>): readonly RunEntry[] {
  const complete = runs.filter(({ ended }) => ended.how === 'complete');
  const newest = new Map(complete.map((entry) => [entry.notebook, entry.run]));
  return complete.filter(({ notebook, run }) => newest.get(notebook) === run);
}
