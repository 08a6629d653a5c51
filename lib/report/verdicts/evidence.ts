/** Fewest trades from which a win rate says something: its standard error is then at most 5 points. */
export const ENOUGH_TRADES = 100;
/** A t-statistic that chance alone seldom gives (5 % of the time beyond it on either side). */
export const UNLIKELY = 2;
/** Share of zero-volume bars from which a volume rule measures the venue's emptiness more than the market. */
export const MUCH_ZERO_VOLUME = 0.05;
