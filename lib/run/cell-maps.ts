import { createRequire, SourceMap } from 'node:module';

/** A place in a cell's source: line and column from 1. */
export interface CellPosition {
  readonly line: number;
  readonly column: number;
}

/** From a place in the JavaScript that ran to the place in the cell it came from. */
export type CellMap = (line: number, column: number) => CellPosition | undefined;

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
/** tslab puts one line before a cell so that it counts as a module. */
const PREFIX_LINES = 1;

interface Transpiled {
  outputText: string;
  sourceMapText?: string;
}
type Options = { readonly compilerOptions?: object };
interface TypeScript {
  createWatchCompilerHost(files: unknown, options: object, ...rest: unknown[]): unknown;
  transpileModule(js: string, options: Options): Transpiled;
}

/**
 * Makes tslab's converter keep source maps, which it has no option for: its TypeScript is wrapped before it is loaded.
 * It emits a cell in two passes (types away, then modules to CommonJS); the map of a cell joins both.
 * Returns a function that gives the map of the cell converted last.
 */
export function keepCellMaps(): () => CellMap | undefined {
  const load = createRequire(require.resolve('tslab/dist/converter.js'));
  const file = load.resolve('@tslab/typescript-for-tslab');
  const typescript = load(file) as TypeScript;
  let last: CellMap | undefined;
  const wrapped: TypeScript = {
    ...typescript,
    createWatchCompilerHost: (files, options, ...rest) =>
      typescript.createWatchCompilerHost(files, { ...options, inlineSourceMap: true }, ...rest),
    transpileModule(js, options) {
      const first = INLINE_MAP.exec(js)?.[1];
      const compilerOptions = { ...options.compilerOptions, sourceMap: true };
      const result = typescript.transpileModule(js.replace(INLINE_MAP, ''), { ...options, compilerOptions });
      last = first && result.sourceMapText ? joinMaps(first, result.sourceMapText) : undefined;
      return { ...result, outputText: result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '') };
    },
  };
  const cached = require.cache[file];
  if (cached) cached.exports = wrapped;
  return () => last;
}

function joinMaps(first: string, second: string): CellMap {
  const toTypes = new SourceMap(JSON.parse(Buffer.from(first, 'base64').toString('utf8')));
  const toFirst = new SourceMap(JSON.parse(second));
  return (line, column) => {
    const middle = toFirst.findEntry(line - 1, column - 1);
    if (!('originalLine' in middle)) return undefined;
    const origin = toTypes.findEntry(middle.originalLine, middle.originalColumn);
    if (!('originalLine' in origin)) return undefined;
    return { line: origin.originalLine - PREFIX_LINES + 1, column: origin.originalColumn + 1 };
  };
}
