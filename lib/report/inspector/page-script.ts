import { join } from 'node:path';
import { pageBundle } from '../page-bundle.js';

/** The name the bundle gives itself where it runs. */
export const INSPECTED_PAGE_NAME = 'mtfInspectedChartPage';

let kept: string | undefined;

/** The script of long charts with an inspector below, some 80 kB: `mtfInspectedChartPage.mount(element, data, Plotly)`. */
export function inspectedChartScript(): string {
  kept ??= pageBundle(join(__dirname, 'page.js'), INSPECTED_PAGE_NAME);
  return kept;
}
