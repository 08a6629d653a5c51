import { createRequire } from 'node:module';

/**
 * The compiled module `file` with all it imports as one classic script without eval, which defines `name`: for a page to
 * hold in itself or to load from a file.
 */
export function pageBundle(file: string, name: string): string {
  const { buildSync } = createRequire(__filename)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: name,
    target: 'es2020',
    platform: 'browser',
    legalComments: 'none',
  });
  return outputFiles[0].text.replace(/<\/(?=script)/gi, '<\\/').trim();
}
