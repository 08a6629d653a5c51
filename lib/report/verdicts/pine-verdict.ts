import { formatNumber } from '../../core/format.js';
import { agrees, type PineParity, type SeriesParity } from '../../pine/parity.js';
import { count, counted } from '../figures/words.js';

/** The section `pine` of results.json; `verified` is null where no Pine runtime is installed. */
export interface PineResults {
  readonly verified: boolean | null;
  readonly bars: number;
  /** Largest difference of each series, and whether all of it is within the tolerance. */
  readonly series: Readonly<Record<string, number>>;
  readonly signals: { readonly equal: number; readonly only_ours: number; readonly only_pine: number };
  readonly trades: {
    readonly compared: number;
    readonly only_ours: number;
    readonly only_pine: number;
    readonly unexplained: number;
  };
  /** Hash of the run that the parameters come from, null for defaults. */
  readonly run: string | null;
}

/** Condenses the comparison of both scripts with the library. */
export function pineResults(parity: PineParity | null, run: string | null): PineResults {
  if (!parity) {
    return {
      verified: null,
      bars: 0,
      series: {},
      signals: { equal: 0, only_ours: 0, only_pine: 0 },
      trades: { compared: 0, only_ours: 0, only_pine: 0, unexplained: 0 },
      run,
    };
  }
  const { indicator, strategy } = parity;
  const { both, onlyOurs, onlyTheirs } = indicator.signals;
  return {
    verified: agrees(indicator) && agrees(strategy),
    bars: indicator.bars,
    series: Object.fromEntries(everySeries(parity).map(({ name, largest }) => [name, largest])),
    signals: { equal: both.length, only_ours: onlyOurs.length, only_pine: onlyTheirs.length },
    trades: {
      compared: strategy.trades.pairs.length,
      only_ours: strategy.trades.onlyOurs.length,
      only_pine: strategy.trades.onlyTheirs.length,
      unexplained: strategy.unexplained,
    },
    run,
  };
}

/** Every series once: those of the indicator, and what the strategy has beside them. */
export function everySeries({ indicator, strategy }: PineParity): SeriesParity[] {
  const known = indicator.series.map(({ name }) => name);
  return [...indicator.series, ...strategy.series.filter(({ name }) => !known.includes(name))];
}

/** Whether the scripts say what the library says, in sentences. */
export function pineVerdict(parity: PineParity | null): string[] {
  if (!parity) {
    return [NOT_VERIFIED];
  }
  const { indicator, strategy } = parity;
  const { both, onlyOurs, onlyTheirs } = indicator.signals;
  const series = everySeries(parity);
  const broken = series.filter(({ firstBreak }) => firstBreak >= 0);
  const { pairs } = strategy.trades;
  const good = agrees(indicator) && agrees(strategy);
  return [
    `${counted(indicator.bars, 'bar')} in another Pine runtime: ${broken.length === 0 ? `all ${count(series.length)} series agree` : `${count(broken.length)} of ${count(series.length)} series DIFFER (${broken.map(({ name, firstBreak }) => `${name} from bar ${firstBreak}`).join(', ')})`}.`,
    `${counted(both.length, 'signal')} equal, ${count(onlyOurs.length)} only in the library, ${count(onlyTheirs.length)} only in Pine.`,
    `${counted(pairs.length, 'trade')} on the path of a bar: ${strategy.unexplained === 0 ? 'each leaves on the same bar, for the same reason' : `${count(strategy.unexplained)} differ by more than a tick and the jump at the open explain`}; the largest difference of an exit price is ${formatNumber(Math.max(0, ...pairs.map(({ exitDifference }) => Math.abs(exitDifference))), 3)} USD.`,
    pineConclusion(good),
  ];
}

const NOT_VERIFIED =
  'NOT VERIFIED: the Pine runtime (pinets, a development dependency) is not installed. `npm ci` without --omit=dev brings it; the scripts are the same with or without.';

/** Whether the scripts may be used; null where nothing could be compared. */
export function pineConclusion(verified: boolean | null): string {
  if (verified === null) return NOT_VERIFIED;
  return verified
    ? 'The scripts are this strategy. What they will show on TradingView differs by its data and its fills, as their headers say.'
    : 'The scripts are NOT this strategy on these bars: do not use them.';
}
