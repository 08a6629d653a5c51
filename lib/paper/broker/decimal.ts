/**
 * Amounts as whole numbers of 1e-9, the finest the broker deals in: exact to add and compare, and never `5e-7` on the
 * wire. Quantities in BTC, prices in USD. A product of two amounts counts 1e-18.
 */
export type Units = bigint;

export const UNIT: Units = 1_000_000_000n;

/** A decimal text as units; digits beyond the ninth are cut off, as the broker does. Throws at anything else. */
export function parseUnits(text: string): Units {
  const parts = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!parts) throw new Error(`parseUnits: text must be a plain decimal number, got ${text}`);
  const [, sign, whole = '', fraction = ''] = parts;
  const units = BigInt(whole) * UNIT + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return sign === '-' ? -units : units;
}

/** Units as the shortest plain decimal text. */
export function unitsText(units: Units): string {
  const size = units < 0n ? -units : units;
  const fraction = (size % UNIT).toString().padStart(9, '0').replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The greatest amount not above `value`; an exact multiple of 1e-9 does not lose a unit to rounding. From 0 to 1e6. */
export function unitsOf(value: number): Units {
  return BigInt(Math.floor(value * 1e9 * (1 + 2 * Number.EPSILON)));
}

export function numberOf(units: Units): number {
  return Number(units) / 1e9;
}

/** A sum of quantity x price, in USD. */
export function usdOf(product: bigint): number {
  return Number(product) / 1e18;
}

/** `units` less its remainder by `increment`. */
export function roundedTo(units: Units, increment: Units): Units {
  return increment > 1n ? units - (units % increment) : units;
}

/** `share` (a fraction) of an amount, rounded up. */
export function shareUp(units: Units, share: number): Units {
  const millionths = BigInt(Math.round(share * 1e6));
  return (units * millionths + 999_999n) / 1_000_000n;
}

export const least = (a: Units, b: Units): Units => (a < b ? a : b);
