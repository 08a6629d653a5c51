// Types with unchecked indexing as an error, in the files that meet the outside: command lines, notebooks, results.
// The loops over typed arrays are left out, those of the attribution among them: there an index is in range by
// construction, and a check would cost a branch.
'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const EDGES =
  /^(lib\/run\/|lib\/compute\/|lib\/paper\/(?!attribution)|lib\/report\/(results|save|choose|show|html|chart-html|figure-json)|scripts\/)/;

const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { stdout } = spawnSync(process.execPath, [tsc, '--noEmit', '--noUncheckedIndexedAccess'], {
  cwd: root,
  encoding: 'utf8',
});
const offences = stdout.split('\n').filter((line) => EDGES.test(line));
for (const line of offences) console.log(line);
console.log(`${offences.length} places index without a check.`);
process.exitCode = offences.length === 0 ? 0 : 1;
