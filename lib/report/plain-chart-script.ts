import { join } from 'node:path';
import { pageBundle } from './page-bundle.js';

/** Where a page finds it: `window.mtfLabPlain.show(element, figure, Plotly)`. */
export const PLAIN_NAME = 'mtfLabPlain';

let kept: string | undefined;

/** The script that draws plain figures as the page around them looks, some 5 kB. Bundled on first use, then kept. */
export function plainChartScript(): string {
  kept ??= pageBundle(join(__dirname, 'plain-chart-page.js'), PLAIN_NAME);
  return kept;
}
