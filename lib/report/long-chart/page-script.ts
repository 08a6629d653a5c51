import { join } from 'node:path';
import { pageBundle } from '../page-bundle.js';

/** The name the bundle gives itself where it runs. */
export const PAGE_NAME = 'mtfLongChartPage';

let kept: string | undefined;

/**
 * The script of long charts, some 30 kB: `mtfLongChartPage.mount(element, data, Plotly)`. A classic script without eval,
 * for a page to hold in itself or to load from a file of its own. Bundled on first use, then kept.
 */
export function longChartScript(): string {
  kept ??= pageBundle(join(__dirname, 'page.js'), PAGE_NAME);
  return kept;
}
