import { type Attribution, attribute, type PaperBars } from '../paper/attribution.js';
import { JournalReader } from '../paper/journal/reader.js';
import { seenBars } from '../paper/seen-bars.js';
import type { PaperView } from '../report/paper-page.js';
import { makeMarket } from '../strategy/market.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { ParameterValue } from '../strategy/parameter.js';
import { readNote, runningPid } from './paper-launch.js';
import { paperFolder } from './paper-settings.js';

/** The journal of paper trading into `out`, to be read while the engine writes it. Close it when done. */
export function openPaper(out: string): JournalReader {
  return new JournalReader(paperFolder(out));
}

/** All that the live page shows, at `now` (ms UTC). */
export function paperView(reader: JournalReader, now: number = Date.now()): PaperView {
  return { status: reader.status(now), alerts: reader.alerts(30), trades: reader.trades().slice(-20), events: reader.events(30) };
}

/** Resolves when the process that trades into `out` has ended, with what it said last; at once when none runs. */
export async function paperEnded(out: string): Promise<string> {
  const folder = paperFolder(out);
  while (runningPid(folder) !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  return readNote(folder)?.message ?? '';
}

/**
 * Why paper and backtest differ, trade by trade: the bars that the engine saw go through the backtest. `official`: the same
 * period as it is known today; without it, data make no difference.
 */
export function paperAttribution(reader: JournalReader, official?: PaperBars): Attribution {
  const settings = reader.settings();
  if (!settings) throw new Error(`paperAttribution: ${reader.folder} must hold a journal, got none; start paper trading first`);
  const { base, minutes, tradeFrom } = seenBars(reader, Number(settings.step));
  return attribute({
    strategy: mtfStrategy,
    parameters: settings.parameters as Readonly<Record<string, ParameterValue>>,
    trades: reader.trades(),
    seen: { market: makeMarket(base), ...(minutes && settings.finer === true && { minutes }) },
    ...(official && { official }),
    tradeFrom,
    ...(settings.broker === 'alpaca' && { records: { orders: reader.orders(), fills: reader.fills() } }),
  });
}
