import type { Backtest } from '../../backtest/backtest.js';
import { formatNumber, formatPercent } from '../../core/format.js';
import { HOUR } from '../../core/time.js';
import type { DataQuality } from '../../data/quality.js';
import { MTF_NAME, MTF_PARAMETERS } from '../../strategy/mtf-parameters.js';
import { resolveParameters } from '../../strategy/parameter.js';
import type { Funnel, SideFunnel } from '../../strategy/rules.js';
import { counted } from '../figures/words.js';
import { ENOUGH_TRADES, MUCH_ZERO_VOLUME } from './evidence.js';

/** What the quality of the bars means for the built-in strategy, in sentences that follow from its figures. */
export function dataVerdict(quality: DataQuality, source: string): string[] {
  const { rows, missing, longest_gap, zero_volume, zero_volume_share } = quality;
  const warmUpHours = resolveParameters(MTF_PARAMETERS).ema_slow_1h;
  const verdict = [
    source === 'sample'
      ? 'These bars are made up. They show that everything works; they say nothing of BTC.'
      : `${formatNumber(rows, 0)} bars from ${quality.from} to ${quality.to}.`,
    missing === 0
      ? 'No bar is missing.'
      : `${formatNumber(missing, 0)} bars are missing (${formatPercent(missing / (rows + missing))}), ${formatNumber(longest_gap, 0)} in the longest gap. A missing bar does not exist: lengths count bars that do.`,
    zero_volume_share > MUCH_ZERO_VOLUME
      ? `WARNING: ${formatPercent(zero_volume_share)} of the bars have no volume. The volume rules and the volume profile of this strategy then measure how empty the venue is. Bring a CSV from a deeper venue (bars=FILE).`
      : `${formatNumber(zero_volume, 0)} bars have no volume: the volume rules can be used.`,
  ];
  if (rows * quality.step < 2 * warmUpHours * HOUR) {
    verdict.push(
      `WARNING: the 1h trend needs ${warmUpHours} hours to warm up; these bars leave it little or nothing to trade.`,
    );
  }
  return verdict;
}

/** Why there are so few signals, in one sentence a side. */
export function funnelVerdict(funnel: Funnel): string[] {
  return [sideVerdict('Long', funnel.long), sideVerdict('Short', funnel.short)];
}

function sideVerdict(name: string, { bars, signals, steps, tightest }: SideFunnel): string {
  const blocked = steps.find(({ rule }) => rule === tightest)?.blocks_alone ?? 0;
  const alone = tightest
    ? `"${tightest}" alone stops ${formatNumber(blocked, 0)} more, which pass everything else.`
    : 'No single rule stops a bar that passes all others.';
  return `${name}: ${counted(signals, 'signal')} in ${formatNumber(bars, 0)} bars. ${alone}`;
}

/** What is asked of a run for its verdict: results.json has it too. */
export interface JudgedRun extends Pick<Backtest, 'metrics' | 'costs'> {
  readonly parameters: { readonly risk_free: number };
  readonly strategy?: { readonly name: string };
}

/** What a run shows and what it does not, in sentences that follow from its figures. */
export function backtestVerdict(run: JudgedRun, twin: { readonly metrics: { readonly net_pnl: number } }): string[] {
  const { metrics, costs } = run;
  if (metrics.total_trades === 0) {
    const why = run.strategy?.name === MTF_NAME ? ' The funnel in notebook 02 shows which rule stops most.' : '';
    return [`No trade was taken: there is nothing to judge.${why}`];
  }
  const usd = (value: number) => `${formatNumber(value)} USD`;
  const net = metrics.net_pnl;
  const verdict = [
    `${counted(metrics.total_trades, 'trade')} ${net < 0 ? 'lose' : 'make'}${metrics.total_trades === 1 ? 's' : ''} ${usd(Math.abs(net))} (${formatPercent(metrics.total_return)}) after costs; without fee and slippage the same signals ${twin.metrics.net_pnl < 0 ? 'lose' : 'make'} ${usd(Math.abs(twin.metrics.net_pnl))}.`,
    `A trade costs ${formatNumber(costs.cost_r ?? 0)} R: the round trip of ${formatPercent(costs.round_trip)} is held against a median stop distance of ${formatPercent(costs.median_stop_distance ?? 0)}.`,
    breakEvenSentence(run),
  ];
  if (metrics.total_trades < ENOUGH_TRADES) {
    verdict.push(
      `${counted(metrics.total_trades, 'trade')} ${metrics.total_trades === 1 ? 'is' : 'are'} too few to judge by; fewer than ${ENOUGH_TRADES} leave the win rate open by 5 points and more.`,
    );
  }
  verdict.push(
    sharpeSentence(run),
    net < 0
      ? 'This strategy does not earn money on these bars with these parameters and costs.'
      : 'It made money on these bars. That alone is no evidence: notebooks on robustness ask whether it is more than luck.',
  );
  return verdict;
}

function sharpeSentence({ metrics, parameters }: JudgedRun): string {
  const { risk_free } = parameters;
  const ratio = `Sharpe ${ratioText(metrics.sharpe_ratio)} at a risk-free rate of ${formatPercent(risk_free)}`;
  if (risk_free === 0) return `${ratio}.`;
  return `${ratio}, ${ratioText(metrics.sharpe_rf0)} at 0: an account that is invested ${formatPercent(metrics.exposure)} of the time otherwise measures the interest rate.`;
}

/** At which cost a side a run would earn nothing. */
export function breakEvenSentence({ costs }: Pick<Backtest, 'costs'>): string {
  const level = costs.break_even_per_side;
  if (level === null) return 'There is no notional to spread costs over.';
  if (level < 0) return 'Gross of costs it loses too: no cost level helps.';
  return `It breaks even at a cost of ${formatPercent(level, 3)} per side; this run pays ${formatPercent(costs.round_trip / 2, 3)}.`;
}

function ratioText(value: number | null): string {
  return value === null ? 'n/a' : formatNumber(value);
}
