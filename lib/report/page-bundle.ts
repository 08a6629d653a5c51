import { createRequire } from 'node:module';

/**
 * The compiled module `file` with all it imports as one classic script without eval, for a page to hold in itself or to load
 * from a file. It defines `name`, where one is given, as what the module exports.
 */
export function pageBundle(file: string, name?: string): string {
  const { buildSync } = createRequire(__filename)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    ...(name !== undefined && { globalName: name }),
    target: 'es2020',
    platform: 'browser',
    legalComments: 'none',
  });
  return outputFiles[0].text.replace(/<\/(?=script)/gi, '<\\/').trim();
}
