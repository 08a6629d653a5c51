import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { zipped } from './zipped.js';

const load = createRequire(__filename);

/** The chart library, minified, as a script and as its gzip in base64. */
export interface PlotlyScript {
  readonly source: string;
  readonly gzipBase64: string;
}

const kept = new Map<string, PlotlyScript>();

/**
 * plotly.js-dist minified: 4.8 MB of script, 2.0 MB as gzip in base64. Made in about a second on first use, then kept in
 * node_modules/.cache by its version.
 */
export function plotlyScript(): PlotlyScript {
  return keptScript('plotly', (original, esbuild) => {
    return esbuild.transformSync(original, { minify: true, target: 'es2020', legalComments: 'none' }).code;
  });
}

/** A script made of plotly.js-dist, kept by `name` and the library's version. */
export function keptScript(
  name: string,
  make: (original: string, esbuild: typeof import('esbuild')) => string,
): PlotlyScript {
  const known = kept.get(name) ?? fromCache(name);
  if (known) {
    kept.set(name, known);
    return known;
  }
  const original = readFileSync(load.resolve('plotly.js-dist'), 'utf8');
  const source = make(original, load('esbuild') as typeof import('esbuild'));
  const script = { source, gzipBase64: zipped(source) };
  kept.set(name, script);
  toCache(name, script);
  return script;
}

function cacheFiles(name: string): { source: string; gzip: string } {
  const manifest = load.resolve('plotly.js-dist/package.json');
  const { version } = load(manifest) as { version: string };
  const folder = join(dirname(dirname(manifest)), '.cache', 'mtf-lab');
  return { source: join(folder, `${name}-${version}.min.js`), gzip: join(folder, `${name}-${version}.min.js.gz.b64`) };
}

function fromCache(name: string): PlotlyScript | undefined {
  const { source, gzip } = cacheFiles(name);
  try {
    return { source: readFileSync(source, 'utf8'), gzipBase64: readFileSync(gzip, 'utf8') };
  } catch {
    return undefined;
  }
}

function toCache(name: string, { source, gzipBase64 }: PlotlyScript): void {
  const files = cacheFiles(name);
  try {
    mkdirSync(dirname(files.source), { recursive: true });
    keep(files.source, source);
    keep(files.gzip, gzipBase64);
  } catch {
    // A read-only installation works too, only slower.
  }
}

function keep(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
