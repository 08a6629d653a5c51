import { type Bars, firstBarAt } from '../core/bars.js';
import { DAY, isoTime } from '../core/time.js';
import { type Attribution, attribute, type PaperBars } from '../paper/attribution.js';
import { JournalReader } from '../paper/journal/reader.js';
import { seenBars } from '../paper/seen-bars.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { ParameterValue } from '../strategy/parameter.js';
import { readNote, runningPid } from './engine-note.js';
import { paperFolder } from './paper-settings.js';

/** EMA200 of 1h bars and the 1h profile need 9 days; the rest lets the average forget its seed. */
const WARM_UP_DAYS = 30;

/** The journal of paper trading into `out`, to be read while the engine writes it. Close it when done. */
export function openPaper(out: string): JournalReader {
  return new JournalReader(paperFolder(out));
}

/** Resolves when the process that trades into `out` has ended, with what it said last; at once when none runs. */
export async function paperEnded(out: string): Promise<string> {
  const folder = paperFolder(out);
  while (runningPid(folder) !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  const note = readNote(folder);
  if (note?.state !== 'starting' && note?.state !== 'running') return note?.message ?? '';
  return `process ${note.pid} is gone without a word: it crashed or was killed; started again it goes on where its journal ends`;
}

/**
 * Why paper and backtest differ, trade by trade: the bars that the engine saw go through the backtest. `official`: the same
 * period as it is known today; without it, data make no difference.
 */
export function paperAttribution(reader: JournalReader, official?: PaperBars): Attribution {
  const settings = reader.settings();
  if (!settings)
    throw new Error(`paperAttribution: ${reader.folder} must hold a journal, got none; start paper trading first`);
  const bars = seenBars(reader.bars(Number.MIN_SAFE_INTEGER + 1, Number.MAX_SAFE_INTEGER));
  if (!bars) throw new Error(`paperAttribution: the journal in ${reader.folder} must hold traded bars, got none yet`);
  return attribute({
    ...bars,
    strategy: mtfStrategy,
    parameters: settings.parameters as Readonly<Record<string, ParameterValue>>,
    trades: reader.trades(),
    ...(official && { official }),
    ...(settings.broker === 'alpaca' && { records: { orders: reader.orders(), fills: reader.fills() } }),
  });
}

/** Where a replay of the last `days` days begins, with 30 more before them on which indicators warm up. */
export function lastDays(bars: Bars, days: number): { readonly from: string; readonly warmUpBars: number } {
  if (!(days > 0)) throw new Error(`lastDays: days must be above 0, got ${days}`);
  const { time } = bars;
  const end = (time.at(-1) ?? Number.NaN) + bars.step;
  const trade = firstBarAt(time, end - days * DAY);
  const start = firstBarAt(time, end - (days + WARM_UP_DAYS) * DAY);
  const from = time[start];
  if (from === undefined) throw new Error('lastDays: bars must be at least one, got none');
  return { from: isoTime(from), warmUpBars: trade - start };
}
