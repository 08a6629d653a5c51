// The process that runs a notebook's cells with tslab's own converter and executor. Its parent sends one job on standard
// input and keeps it open; when it closes, the parent is gone and so is the reason to run.
import { writeSync } from 'node:fs';
import { cellScript, describeThrown } from './cell-error.js';
import type { CellMap } from './cell-maps.js';
import { keepCellMaps } from './cell-maps.js';
import { dieWithParent } from './die-with-parent.js';
import type { CellError, CellTask, Job, Message } from './messages.js';
import type { JsonRecord } from './notebook.js';
import { expandShorthand } from './shorthand.js';

interface Diagnostic {
  readonly start: { readonly line: number; readonly character: number };
  readonly messageText: string;
  readonly fileName?: string;
}
interface Converted {
  readonly output?: string;
  readonly diagnostics: readonly Diagnostic[];
}
interface Converter {
  convert(previous: string, source: string): Converted;
  close(): void;
}
interface Executor {
  execute(source: string): Promise<boolean>;
}
interface DisplayData {
  readonly data: JsonRecord;
  readonly metadata: JsonRecord;
  readonly transient?: { readonly display_id?: string };
}

const REPORT = 3;

function report(message: Message): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(REPORT, bytes, at);
}

async function runCells({ folder, cells }: Job): Promise<void> {
  process.chdir(folder);
  // Nobody watches: live displays render once.
  (globalThis as { mtfLabHeadless?: boolean }).mtfLabHeadless = true;
  const kernel = createKernel();
  for (const cell of cells) {
    report({ kind: 'start', cell: cell.index });
    const error = await kernel.run(cell);
    report({ kind: 'end', cell: cell.index, ...(error && { error }) });
    if (error) break;
  }
  process.exit(0);
}

function createKernel(): { run(cell: CellTask): Promise<CellError | undefined> } {
  const lastMap = keepCellMaps();
  const { createConverter } = require('tslab/dist/converter.js') as {
    createConverter(options: object): Converter;
  };
  const { createExecutor } = require('tslab/dist/executor.js') as {
    createExecutor(root: string, converters: object, console: object): Executor;
  };
  // The line of the cell is the outermost of what may be many frames of the library.
  Error.stackTraceLimit = 100;
  const converter = createConverter({ isJS: false, isBrowser: false });
  const maps = new Map<number, CellMap | undefined>();
  let current = 0;
  let diagnostics: readonly Diagnostic[] = [];
  const node: Converter = {
    ...converter,
    convert(previous, source) {
      const converted = converter.convert(previous, expandShorthand(source));
      diagnostics = converted.diagnostics;
      maps.set(current, lastMap());
      if (converted.output === undefined) return converted;
      return { ...converted, output: `${converted.output}\n//# sourceURL=${cellScript(current)}` };
    },
  };
  let thrown: { readonly value: unknown } | undefined;
  const fail = (value: unknown) => {
    thrown ??= { value };
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const executor = createExecutor(
    process.cwd(),
    { node, browser: node, close() {} },
    { log: console.log, error: fail },
  );
  captureOutput();
  return {
    async run(cell) {
      current = cell.index;
      thrown = undefined;
      const ok = await executor.execute(cell.source);
      // An error of a promise nobody awaited is told after the microtasks: it belongs to this cell.
      await new Promise((done) => setImmediate(done));
      if (!ok && diagnostics.length > 0) return describeDiagnostics(diagnostics);
      return thrown === undefined ? undefined : describeThrown((thrown as { value: unknown }).value, cell.index, maps);
    },
  };
}

function describeDiagnostics(diagnostics: readonly Diagnostic[]): CellError {
  const trace = diagnostics.map(
    ({ start, messageText, fileName }) =>
      `${fileName ?? 'cell'}:${start.line + 1}:${start.character + 1} ${messageText}`,
  );
  const [first] = diagnostics;
  const where = first && { line: first.start.line + 1 };
  return { name: 'TypeError at compile time', message: first?.messageText ?? '', ...where, trace };
}

/** Texts and displays become messages, as they become Jupyter messages in the kernel. */
function captureOutput(): void {
  const decoder = new TextDecoder();
  const capture = (name: 'stdout' | 'stderr') =>
    ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      report({ kind: 'stream', name, text: typeof chunk === 'string' ? chunk : decoder.decode(chunk) });
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') callback();
      return true;
    }) as typeof process.stdout.write;
  process.stdout.write = capture('stdout');
  process.stderr.write = capture('stderr');
  const jupyter = require('tslab/dist/jupyter.js') as {
    lastWriteDisplayData: (data: DisplayData, update?: boolean) => void;
  };
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update = false) => {
    const id = transient?.display_id;
    report({ kind: 'display', data, metadata, update, ...(id && { id }) });
  };
}

dieWithParent();
let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  const before = input;
  input += text;
  if (!before.includes('\n') && input.includes('\n')) void runCells(JSON.parse(input) as Job);
});
process.stdin.on('end', () => process.exit(1));
