import { join, resolve } from 'node:path';
import { mtfStrategy } from '../strategy/mtf.js';
import type { ParameterValue } from '../strategy/parameter.js';
import { strategyParameters } from '../strategy/strategy.js';

/** What a paper trading process is started with. Empty texts are the defaults. */
export interface PaperSettings {
  /** `replay` any bars (default), or `alpaca`: the live crypto stream, with keys. */
  readonly feed: 'replay' | 'alpaca';
  /** `sim`: the backtest's own fills. `alpaca`: the paper account, the default with the `alpaca` feed. */
  readonly broker: 'sim' | 'alpaca';
  /** Alpaca cannot sell crypto short: bear signals are skipped, or carried in the engine's own ledger alone. */
  readonly shorts: 'skip' | 'simulate';
  /** Bars to replay: as in every notebook. */
  readonly bars: string;
  readonly finer: string;
  readonly source: '' | 'alpaca' | 'csv' | 'sample';
  readonly from: string;
  readonly to: string;
  /** Replayed 5-minute bars a second; 0: as fast as it goes. */
  readonly speed: number;
  /** First bars of a replay on which indicators only warm up. */
  readonly warmUpBars: number;
  /** Days of history before a live start on which indicators warm up. */
  readonly warmUpDays: number;
  /** Parameters of strategy and backtest that differ from the defaults, by name. */
  readonly set: Readonly<Record<string, ParameterValue>>;
  /** Folder of the results; the process lives in `paper/` below it. */
  readonly out: string;
}

const DEFAULTS: Omit<PaperSettings, 'broker'> = {
  feed: 'replay',
  shorts: 'skip',
  bars: '',
  finer: '',
  source: '',
  from: '',
  to: '',
  speed: 0,
  warmUpBars: 0,
  // EMA200 of 1h bars and the 1h profile need 200 hours; what is left of the average's seed after 60 days is below 1e-6.
  warmUpDays: 60,
  set: {},
  out: 'outputs',
};

const CHOICES = {
  feed: ['replay', 'alpaca'],
  broker: ['sim', 'alpaca'],
  shorts: ['skip', 'simulate'],
  source: ['alpaca', 'csv', 'sample'],
} as const;

/** A drawdown of more than a tenth closes everything unless told otherwise; the backtest has no such limit. */
const PAPER_PARAMETERS = { max_drawdown_halt: 0.1 } as const;

/** Settings with the defaults filled in. Throws on what cannot be, before anything is started. */
export function paperSettings(given: { readonly [Name in keyof PaperSettings]?: unknown } = {}): PaperSettings {
  for (const name of Object.keys(given)) {
    if (!(name in DEFAULTS) && name !== 'broker') {
      const known = [...Object.keys(DEFAULTS), 'broker'].sort().join(', ');
      throw new Error(`paperSettings: setting must be one of ${known}, got ${name}`);
    }
  }
  const feed = choice('feed', given.feed, CHOICES.feed, DEFAULTS.feed);
  const broker = choice('broker', given.broker, CHOICES.broker, feed === 'alpaca' ? 'alpaca' : 'sim');
  if (feed === 'replay' && broker === 'alpaca') {
    throw new Error(
      'paperSettings: broker must be sim when bars are replayed, got alpaca; old prices are no reason to trade now',
    );
  }
  const text = (name: 'bars' | 'finer' | 'from' | 'to' | 'out') => {
    const value = given[name];
    return value === undefined || value === '' ? DEFAULTS[name] : String(value);
  };
  const path = (name: 'bars' | 'finer') => (text(name) === '' ? '' : resolve(text(name)));
  const set = { ...PAPER_PARAMETERS, ...((given.set ?? {}) as PaperSettings['set']) };
  strategyParameters(mtfStrategy, set);
  return {
    feed,
    broker,
    shorts: choice('shorts', given.shorts, CHOICES.shorts, DEFAULTS.shorts),
    bars: path('bars'),
    finer: path('finer'),
    source: choice('source', given.source, CHOICES.source, DEFAULTS.source),
    from: text('from'),
    to: text('to'),
    speed: amount('speed', given.speed),
    warmUpBars: amount('warmUpBars', given.warmUpBars),
    warmUpDays: amount('warmUpDays', given.warmUpDays),
    set,
    out: resolve(text('out')),
  };
}

/** Where the process of these results keeps its journal, log and control files. */
export function paperFolder(out: string): string {
  return join(resolve(out), 'paper');
}

function choice<Word extends string, Otherwise>(
  name: keyof PaperSettings,
  value: unknown,
  known: readonly Word[],
  otherwise: Otherwise,
): Word | Otherwise {
  if (value === undefined || value === '') return otherwise;
  const found = known.find((word) => word === value);
  if (found === undefined) throw new Error(`paperSettings: ${name} must be ${known.join(' or ')}, got ${value}`);
  return found;
}

function amount(name: 'speed' | 'warmUpBars' | 'warmUpDays', value: unknown): number {
  if (value === undefined || value === '') return DEFAULTS[name];
  const number = Number(value);
  const isCount = name === 'warmUpBars';
  if (number >= 0 && (isCount ? Number.isSafeInteger(number) : Number.isFinite(number))) return number;
  throw new Error(`paperSettings: ${name} must be a ${isCount ? 'whole ' : ''}number of at least 0, got ${value}`);
}
