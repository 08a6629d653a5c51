import { formatNumber } from '../../core/format.js';
import { MINUTE } from '../../core/time.js';
import type { PaperStatus } from '../../paper/paper-status.js';
import { ago, secondOf } from './words.js';

/** How bad it is: `ok` trades, `idle` was ended in order or not begun, `warning` wants a look, `error` wants a person now. */
export type VerdictLevel = 'ok' | 'idle' | 'warning' | 'error';

/** The first thing a person must know of a paper account: one word, and the sentences that go with it. */
export interface PaperVerdict {
  readonly level: VerdictLevel;
  readonly word: string;
  readonly sentences: readonly string[];
}

/** Live bars come every five minutes: one is missing when the last is older. */
const BAR_OVERDUE = 7 * MINUTE;
/** The engine reports with each bar at the latest. */
const REPORT_OVERDUE = 10 * MINUTE;

/** What stands at the head of the live page and of `status`. Worst first; a replay is never stale, its bars are of the past. */
export function paperVerdict(status: PaperStatus): PaperVerdict {
  const { engine, report } = status;
  if (engine.state === 'absent') {
    return {
      level: 'idle',
      word: 'Not started',
      sentences: ['There is no journal in the folder: nothing was ever traded here.'],
    };
  }
  if (engine.state === 'crashed') return crashed(status);
  const open = report?.account.positions.length ?? 0;
  if (engine.state === 'stopped') {
    const left = open > 0 ? [`${positions(open)} left open: nobody watches targets and trailing stops.`] : [];
    return {
      level: open > 0 ? 'warning' : 'idle',
      word: 'Stopped',
      sentences: [`Ended in order ${at(engine.since)}.`, ...left],
    };
  }
  if (!report) return { level: 'ok', word: 'Starting', sentences: ['The engine runs and has not reported yet.'] };
  const ended = endings(status);
  if (ended.length > 0) return { level: 'error', word: 'Halted', sentences: ended };
  const stale = staleness(status);
  if (stale.length > 0) return { level: 'warning', word: 'Stale', sentences: stale };
  const { held } = report.emergency;
  if (held !== null) return { level: 'warning', word: 'No new positions', sentences: [held] };
  if (report.foreign.length > 0) {
    return {
      level: 'warning',
      word: 'Running',
      sentences: ['At the broker there is something that is not ours: see below.'],
    };
  }
  return { level: 'ok', word: 'Running', sentences: [`Process ${engine.pid ?? 'unknown'} ${since(status)}.`] };
}

function crashed({ engine, report, at: now }: PaperStatus): PaperVerdict {
  const open = report?.account.positions ?? [];
  const resting = open.filter(({ protection }) => protection !== null).length;
  const unprotected = open.length - resting;
  const sentences = [
    `Process ${engine.pid ?? 'unknown'} is gone without having said so; last sign of life ${at(engine.since)}${engine.since === null ? '' : `, ${ago(now - engine.since)}`}. Everything below is from then.`,
  ];
  if (open.length > 0) {
    const protectedWords = resting > 0 ? [`${positions(resting)} protected by a stop at the broker alone`] : [];
    const openWords = unprotected > 0 ? [`${positions(unprotected)} protected by nothing`] : [];
    sentences.push(`${capital([...protectedWords, ...openWords].join(', '))}.`);
  }
  sentences.push('Start it again: it reads the journal, settles with the broker and goes on.');
  return { level: 'error', word: 'Crashed', sentences };
}

function endings({ report }: PaperStatus): string[] {
  if (!report) return [];
  const { halted, killed } = report.emergency;
  return [
    ...(halted === null ? [] : [halted]),
    ...(killed ? ['The kill switch is on: everything is closed and stays closed.'] : []),
  ];
}

function staleness({ report, reportAge, barAge, at: now }: PaperStatus): string[] {
  if (!report) return [];
  const { feed } = report;
  if (feed.name === 'replay') return [];
  if (feed.state === 'lost' || feed.state === 'stale') {
    return [`The feed is ${feed.state} since ${secondOf(feed.since)} (${ago(now - feed.since)}): ${feed.detail}`];
  }
  if (barAge !== null && barAge > BAR_OVERDUE) {
    return [`The last bar closed ${ago(barAge)}, although one comes every five minutes.`];
  }
  if (reportAge !== null && reportAge > REPORT_OVERDUE) {
    return [`The engine's process lives but has not reported for ${formatNumber(reportAge / MINUTE, 0)} minutes.`];
  }
  return [];
}

const at = (time: number | null) => (time === null ? 'at an unknown time' : `at ${secondOf(time)}`);
const since = ({ engine, at: now }: PaperStatus) =>
  engine.since === null
    ? 'runs'
    : `runs since ${secondOf(engine.since)} (${ago(now - engine.since).replace(' ago', '')})`;
const positions = (count: number) => `${count} position${count === 1 ? '' : 's'}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
