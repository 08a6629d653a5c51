import { type Estimate, measured, unmeasured } from '../../core/estimate.js';
import { normalCdf } from '../../core/normal.js';
import { type SharpeMoments, sharpeVariance } from './sharpe-moments.js';

/**
 * Probabilistic Sharpe ratio: the probability, 0 to 1, that the true Sharpe ratio exceeds `benchmark` (per observation, like
 * the moments), given that returns are skewed, heavy-tailed and few. Bailey and Lopez de Prado, "The Sharpe ratio efficient
 * frontier" (2012). It takes returns as independent; of one strategy, chosen beforehand. Null with a reason otherwise.
 */
export function probabilisticSharpe(moments: SharpeMoments, benchmark = 0): Estimate {
  const { observations, sharpe } = moments;
  if (observations < 2) return unmeasured(`PSR needs at least 2 observations; there are ${observations}.`);
  const variance = sharpeVariance(moments);
  if (!(variance > 0)) {
    return unmeasured('Skewness and kurtosis contradict each other: no sample has them, and PSR has no meaning.');
  }
  return measured(normalCdf(((sharpe - benchmark) * Math.sqrt(observations - 1)) / Math.sqrt(variance)));
}
