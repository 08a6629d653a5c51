// What Jupyter starts as the TypeScript kernel: `node dist/lib/run/kernel.js kernel --config-path FILE`. It is tslab's own,
// with `expandShorthand` before its converter, errors of lib/ told by their TypeScript lines, and what JupyterLab needs to
// say beside a completion what it means.
import { dieWithParent } from './die-with-parent.js';
import { expandShorthand } from './shorthand.js';

interface Completion {
  /** As TypeScript knows the candidates: property, method, ... */
  readonly original?: { readonly entries: readonly { readonly name: string; readonly kind: string }[] };
}
interface Converter {
  convert(previous: string, source: string): unknown;
  inspect(previous: string, source: string, position: number): unknown;
  complete(previous: string, source: string, position: number): Completion;
}
interface Reply {
  readonly matches: readonly string[];
  readonly metadata: object;
}
interface Handler {
  handleComplete(request: object): Reply;
}

let kinds: ReadonlyMap<string, string> = new Map();

const converters = require('tslab/dist/converter.js') as { createConverter(options: object): Converter };
const { createConverter } = converters;
converters.createConverter = (options) => {
  const converter = createConverter(options);
  return {
    ...converter,
    convert: (previous, source) => converter.convert(previous, expandShorthand(source)),
    // JupyterLab asks what a candidate means at a place beyond the end of the text.
    inspect: (previous, source, position) => converter.inspect(previous, source, Math.min(position, source.length)),
    complete(previous, source, position) {
      const completion = converter.complete(previous, source, position);
      kinds = new Map((completion.original?.entries ?? []).map(({ name, kind }) => [name, kind]));
      return completion;
    },
  };
};

const { prototype } = (require('tslab/dist/jupyter.js') as { JupyterHandlerImpl: { prototype: Handler } })
  .JupyterHandlerImpl;
const { handleComplete } = prototype;
/** Without this entry JupyterLab shows no words, and asks for the meaning of what is typed, not of the candidate. */
prototype.handleComplete = function (this: Handler, request) {
  const reply = handleComplete.call(this, request);
  const types = reply.matches.map((text) => ({ text, type: kinds.get(text) ?? '' }));
  return { ...reply, metadata: { _jupyter_types_experimental: types } };
};

// Jupyter may be killed before it has ended its kernels, and a kernel alone would wait for ever.
dieWithParent();
process.setSourceMapsEnabled(true);
(require('tslab/dist/main.js') as { main(): void }).main();
