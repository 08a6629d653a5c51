import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTrials, EMPTY_LEDGER } from '../../optimise/ledger-content.js';
import { ALERT_VARIABLES } from '../../paper/alerts/alert-settings.js';
import { runningPid } from '../engine-note.js';
import { readNotebook } from '../notebook.js';
import { paperFolder } from '../paper-settings.js';
import { declaredValues, PATH_PARAMETERS, type Settings, withParameters } from '../parameters.js';
import { foundIn, isNotRecorded, TARGETS } from '../receipt/entry.js';
import { folderFiles, hashFile, withLedgerCopy } from '../receipt/files.js';
import { findPlace } from '../receipt/places.js';
import { completeRuns, type FoundState, type RunEntry, type RunReceipt } from '../receipt/receipt.js';
import { runNotebook } from '../run-notebook.js';
import { RECOMPUTE_VARIABLE, TRIALS_FILE } from '../session.js';
import { THREADS_VARIABLE } from '../threads.js';
import { compareOutputs, type OutputDifference } from './compare-outputs.js';

export interface RerunOptions {
  /** Threads of walk-forward and Monte Carlo; as many as the machine has cores when absent. */
  readonly threads?: number;
  /** Folder of the files that a receipt knows by their name alone. */
  readonly elsewhere?: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told as each notebook ends: name and seconds. */
  readonly onNotebook?: (name: string, seconds: number) => void;
  readonly clock: () => number;
}

export interface RerunResult {
  readonly rerun: readonly string[];
  /** Notebooks left out, with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Outputs that came out equal to the byte, trials by their content. */
  readonly equal: readonly string[];
  readonly differences: readonly OutputDifference[];
  /** Outputs that were not compared, with the reason. */
  readonly notCompared: Readonly<Record<string, string>>;
  /** What may explain a difference: what a run found in the folder, and the rerun did not. */
  readonly remarks: readonly string[];
}

/** Folders of a rerun: of results and of Pine scripts, both in a temporary one. */
interface RerunFolders {
  readonly original: string;
  readonly out: string;
  readonly pine: string;
}

/**
 * Runs the notebooks of a receipt again, with the settings recorded, into a temporary folder, and compares what comes out.
 * Nothing is taken from the folder but the trials that a run had found in its ledger, and those are evaluated again.
 * The temporary folder is removed in any case. Rejects when aborted, and when a file of the receipt is not found.
 */
