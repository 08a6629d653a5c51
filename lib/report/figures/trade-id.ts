import { isoTime } from '../../core/time.js';

/** What a trace's `ids` say of a point that is a trade: a click on it opens the trade. By entry time: one entry a bar. */
export function tradeId(entryTime: number): string {
  return `${PREFIX}${isoTime(entryTime)}`;
}

const PREFIX = 'trade:';

/** The entry time (ms UTC) of a point's id; undefined where the point is no trade. */
export function tradeOfId(id: unknown): number | undefined {
  if (typeof id !== 'string' || !id.startsWith(PREFIX)) return undefined;
  const time = Date.parse(id.slice(PREFIX.length));
  return Number.isNaN(time) ? undefined : time;
}
