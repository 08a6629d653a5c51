import { formatPercent } from '../../core/format.js';
import { counted, signedUsd } from '../figures/words.js';
import { ENOUGH_TRADES, MUCH_ZERO_VOLUME, UNLIKELY } from '../verdicts/evidence.js';
import { lengthSentence } from '../verdicts/overfitting-verdict.js';
import { breakEvenSentence } from '../verdicts/verdicts.js';
import type { KnownResults } from './results-shape.js';
import type { ReportSection } from './section.js';

/** What would have to be otherwise for the conclusion to be another one, and what would not help. */
export function changeSection(results: KnownResults): ReportSection {
  const sentences = [
    ...leakWords(results),
    ...costWords(results),
    ...evidenceWords(results),
    ...fillWords(results),
    ...searchWords(results),
    ...dataWords(results),
  ];
  const title = 'What would change the conclusion';
  return sentences.length === 0
    ? { id: 'change', title, sentences, missing: '03-backtest' }
    : { id: 'change', title, sentences };
}

function leakWords({ causality }: KnownResults): string[] {
  return causality && !causality.ok ? ['Look-ahead: no figure here counts before the leak is mended.'] : [];
}

function costWords({ costs }: KnownResults): string[] {
  return costs ? [`Costs: ${lowerFirst(breakEvenSentence({ costs }))}`] : [];
}

function evidenceWords({ metrics, overfitting, walk_forward: walk }: KnownResults): string[] {
  const words: string[] = [];
  if (metrics && metrics.total_trades < ENOUGH_TRADES) {
    words.push(
      `More trades: ${counted(metrics.total_trades, 'trade')} ${metrics.total_trades === 1 ? 'is' : 'are'} few, ${ENOUGH_TRADES} the least.`,
    );
  }
  if (overfitting?.sharpe.value != null && overfitting.sharpe.value > 0) {
    words.push(`More days: ${lowerFirst(lengthSentence(overfitting))}`);
  }
  const t = walk?.stitched.t_statistic;
  if (t !== null && t !== undefined && t <= -UNLIKELY) {
    words.push('More days of the same kind: they would not. The loss out of sample is beyond chance already.');
  }
  return words;
}

function fillWords({ fill_ambiguity: fills, metrics }: KnownResults): string[] {
  if (!fills || metrics?.total_trades === 0) return [];
  const results = Object.values(fills.orders);
  const [low, high] = [Math.min(...results), Math.max(...results)];
  return low < 0 && high > 0
    ? [
        `The order of fills inside a bar: it decides whether there is a profit (${signedUsd(low)} to ${signedUsd(high)}).`,
      ]
    : [`Another order of fills inside a bar: it would not. Under each the result has the same sign.`];
}

function searchWords({ optimization }: KnownResults): string[] {
  if (!optimization || optimization.best_value === null) return [];
  return optimization.best_value <= 0
    ? [
        `Other parameters: not within the ranges that were searched; the best of ${counted(optimization.n_calls, 'evaluation')} loses too.`,
      ]
    : ['Other parameters: perhaps, and then the trials that found them count against the result.'];
}

function dataWords({ data_quality: data }: KnownResults): string[] {
  if (!data) return [];
  if (data.source === 'sample')
    return ['Real bars: these are made up. Bring your own with bars=FILE before concluding anything about BTC.'];
  return data.zero_volume_share > MUCH_ZERO_VOLUME
    ? [
        `Bars from a deeper venue: ${formatPercent(data.zero_volume_share)} of these have no volume, and the rules lean on volume.`,
      ]
    : ['Another stretch of history, or another venue: this is one of each.'];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