export async function rerunReceipt(receipt: RunReceipt, folder: string, options: RerunOptions): Promise<RerunResult> {
  const temporary = mkdtempSync(join(tmpdir(), 'mtf-rerun-'));
  const folders = { original: folder, out: join(temporary, 'out'), pine: join(temporary, 'pine') };
  try {
    const skipped: Record<string, string> = {};
    const remarks: string[] = [];
    const rerun: RunEntry[] = [];
    for (const entry of completeRuns(receipt)) {
      const { file, settings } = requestOf(entry, folders, options);
      const reason = whyNot(file, settings, entry);
      if (reason !== undefined) {
        skipped[entry.notebook] = reason;
        continue;
      }
      restoreTrials(entry, folders);
      remarks.push(...foundOtherwise(entry, foundIn(folders.out)));
      const started = options.clock();
      const { failure } = await runNotebook(file, { settings, ...childOptions(options) });
      options.onNotebook?.(entry.notebook, (options.clock() - started) / 1000);
      if (failure)
        throw new Error(
          `rerun: ${entry.notebook} must run as before, got in cell ${failure.cell}: ${failure.error.message}`,
        );
      rerun.push(entry);
    }
    const compared = compareOutputs(receipt, folders, rerun, Object.keys(skipped));
    return { rerun: rerun.map(({ notebook }) => notebook), skipped, remarks, ...compared };
  } finally {
    await endPaper(folders.out);
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Evaluations are made again, alerts of a replay go to nobody, and the threads are those asked for. */
function childOptions({ environment, threads, signal }: RerunOptions) {
  const silent = Object.fromEntries(Object.keys(ALERT_VARIABLES).map((name) => [name, '']));
  const wanted = threads === undefined ? {} : { [THREADS_VARIABLE]: String(threads) };
  return {
    environment: { ...environment, ...silent, ...wanted, [RECOMPUTE_VARIABLE]: 'true' },
    ...(signal && { signal }),
  };
}

/** The notebook and its settings, with paths for places. Throws where a file is not found or is another. */
function requestOf(
  entry: RunEntry,
  { original, out, pine }: RerunFolders,
  { elsewhere }: RerunOptions,
): { file: string; settings: Settings } {
  const file = findPlace(`the notebook ${entry.notebook}`, entry.file, original, elsewhere);
  const declared = declaredValues(readNotebook(file));
  const settings: Record<string, string> = { out, ...('pine' in declared && { pine }) };
  for (const [name, value] of Object.entries(entry.settings)) {
    if (isNotRecorded(value) || TARGETS.includes(name)) continue;
    const isPath = (PATH_PARAMETERS as readonly string[]).includes(name) && value !== '';
    settings[name] = isPath && entry.given[name] ? givenFile(name, entry, original, elsewhere) : value;
    if (isPath && !entry.given[name]) settings[name] = findPlace(name, value, original, elsewhere);
  }
  return { file, settings: withEnd(settings, entry, declared) };
}

function givenFile(
  name: string,
  { notebook, settings, given }: RunEntry,
  original: string,
  elsewhere?: string,
): string {
  const path = findPlace(`${name} of ${notebook}`, settings[name] ?? '', original, elsewhere);
  if (hashFile(path)?.sha256 === given[name]) return path;
  throw new Error(
    `rerun: ${name} of ${notebook} must be the file that was read then, got another content in ${settings[name]?.replace(/^\w+:/, '')}; bring that file back, or name its folder with --files DIR`,
  );
}

/** Bars of Alpaca up to the present have since become more: the rerun ends where the run did. */
function withEnd(settings: Settings, { computed_from }: RunEntry, declared: object): Settings {
  const from = computed_from as { source?: string; to?: string } | null;
  if (from?.source !== 'alpaca' || from.to === undefined || settings.to || !('to' in declared)) return settings;
  return { ...settings, to: new Date(Date.parse(from.to) + 1).toISOString() };
}

/** Why a notebook is not run again: it would trade, or its results depend on the clock. Asked of the notebook as it is now. */
function whyNot(file: string, settings: Settings, entry: RunEntry): string | undefined {
  const notebook = readNotebook(file);
  // Anywhere else than in the temporary folder it would write over what it is held against.
  if (!('out' in declaredValues(notebook))) return 'it has no parameter out: its results cannot go elsewhere';
  const now = declaredValues(withParameters(notebook, settings, entry.notebook));
  for (const values of [entry.values, now]) {
    if (values.feed !== undefined && values.feed !== 'replay')
      return 'it trades live bars, and a rerun would trade again';
    if (values.broker === 'alpaca') return 'its orders go to an account, and a rerun would send them again';
    if (typeof values.speed === 'number' && values.speed > 0)
      return 'its replay is paced by the clock: what it shows depends on the moment';
  }
  return undefined;
}

/** Puts the trials into the new ledger that the run had found in the old one: statistics of a search count them. */
function restoreTrials({ found }: RunEntry, { original, out }: RerunFolders): void {
  const [from, to] = [join(original, TRIALS_FILE), join(out, TRIALS_FILE)];
  const { trials, last } = found.trials ?? EMPTY_LEDGER;
  if (trials > 0 && existsSync(from)) withLedgerCopy(from, (copy) => copyTrials(copy, to, last));
}

/** What a run had found in its folder, and its rerun does not. */
function foundOtherwise({ notebook, found }: RunEntry, now: FoundState): string[] {
  const remarks: string[] = [];
  if (found.trials === null) remarks.push(`${notebook} found a trial ledger that did not read`);
  else if (found.trials.trials > 0 && now.trials?.sha256 !== found.trials.sha256) {
    remarks.push(
      `${notebook} found ${found.trials.trials} trials in the ledger; the rerun has ${now.trials?.trials ?? 0} of them or others, so that deflated Sharpe ratios and PBO may differ`,
    );
  }
  if (found.results !== null && now.results !== found.results)
    remarks.push(`${notebook} found sections in results.json that the rerun had not made, or had made otherwise`);
  return remarks;
}

/** A replay of paper trading is a process of its own: it has to be gone before its folder is. */
async function endPaper(out: string): Promise<void> {
  const folder = paperFolder(out);
  for (let tries = 0; tries < 200 && folderFiles(out).size > 0; tries++) {
    const pid = runningPid(folder);
    if (pid === undefined) return;
    endProcess(pid, tries < 100 ? 'SIGTERM' : 'SIGKILL');
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** It may have ended by itself since it was looked for. */
function endProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
