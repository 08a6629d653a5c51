import type { Notebook } from './notebook.js';
import { cellTags } from './notebook.js';

/** Values given from outside, as typed on a command line. */
export type Settings = Readonly<Record<string, string>>;

/** The parameters that are files or folders: relative to where the person is, not to the notebook. */
export const PATH_PARAMETERS = ['bars', 'finer', 'out', 'pine', 'trade_lists'] as const;

const DECLARATION =
  /^(\s*(?:const|let)\s+)([A-Za-z_$][\w$]*)(\s*:[^=]+?)?(\s*=\s*)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|true|false|[-+]?[\d.][\w.+-]*)(\s*;?\s*(?:\/\/.*)?)$/;
const SET_DECLARATION = /^(\s*(?:const|let)\s+set\s*(?::[^=]+)?=\s*)(\{[^{}]*\})(\s*;?\s*(?:\/\/.*)?)$/;

type Kind = 'string' | 'number' | 'boolean';

/** The notebook with its `parameters` cell rewritten. See `rewriteParameters`. Throws when it has no such cell. */
export function withParameters(notebook: Notebook, settings: Settings, name: string): Notebook {
  if (Object.keys(settings).length === 0) return notebook;
  const at = parametersCell(notebook);
  if (at < 0) {
    throw new Error(
      `withParameters: ${name} must have a cell tagged parameters, got none; in JupyterLab, choose the cell and add the tag under the gears (Property Inspector, Common Tools, Cell Tags), in VS Code under the cell's "..." (Add Cell Tag)`,
    );
  }
  const source = rewriteParameters(notebook.cells[at]?.source ?? '', settings);
  return { ...notebook, cells: notebook.cells.map((cell, i) => (i === at ? { ...cell, source } : cell)) };
}

/**
 * The source of a parameters cell with other values: a line `const name: type = literal;` gets the new value, in the kind
 * of its literal; a name without a line goes into the object of the line `const set = {};`, as the number, true, false or
 * text that it reads as. Throws when a value does not fit its line, or a name has no place.
 */
export function rewriteParameters(source: string, settings: Settings): string {
  const left = new Map(Object.entries(settings));
  const rewritten = source.split('\n').map((line) => {
    const parts = DECLARATION.exec(line);
    const name = parts?.[2];
    const value = name === undefined ? undefined : left.get(name);
    if (!parts || name === undefined || value === undefined) return line;
    left.delete(name);
    const kind = kindOf(parts[5] ?? '');
    // Without a declared type the constant's type would be its value, and `bars === ''` in a later cell a type error.
    return `${parts[1]}${name}${parts[3] ?? `: ${kind}`}${parts[4]}${literal(name, value, kind)}${parts[6]}`;
  });
  return left.size === 0 ? rewritten.join('\n') : intoSet(rewritten, left);
}

function intoSet(sourceLines: readonly string[], left: ReadonlyMap<string, string>): string {
  const at = sourceLines.findIndex((line) => SET_DECLARATION.test(line));
  if (at < 0) {
    const known = sourceLines.flatMap((line) => DECLARATION.exec(line)?.[2] ?? []);
    const names = [...left.keys()].join(', ');
    throw new Error(
      known.length === 0
        ? `rewriteParameters: the parameters cell must have lines such as const ${[...left.keys()][0]} = 'value';, got none for ${names}`
        : `rewriteParameters: parameter must be one of ${known.join(', ')}, got ${names}`,
    );
  }
  const entries = [...left]
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(freeValue(value))}`)
    .join(', ');
  const line = (sourceLines[at] ?? '').replace(SET_DECLARATION, (_, start: string, old: string, end: string) =>
    /^\{\s*\}$/.test(old) ? `${start}{ ${entries} }${end}` : `${start}{ ...${old}, ${entries} }${end}`,
  );
  return sourceLines.map((text, i) => (i === at ? line : text)).join('\n');
}

/** The value a parameter line starts with, when it is a text; undefined without such a line. */
export function defaultText(notebook: Notebook, name: string): string | undefined {
  const value = declaredValues(notebook)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Every text, number, true or false that the parameters cell declares, by name. */
export function declaredValues(notebook: Notebook): Readonly<Record<string, string | number | boolean>> {
  const source = notebook.cells[parametersCell(notebook)]?.source ?? '';
  return Object.fromEntries(
    source.split('\n').flatMap((line) => {
      const [, , name, , , text] = DECLARATION.exec(line) ?? [];
      return name === undefined || text === undefined ? [] : [[name, literalValue(text)]];
    }),
  );
}

function literalValue(text: string): string | number | boolean {
  const kind = kindOf(text);
  if (kind === 'boolean') return text === 'true';
  if (kind === 'number') return Number(text);
  return text.startsWith('"') ? (JSON.parse(text) as string) : text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** `name=value` words as settings; the last of equal names counts. Path parameters are made absolute by `resolve`. */
export function parseSettings(words: readonly string[], resolve: (path: string) => string): Settings {
  const settings: Record<string, string> = {};
  for (const word of words) {
    const [, name, value = ''] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined) throw new Error(`parseSettings: setting must be name=value, got ${word}`);
    const isPath = (PATH_PARAMETERS as readonly string[]).includes(name) && value !== '';
    settings[name] = isPath ? resolve(value) : value;
  }
  return settings;
}

function parametersCell(notebook: Notebook): number {
  return notebook.cells.findIndex((cell) => cell.type === 'code' && cellTags(cell).includes('parameters'));
}

function kindOf(text: string): Kind {
  if (text === 'true' || text === 'false') return 'boolean';
  return text.startsWith("'") || text.startsWith('"') ? 'string' : 'number';
}

function literal(name: string, value: string, kind: Kind): string {
  if (kind === 'string') return JSON.stringify(value);
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value;
  if (kind === 'number' && isNumber(value)) return String(Number(value));
  const wanted = kind === 'boolean' ? 'true or false' : 'a number';
  throw new Error(`rewriteParameters: ${name} must be ${wanted}, got ${value}`);
}

/** A word of a command line as the value it reads as: a number, true, false, or the text itself. */
export function freeValue(word: string): number | boolean | string {
  if (word === 'true' || word === 'false') return word === 'true';
  return isNumber(word) ? Number(word) : word;
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}
