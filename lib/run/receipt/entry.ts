import { isAbsolute, join } from 'node:path';
import type { Json } from '../../report/results.js';
import { readResults } from '../../report/results.js';
import { declaredValues, PATH_PARAMETERS } from '../parameters.js';
import type { BeginningRun, RunResult } from '../run-notebook.js';
import { TRIALS_FILE } from '../session.js';
import type { Checkout } from './checkout.js';
import { hashFile, ledgerAsItIs } from './files.js';
import { placeOf } from './places.js';
import type { FileHashes, FoundState, RunEnding, RunEntry } from './receipt.js';

/** Stands for a setting that may hold a password or a key. */
const NOT_RECORDED = '(not recorded)';
const SECRET = /redis|key|token|secret|password|smtp|mail/i;
/** Where results go: of the folder itself a receipt need not tell, and a rerun chooses others. */
export const TARGETS: readonly string[] = ['out', 'pine'];

/** What is known of a run before its first cell. */
export type EntryStart = Omit<RunEntry, 'run' | 'seconds' | 'ended' | 'computed_from' | 'notes'>;

/** The entry of a run that is about to begin; `started` in ms UTC. */
export function entryStart(run: BeginningRun, checkout: Checkout, started: number): EntryStart {
  const { file, name, notebook, settings, out } = run;
  const values = declaredValues(notebook);
  const recorded = Object.entries(settings).filter(([setting]) => !TARGETS.includes(setting));
  return {
    notebook: name,
    file: placeOf(file, out),
    file_sha256: hashFile(file)?.sha256 ?? '',
    started: new Date(started).toISOString(),
    settings: Object.fromEntries(recorded.map(([setting, value]) => [setting, recordable(setting, value, out)])),
    given: givenFiles(settings),
    values: Object.fromEntries(
      Object.entries(values)
        .filter(([value]) => !TARGETS.includes(value))
        .map(([value, is]) => [value, typeof is === 'string' ? recordable(value, is, out) : is]),
    ),
    seeds: Object.fromEntries(
      Object.entries(values).filter(
        (pair): pair is [string, number] => /seed$/.test(pair[0]) && Number.isFinite(pair[1]),
      ),
    ),
    found: foundIn(out),
    code: checkout.code,
    lockfile: checkout.lockfile,
    environment: checkout.environment,
  };
}

/** Whether a recorded setting says nothing of the value that was given. */
export function isNotRecorded(value: string): boolean {
  return value === NOT_RECORDED;
}

/** How a run ended: without a result it was stopped from outside. The words of an error may hold folders and are left out. */
export function endingOf(result: RunResult | undefined): RunEnding {
  if (!result) return { how: 'interrupted' };
  const { failure } = result;
  return failure ? { how: 'failed', cell: failure.cell, error: failure.error.name } : { how: 'complete' };
}

/** What the notebook wrote into results.json of the data and parameters it computed from. */
export function computedFrom(out: string, name: string): Json {
  try {
    const { receipt } = readResults(join(out, 'results.json'));
    return (receipt as Readonly<Record<string, Json>> | undefined)?.[name] ?? null;
  } catch {
    // A results.json that is not the lab's: the run itself is recorded all the same.
    return null;
  }
}

/** What lies in the folder and decides what some notebooks come to: sections of others, and earlier trials. */
export function foundIn(out: string): FoundState {
  return { results: hashFile(join(out, 'results.json'))?.sha256 ?? null, trials: trialsIn(out) };
}

function trialsIn(out: string): FoundState['trials'] {
  try {
    return ledgerAsItIs(join(out, TRIALS_FILE));
  } catch {
    return null;
  }
}

function recordable(name: string, value: string, out: string): string {
  if (value === '') return '';
  if (SECRET.test(name)) return NOT_RECORDED;
  return isPath(name) && isAbsolute(value) ? placeOf(value, out) : value;
}

function givenFiles(settings: Readonly<Record<string, string>>): FileHashes {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const hash = isPath(name) && !TARGETS.includes(name) && value !== '' ? hashFile(value)?.sha256 : undefined;
      return hash === undefined ? [] : [[name, hash]];
    }),
  );
}

function isPath(name: string): boolean {
  return (PATH_PARAMETERS as readonly string[]).includes(name);
}
