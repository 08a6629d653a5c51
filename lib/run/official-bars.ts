import { join } from 'node:path';
import { resample } from '../bars/resample.js';
import { alpacaBars } from '../data/alpaca.js';
import type { AlpacaAccess } from '../data/alpaca-client.js';
import type { PaperBars } from '../paper/attribution.js';
import type { JournalReader } from '../paper/journal/reader.js';
import { seenBars } from '../paper/seen-bars.js';
import { makeMarket } from '../strategy/market.js';
import { alpacaAccess } from './alpaca-access.js';
import { repository } from './environment.js';

export interface OfficialOptions {
  readonly access?: AlpacaAccess;
  /** Where the download is kept; `data/` of the repository when absent. */
  readonly folder?: string;
}

/**
 * The period that a live engine has seen as Alpaca's history has it today, corrections included: its 1-minute bars, made
 * into base bars as the engine makes them. Undefined for a replay, whose bars are what they are. Throws when nothing has
 * been traded yet, and whatever the download throws.
 */
export async function officialBars(
  reader: JournalReader,
  options: OfficialOptions = {},
): Promise<PaperBars | undefined> {
  if (reader.settings()?.feed !== 'alpaca') return undefined;
  const journaled = seenBars(reader.bars(Number.MIN_SAFE_INTEGER + 1, Number.MAX_SAFE_INTEGER));
  if (!journaled) throw new Error(`officialBars: the journal in ${reader.folder} must hold traded bars, got none yet`);
  const { base } = journaled.seen.market;
  const { access = alpacaAccess(console.log), folder = join(repository(), 'data') } = options;
  const [from = Number.NaN, last = Number.NaN] = [base.time.at(0), base.time.at(-1)];
  const minutes = await alpacaBars({ timeframe: '1Min', from, to: last + base.step, folder, access });
  return { market: makeMarket(resample(minutes, base.step)), minutes };
}
