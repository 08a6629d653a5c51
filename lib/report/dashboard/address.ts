/** The pages of the dashboard, in the order of its navigation. */
export const PAGE_IDS = ['report', 'backtest', 'optimisation', 'multi-tf', 'paper'] as const;
export type PageId = (typeof PAGE_IDS)[number];

/** Where a reader is: a page, and the trade that is open (its entry, ms UTC). */
export interface Address {
  readonly page: PageId;
  readonly trade?: number;
}

/** Reads the part of an address behind `#`. What cannot be read is the first page; a trade alone is on the backtest's. */
export function parseAddress(hash: string): Address {
  let page: PageId | undefined;
  let trade: number | undefined;
  for (const part of hash.replace(/^#/, '').split('&')) {
    const known = PAGE_IDS.find((id) => id === part);
    if (known) page = known;
    if (part.startsWith('trade=')) trade = timeOf(part.slice('trade='.length));
  }
  return { page: page ?? (trade === undefined ? 'report' : 'backtest'), ...(trade !== undefined && { trade }) };
}

/** `#backtest&trade=2024-03-01T12:35:00Z` */
export function addressText({ page, trade }: Address): string {
  return trade === undefined ? `#${page}` : `#${page}&trade=${new Date(trade).toISOString().replace('.000Z', 'Z')}`;
}

function timeOf(text: string): number | undefined {
  const time = Date.parse(decoded(text));
  return Number.isNaN(time) ? undefined : time;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
