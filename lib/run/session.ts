import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bars } from '../core/bars.js';
import { formatNumber } from '../core/format.js';
import { isoTime } from '../core/time.js';
import type { DownloadProgress } from '../data/alpaca.js';
import { type LoadedBars, loadBars } from '../data/load.js';
import { TrialLedger } from '../optimise/trial-ledger.js';
import type { Json } from '../report/results.js';
import { makeMarket } from '../strategy/market.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { ParameterValue } from '../strategy/parameter.js';
import { type Market, type Strategy, strategyParameters } from '../strategy/strategy.js';
import { alpacaAccess } from './alpaca-access.js';
import { repository } from './environment.js';

/** What the parameters cell of every notebook holds. Empty texts are the defaults, as what is left out is. */
export interface LabSettings {
  /** CSV of 5-minute bars; empty: the built-in sample. */
  readonly bars?: string;
  /** CSV of 1-minute bars, for the finer fill order. */
  readonly finer?: string;
  /** Folder of the results; `outputs/` of the repository when absent. */
  readonly out?: string;
  /** `alpaca`, `csv` or `sample`; empty: csv where `bars` names a file, else the sample. */
  readonly source?: string;
  /** Only bars that open in [from, to): ISO dates. */
  readonly from?: string;
  readonly to?: string;
  /** Parameters of strategy and backtest that differ from the defaults, by name. */
  readonly set?: Readonly<Record<string, ParameterValue>>;
}

/** What a notebook works on: bars on three timeframes, parameters, and where results go. */
export interface Lab {
  /** The bars with what is known of their source and quality. */
  readonly data: LoadedBars;
  /** The bars on 5m, 15m and 1h. */
  readonly market: Market;
  /** 1-minute bars, where any were given. */
  readonly finer: Bars | undefined;
  /** The given parameters, known to be good for the strategy. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Folder of the results, absolute. */
  readonly out: string;
  /** What results were computed from: one entry of the receipt in results.json. */
  readonly receipt: { readonly [key: string]: Json };
}

const SOURCES = ['alpaca', 'csv', 'sample'] as const;

/**
 * Opens a notebook's session: checks the parameters, then loads the bars. Progress of a download goes to `say`.
 * Keys for Alpaca come from the environment or `.env` in the repository: APCA_API_KEY_ID, APCA_API_SECRET_KEY.
 */
export async function openLab(
  settings: LabSettings,
  strategy: Strategy = mtfStrategy as unknown as Strategy,
  say: (line: string) => void = console.log,
): Promise<Lab> {
  const { set = {}, out } = settings;
  const parameters = strategyParameters(strategy, set);
  const source = sourceOf(settings);
  const text = (value: string | undefined) => (value === undefined || value === '' ? undefined : value);
  const given = {
    bars: text(settings.bars),
    finer: text(settings.finer),
    from: text(settings.from),
    to: text(settings.to),
  };
  const data = await loadBars({
    folder: join(repository(), 'data'),
    ...(source && { source }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(source === 'alpaca' && { alpaca: alpacaAccess(say) }),
    onProgress: (progress) => say(progressLine(progress)),
  });
  return {
    data,
    market: makeMarket(data.bars, data.higher),
    finer: data.finer,
    parameters: set,
    out: out ? resolve(out) : join(repository(), 'outputs'),
    receipt: {
      source: data.source,
      data_hash: data.quality.hash,
      ...(data.finerQuality && { finer_hash: data.finerQuality.hash }),
      from: data.quality.from ?? '',
      to: data.quality.to ?? '',
      bars: data.quality.rows,
      strategy: strategy.name,
      parameters,
    },
  };
}

/** The ledger of a folder of results, by this name in it. */
export const TRIALS_FILE = 'trials.sqlite';

/** Set (to `true`) where evaluations that the ledger has are to be made again: by `npm run verify -- --rerun`. */
export const RECOMPUTE_VARIABLE = 'MTF_RECOMPUTE';

/** The ledger of all evaluations whose results go to `out`, made where there is none. Close it when done. */
export function trialLedger(out: string): TrialLedger {
  mkdirSync(out, { recursive: true });
  return new TrialLedger(join(out, TRIALS_FILE), { recompute: process.env[RECOMPUTE_VARIABLE] === 'true' });
}

function sourceOf({ source }: LabSettings): (typeof SOURCES)[number] | undefined {
  if (source === undefined || source === '') return undefined;
  const known = SOURCES.find((name) => name === source);
  if (!known) throw new Error(`openLab: source must be ${SOURCES.join(', ')} or empty, got ${source}`);
  return known;
}

function progressLine({ timeframe, bars, expected, reached }: DownloadProgress): string {
  const until = reached === undefined ? '' : `, up to ${isoTime(reached)}`;
  return `${timeframe}: ${formatNumber(bars, 0)} of about ${formatNumber(expected, 0)} bars${until}`;
}
