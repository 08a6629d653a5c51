import { formatDigits, formatNumber } from '../core/format.js';
import { isoTime } from '../core/time.js';
import type { MtfParameters } from './mtf-parameters.js';
import type { Market, StrategyResult } from './strategy.js';

/** The rules that a signal of the built-in strategy passed at `bar`, each with the numbers compared. */
export function explainMtfSignal(market: Market, result: StrategyResult, p: MtfParameters, bar: number): string[] {
  const long = result.signals.side[bar] > 0;
  const at = (column: string) => result.columns[column][bar];
  const usd = (value: number) => formatNumber(value);
  const price = at('close');
  const [above, rising] = long ? ['above', 'above'] : ['at or below', 'at or below'];
  const sentences = [
    gapSentence(market, result, p, bar),
    `1h trend: the close ${usd(price)} is ${above} EMA${p.ema_slow_1h} of 1h, ${usd(at('EMA200_1h'))}.`,
  ];
  if (long || p.bear_rules === 'symmetric') {
    sentences.push(
      `15m momentum: EMA${p.ema_momentum_5m} of 5m ${usd(at('EMA20'))} is ${rising} EMA${p.ema_slow_15m} of 15m, ${usd(at('EMA50_15m'))}.`,
    );
  }
  sentences.push(
    `Volume ${usd(at('volume'))} BTC is above ${p.vol_thresh} times its ${p.vol_sma_len}-bar average (${usd(p.vol_thresh * at('SMA21_vol'))}) and above the 1h average (${usd(at('SMA_vol_1h'))}${p.volume_1h_basis === 'raw' ? ' an hour' : ' per bar'}).`,
  );
  if (p.value_area !== 'off') {
    const edge = (p.value_area === 'required') === long ? 'VAL' : 'VAH';
    sentences.push(`Value area: the close is ${long ? 'above' : 'below'} ${edge} ${usd(at(edge))}.`);
  }
  if (p.poc_proximity === 'required' && (long || p.bear_rules === 'symmetric')) {
    sentences.push(
      `The close is ${formatDigits(at('vp_proximity'))} ATR_1h from POC_1h ${usd(at('POC_1h'))}; the limit is ${p.poc_max_atr}.`,
    );
  }
  if (p.entry_trend === 'required') {
    sentences.push(
      `Entry trend: EMA${p.ema1_entry} ${usd(at('EMA18'))} is ${long ? 'above' : 'below'} EMA${p.ema2_entry} ${usd(at('EMA48'))}.`,
    );
  }
  sentences.push(`Confidence ${formatNumber(at('confidence'))}; at least ${p.min_confidence} is needed.`);
  return sentences;
}

function gapSentence(market: Market, result: StrategyResult, p: MtfParameters, bar: number): string {
  const ledger = result.gaps;
  const gap = ledger ? candidateAt(result, p, bar) : -1;
  if (!ledger || gap < 0) throw new Error(`explainMtfSignal: bar must have a signal, got bar ${bar} without one`);
  const kind = ledger.side[gap] > 0 ? 'bull' : 'bear';
  const zone = `${formatNumber(ledger.bottom[gap])} to ${formatNumber(ledger.top[gap])}`;
  const born = ledger.born[gap] === bar ? '' : `, born ${isoTime(market.base.time[ledger.born[gap]])}`;
  return `A ${kind} fair value gap (${zone}${born}) of ${formatDigits(ledger.strength[gap])} ATR counts by ${p.gap_entry}; more than ${p.min_strength} is needed.`;
}

/** The newest gap that is a candidate at `bar` under the entry rule in force. */
function candidateAt({ gaps }: StrategyResult, p: MtfParameters, bar: number): number {
  if (!gaps) return -1;
  const event = p.gap_entry === 'detection' ? gaps.born : p.gap_entry === 'retest' ? gaps.mitigated : gaps.inverted;
  for (let gap = gaps.count - 1; gap >= 0; gap--) if (event[gap] === bar) return gap;
  return -1;
}
