import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The name the bundle gives itself where it runs. */
export const PAGE_NAME = 'mtfLongChartPage';

let kept: string | undefined;

/**
 * The script of long charts, some 30 kB: `mtfLongChartPage.mount(element, data, Plotly)`. A classic script without eval,
 * for a page to hold in itself or to load from a file of its own. Bundled on first use, then kept.
 */
export function longChartScript(): string {
  kept ??= bundle();
  return kept;
}

function bundle(): string {
  const { buildSync } = createRequire(__filename)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'page.js')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: PAGE_NAME,
    target: 'es2020',
    platform: 'browser',
    legalComments: 'none',
  });
  return outputFiles[0].text.replace(/<\/(?=script)/gi, '<\\/').trim();
}
