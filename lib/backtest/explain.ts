import { formatDigits, formatNumber, formatPercent } from '../core/format.js';
import { isoTime, MINUTE } from '../core/time.js';
import { blockingRules } from '../strategy/rules.js';
import type { Backtest } from './backtest.js';
import { costInR } from './costs.js';
import { sizeLimits, volatilityScale } from './risk.js';
import type { Trade } from './trades.js';

/** A trade in words, with its numbers: why it was entered, how size and levels came about, what closed it. */
export interface Explanation {
  readonly title: string;
  readonly entry: readonly string[];
  readonly size: readonly string[];
  readonly levels: readonly string[];
  readonly exit: readonly string[];
}

const usd = (value: number) => formatNumber(value);

/** Explains one trade of `run`. Throws when the trade is not one of the run's. */
export function explain(run: Backtest, trade: Trade): Explanation {
  if (!run.trades.includes(trade)) throw new Error('explain: trade must be one of the run, got another');
  const result = `${trade.pnl >= 0 ? 'won' : 'lost'} ${usd(Math.abs(trade.pnl))} USD (${usd(trade.rMultiple)} R)`;
  return {
    title: `${trade.direction === 'long' ? 'Long' : 'Short'} from ${isoTime(trade.entryTime)} to ${isoTime(trade.exitTime)} ${result}`,
    entry: entryReasons(run, trade),
    size: sizeReasons(run, trade),
    levels: levelReasons(run, trade),
    exit: exitReasons(trade),
  };
}

/** The explanation as lines of plain text. */
export function explanationText({ title, entry, size, levels, exit }: Explanation): string {
  const part = (name: string, sentences: readonly string[]) => [name, ...sentences.map((sentence) => `  ${sentence}`)];
  return [title, ...part('Entry', entry), ...part('Size', size), ...part('Levels', levels), ...part('Exit', exit)].join(
    '\n',
  );
}

function entryReasons(run: Backtest, trade: Trade): string[] {
  const { strategy, market, result, parameters } = run;
  const close = `At the close of the bar of ${isoTime(market.base.time[trade.signalBar])} the strategy ${strategy.name} gave a ${trade.direction} signal.`;
  const reasons = strategy.explainSignal?.(market, result, parameters, trade.signalBar);
  if (reasons) return [close, ...reasons];
  const side = trade.direction === 'long' ? result.rulebook?.long : result.rulebook?.short;
  if (!side || blockingRules(side, trade.signalBar).length > 0) return [close];
  return [close, `It passed every rule: ${side.rules.map(({ name }) => name).join(', ')}.`];
}

function sizeReasons(run: Backtest, trade: Trade): string[] {
  const { parameters, market } = run;
  const close = market.base.close[trade.signalBar];
  const equity = trade.equityAtSignal;
  const committed = trade.committedAtSignal;
  const limits = sizeLimits(
    { equity, committed, close, distance: trade.distance, confidence: trade.confidence ?? 1 },
    parameters,
  );
  const named = [
    [`the risk of ${formatPercent(parameters.risk)} of equity at the stop`, limits.risk],
    [`the cap of ${formatPercent(parameters.max_position)} of equity`, limits.cap],
    ['what equity leaves beside the open positions', limits.room],
  ] as const;
  const least = named.reduce((smallest, limit) => (limit[1] < smallest[1] ? limit : smallest));
  const sentences = [
    `Equity at that close was ${usd(equity)} USD, ${usd(committed)} USD of it in open positions.`,
    `The least limit is ${least[0]}: ${formatDigits(least[1], 6)} BTC${least[1] < limits.risk ? ` (by risk it would be ${formatDigits(limits.risk, 6)})` : ''}.`,
  ];
  if (parameters.size_by_confidence)
    sentences.push(`Multiplied by the confidence of ${formatNumber(trade.confidence ?? 1)}.`);
  sentences.push(
    `Rounded down to ${formatDigits(trade.quantity, 9)} BTC, ${usd(trade.quantity * trade.entryPrice)} USD at the fill.`,
  );
  return sentences;
}

function levelReasons(run: Backtest, trade: Trade): string[] {
  const { parameters, result } = run;
  const atr = result.signals.atr[trade.signalBar];
  const scale = volatilityScale(result.signals.volRatio?.[trade.signalBar] ?? Number.NaN, parameters);
  const { slippage, tp_rr, trail_start_r, trail_gap_r } = parameters;
  return [
    `The next bar opened at ${usd(trade.entryMarket)}; with ${formatPercent(slippage)} slippage against us the fill is ${usd(trade.entryPrice)}.`,
    `Stop distance = ${parameters.sl_atr} x ATR ${usd(atr)} x 1h volatility ${formatNumber(scale, 3)} = ${usd(trade.distance)} USD (1 R, ${formatPercent(trade.distance / trade.entryPrice)} of the price).`,
    `Stop ${usd(trade.stop)}, target ${usd(trade.target)} (${tp_rr} R); from ${trail_start_r} R on the stop trails the best price by ${trail_gap_r} R.`,
  ];
}

const EXITS: Readonly<Record<Trade['exitReason'], string>> = {
  none: 'is open',
  stop: 'hit the stop at',
  trailing: 'hit the trailing stop at',
  target: 'reached the target at',
  'htf-reversal': 'was ordered out because the 1h trend stood against it at the close before',
  emergency: 'was ordered out by the drawdown halt',
  'end-of-data': 'was closed because the data end',
};

function exitReasons(trade: Trade): string[] {
  const minutes = Math.round((trade.exitTime - trade.entryTime) / MINUTE);
  const { exitReason, exitMarket, target, lastStop } = trade;
  const level = exitReason === 'target' ? target : lastStop;
  const hit = exitReason === 'stop' || exitReason === 'trailing' || exitReason === 'target';
  const at = hit ? ` ${usd(level)}${exitMarket === level ? '' : `, beyond which a bar opened`}` : '';
  const sentences = [
    `After ${minutes} minute${minutes === 1 ? '' : 's'} it ${EXITS[exitReason]}${at}, at a market price of ${usd(exitMarket)}; the fill is ${usd(trade.exitPrice)}.`,
    `On the way it was at worst ${usd(trade.mae)} R and at best ${usd(trade.mfe)} R from the fill.`,
    `Price moved ${usd((trade.pnl + trade.fees + trade.slippageCost) / trade.quantity)} USD per BTC our way before costs; fees ${usd(trade.fees)} and slippage ${usd(trade.slippageCost)} USD cost ${usd(costInR(trade))} R; net ${usd(trade.pnl)} USD.`,
  ];
  if (trade.ambiguous)
    sentences.push('The fill orders disagree on a bar of its life: finer bars or another order change this trade.');
  if (trade.touchesFilledBar) sentences.push('A filled or zero-volume bar lies between its signal and its exit.');
  return sentences;
}
