/** A number for people: thousands separated, a fixed number of decimals, `-` for a minus; what rounds to zero has none. */
export function formatNumber(value: number, decimals = 2): string {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return text.replace(/^-(?=[0.]+$)/, '');
}

/** A fraction as percent, like `-17.97 %`. */
export function formatPercent(fraction: number, decimals = 2): string {
  return `${formatNumber(100 * fraction, decimals)} %`;
}

/** A number of significant digits, without exponent: quantities and ratios. */
export function formatDigits(value: number, digits = 4): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: digits });
}
