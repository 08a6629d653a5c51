import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../needs.js';

interface Diagnostic {
  readonly messageText: string | object;
  readonly file?: { readonly fileName: string };
}
interface TypeScript {
  readonly version: string;
  createProgram(files: string[], options: object): object;
  getPreEmitDiagnostics(program: object): Diagnostic[];
  flattenDiagnosticMessageText(text: string | object, newLine: string): string;
}

test("the library's declarations are read without an error by the TypeScript of the notebook kernel", () => {
  const typescript = createRequire(require.resolve('tslab/dist/converter.js'))(
    '@tslab/typescript-for-tslab',
  ) as TypeScript;
  const options = { moduleResolution: 2, module: 99, target: 9, strict: true, noEmit: true, types: ['node'] };
  const program = typescript.createProgram([join(root, 'dist', 'lib', 'index.d.ts')], options);
  const ours = typescript
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || !file.fileName.includes('node_modules'))
    .map(({ file, messageText }) => `${file?.fileName}: ${typescript.flattenDiagnosticMessageText(messageText, ' ')}`);
  assert.equal(typescript.version, '5.0.4');
  assert.deepEqual(ours, []);
});
