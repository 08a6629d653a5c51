import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const load = createRequire(__filename);

/** The chart library, minified, as a script and as its gzip in base64. */
export interface PlotlyScript {
  readonly source: string;
  readonly gzipBase64: string;
}

let kept: PlotlyScript | undefined;

/**
 * plotly.js-dist minified: 4.8 MB of script, 2.0 MB as gzip in base64. Made in about a second on first use, then kept in
 * node_modules/.cache by its version.
 */
export function plotlyScript(): PlotlyScript {
  kept ??= fromCache() ?? make();
  return kept;
}

function cacheFiles(): { source: string; gzip: string } {
  const manifest = load.resolve('plotly.js-dist/package.json');
  const { version } = load(manifest) as { version: string };
  const folder = join(dirname(dirname(manifest)), '.cache', 'mtf-lab');
  return { source: join(folder, `plotly-${version}.min.js`), gzip: join(folder, `plotly-${version}.min.js.gz.b64`) };
}

function fromCache(): PlotlyScript | undefined {
  const { source, gzip } = cacheFiles();
  try {
    return { source: readFileSync(source, 'utf8'), gzipBase64: readFileSync(gzip, 'utf8') };
  } catch {
    return undefined;
  }
}

function make(): PlotlyScript {
  const { transformSync } = load('esbuild') as typeof import('esbuild');
  const original = readFileSync(load.resolve('plotly.js-dist'), 'utf8');
  const source = transformSync(original, { minify: true, target: 'es2020', legalComments: 'none' }).code;
  const gzipBase64 = gzipSync(source, { level: 9 }).toString('base64');
  const files = cacheFiles();
  try {
    mkdirSync(dirname(files.source), { recursive: true });
    keep(files.source, source);
    keep(files.gzip, gzipBase64);
  } catch {
    // A read-only installation works too, only slower.
  }
  return { source, gzipBase64 };
}

function keep(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
