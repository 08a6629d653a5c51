// Exact amounts of the fake exchange: whole numbers of 1e-9, its own and not the library's, so that each checks the other.

export const UNIT = 1_000_000_000n;

/** Text to units of 1e-9, digits beyond the ninth cut off without a word, as the service does; undefined when it is no plain decimal. */
export function parseUnits(text: unknown): bigint | undefined {
  const parts = typeof text === 'string' ? /^(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (!parts) return undefined;
  return BigInt(parts[1]) * UNIT + BigInt((parts[2] ?? '').slice(0, 9).padEnd(9, '0'));
}

export function unitsText(units: bigint, decimals = 9): string {
  const size = 10n ** BigInt(decimals);
  const positive = units < 0n ? -units : units;
  const fraction = (positive % size).toString().padStart(decimals, '0').replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${positive / size}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A product of two amounts has 18 decimals. */
export const moneyText = (units: bigint): string => unitsText(units, 18);
