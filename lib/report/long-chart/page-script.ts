import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The names that bundles give themselves where they run. */
export const PAGE_NAME = 'mtfLongChartPage';
export const INSPECTED_PAGE_NAME = 'mtfInspectedChartPage';

const kept = new Map<string, string>();

/**
 * The script of long charts, some 30 kB: `mtfLongChartPage.mount(element, data, Plotly)`. A classic script without eval,
 * for a page to hold in itself or to load from a file of its own. Bundled on first use, then kept.
 */
export function longChartScript(): string {
  return keptBundle(PAGE_NAME, join(__dirname, 'page.js'));
}

/** The same for long charts with an inspector below: `mtfInspectedChartPage.mount(element, data, Plotly)`. */
export function inspectedChartScript(): string {
  return keptBundle(INSPECTED_PAGE_NAME, join(__dirname, '..', 'inspector', 'page.js'));
}

function keptBundle(name: string, entry: string): string {
  const script = kept.get(name) ?? bundle(name, entry);
  kept.set(name, script);
  return script;
}

function bundle(globalName: string, entry: string): string {
  const { buildSync } = createRequire(__filename)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName,
    target: 'es2020',
    platform: 'browser',
    legalComments: 'none',
  });
  return outputFiles[0].text.replace(/<\/(?=script)/gi, '<\\/').trim();
}
