// Runs the text of a script in pinets, a development dependency under another licence than ours: nothing of lib/ imports it.
import { createRequire } from 'node:module';
import type { Bars } from '../../lib/core/bars.js';
import { type BarProvider, barProvider } from './bar-provider.js';
import { BrokerEmulator, type EmulatedTrade, type PendingOrder, type StrategyState } from './broker-emulator.js';

interface PlotPoint {
  readonly time: number;
  readonly value: unknown;
}

interface Context {
  readonly idx: number;
  readonly isSecondaryContext: boolean;
  readonly plots: Readonly<Record<string, { readonly data: readonly PlotPoint[] }>>;
  readonly strategy?: StrategyState;
}

type Step = (context: Context) => unknown;

interface Runtime {
  run(text: string): Promise<Context>;
  _executeIterations(context: Context, step: Step, from: number, to: number): Promise<void>;
}

type RuntimeClass = new (source: BarProvider, symbol: string, timeframe: string) => Runtime;

export interface ScriptRun {
  /** Each plotted series by its title, as long as the bars; NaN for na. */
  readonly series: ReadonlyMap<string, Float64Array>;
  /** What was drawn on the last bar: lines, boxes, tables. */
  readonly drawings: Readonly<Record<string, readonly unknown[]>>;
  readonly closed: readonly EmulatedTrade[];
  readonly open: readonly EmulatedTrade[];
}

/** True where the runtime is installed. */
export function hasRuntime(): boolean {
  try {
    createRequire(__filename).resolve('pinets');
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `text` on 5-minute `bars`. The orders of a strategy are filled by `BrokerEmulator`: they are taken out of pinets'
 * state after each close, so that its own emulator finds none. `onOrders` sees them.
 */
export async function runScript(
  text: string,
  bars: Bars,
  mintick = 0.01,
  onOrders: (orders: readonly PendingOrder[]) => void = () => undefined,
): Promise<ScriptRun> {
  const { PineTS } = createRequire(__filename)('pinets') as { PineTS: RuntimeClass };
  const runtime = new PineTS(barProvider(bars, mintick), 'BTCUSD', String(bars.step / 60_000));
  const broker = new BrokerEmulator(mintick);
  const iterate = runtime._executeIterations.bind(runtime);
  runtime._executeIterations = (context, step, from, to) =>
    iterate(context, (at) => stepWithBroker(at, step, broker, bars, onOrders), from, to);
  const context = await runtime.run(text);
  return {
    series: seriesOf(context, bars),
    drawings: drawingsOf(context),
    closed: context.strategy?.closedtrades ?? [],
    open: context.strategy?.opentrades ?? [],
  };
}

async function stepWithBroker(
  context: Context,
  step: Step,
  broker: BrokerEmulator,
  bars: Bars,
  onOrders: (orders: readonly PendingOrder[]) => void,
): Promise<unknown> {
  const { idx: index } = context;
  const [time, open, high, low, close] = [bars.time, bars.open, bars.high, bars.low, bars.close].map((c) => c[index]);
  if (context.strategy) broker.fill(context.strategy, { index, time, open, high, low, close });
  const result = await step(context);
  if (context.strategy) {
    if (context.strategy.pending_orders.length > 0) onOrders(context.strategy.pending_orders);
    broker.take(context.strategy);
  }
  return result;
}

function seriesOf({ plots }: Context, { time }: Bars): Map<string, Float64Array> {
  const at = new Map(Array.from(time, (opened, i) => [opened, i]));
  const titles = Object.keys(plots).filter((title) => !title.startsWith('__'));
  return new Map(
    titles.map((title) => {
      const series = new Float64Array(time.length).fill(Number.NaN);
      for (const { time: opened, value } of plots[title].data) {
        const i = at.get(opened);
        if (i !== undefined) series[i] = typeof value === 'number' ? value : value === true ? 1 : Number.NaN;
      }
      return [title, series];
    }),
  );
}

function drawingsOf({ plots }: Context): Record<string, readonly unknown[]> {
  const kinds = Object.keys(plots).filter((title) => title.startsWith('__'));
  return Object.fromEntries(
    kinds.map((kind) => {
      const value = plots[kind].data.at(-1)?.value;
      return [kind.replaceAll('_', ''), Array.isArray(value) ? value : []];
    }),
  );
}
