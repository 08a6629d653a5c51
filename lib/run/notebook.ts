import { readFileSync } from 'node:fs';

/** JSON as it stands in a notebook file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonRecord = Readonly<Record<string, Json>>;

/** One output of a code cell, as nbformat 4.5 knows them; texts are whole strings here and lists of lines in the file. */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: JsonRecord; readonly metadata: JsonRecord }
  | { readonly output_type: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: string[] };

/** A cell in running order. `outputs` and `executionCount` belong to code cells only. */
export interface Cell {
  readonly type: 'code' | 'markdown' | 'raw';
  readonly id: string;
  readonly metadata: JsonRecord;
  readonly source: string;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
}

export interface Notebook {
  readonly metadata: JsonRecord;
  readonly cells: readonly Cell[];
}

/** The tags of a cell; `parameters` marks the one that is rewritten from outside. */
export function cellTags(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** Reads an .ipynb of nbformat 4. Throws, naming the file, when it is not one. */
export function readNotebook(file: string): Notebook {
  return parseNotebook(readFileSync(file, 'utf8'), file);
}

/** The notebook in a text; `name` is what an error calls it. */
export function parseNotebook(text: string, name: string): Notebook {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new Error(`parseNotebook: ${name} must be a notebook (JSON), got ${(error as Error).message}`);
  }
  const { nbformat, cells, metadata } = raw as { nbformat?: number; cells?: RawCell[]; metadata?: JsonRecord };
  if (nbformat !== 4 || !Array.isArray(cells)) {
    throw new Error(`parseNotebook: ${name} must be of nbformat 4, got ${nbformat}`);
  }
  return { metadata: metadata ?? {}, cells: cells.map(parseCell) };
}

interface RawCell {
  readonly cell_type: Cell['type'];
  readonly id?: string;
  readonly metadata?: JsonRecord;
  readonly source?: string | readonly string[];
  readonly outputs?: readonly JsonRecord[];
  readonly execution_count?: number | null;
}

function parseCell(raw: RawCell, index: number): Cell {
  return {
    type: raw.cell_type,
    id: raw.id ?? `cell-${index + 1}`,
    metadata: raw.metadata ?? {},
    source: joined(raw.source ?? ''),
    outputs: (raw.outputs ?? []).map(parseOutput),
    executionCount: raw.execution_count ?? null,
  };
}

function parseOutput(raw: JsonRecord): Output {
  if (raw.output_type === 'stream') {
    return { output_type: 'stream', name: raw.name === 'stderr' ? 'stderr' : 'stdout', text: joined(raw.text) };
  }
  if (raw.output_type === 'error') {
    const traceback = Array.isArray(raw.traceback) ? raw.traceback.map(String) : [];
    return { output_type: 'error', ename: String(raw.ename), evalue: String(raw.evalue), traceback };
  }
  const data = Object.entries((raw.data ?? {}) as JsonRecord).map(([mime, value]) => [
    mime,
    isTextMime(mime) ? joined(value) : value,
  ]);
  return { output_type: 'display_data', data: Object.fromEntries(data), metadata: (raw.metadata ?? {}) as JsonRecord };
}

/** The text of a notebook file: nbformat 4.5, keys and line splitting as Jupyter itself saves them. */
export function notebookText(notebook: Notebook): string {
  const raw = { cells: notebook.cells.map(rawCell), metadata: notebook.metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(raw, null, 1)}\n`;
}

function rawCell(cell: Cell): object {
  const { id, metadata } = cell;
  const source = lines(cell.source);
  if (cell.type !== 'code') return { cell_type: cell.type, id, metadata, source };
  const outputs = cell.outputs.map(rawOutput);
  return { cell_type: 'code', execution_count: cell.executionCount, id, metadata, outputs, source };
}

function rawOutput(output: Output): object {
  if (output.output_type === 'stream') {
    return { name: output.name, output_type: 'stream', text: lines(output.text) };
  }
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    isTextMime(mime) && typeof value === 'string' ? lines(value) : value,
  ]);
  return { data: Object.fromEntries(data), metadata: output.metadata, output_type: 'display_data' };
}

/** Images other than SVG are kept as one base64 string. */
function isTextMime(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'image/svg+xml' || mime === 'application/javascript';
}

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '');
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
