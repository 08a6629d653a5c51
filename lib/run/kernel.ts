// What Jupyter starts as the TypeScript kernel: `node dist/lib/run/kernel.js kernel --config-path FILE`. It is tslab's own,
// with `expandShorthand` before its converter and errors of lib/ told by their TypeScript lines.
import { expandShorthand } from './shorthand.js';

interface Converter {
  convert(previous: string, source: string): unknown;
}

const converters = require('tslab/dist/converter.js') as { createConverter(options: object): Converter };
const { createConverter } = converters;
converters.createConverter = (options) => {
  const converter = createConverter(options);
  return { ...converter, convert: (previous, source) => converter.convert(previous, expandShorthand(source)) };
};
process.setSourceMapsEnabled(true);
(require('tslab/dist/main.js') as { main(): void }).main();
