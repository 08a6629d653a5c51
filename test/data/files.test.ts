import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { writeAtomic } from '../../lib/data/files.js';

const folder = () => mkdtempSync(join(tmpdir(), 'mtf-files-'));
const FILES_MODULE = resolve(__dirname, '../../lib/data/files.js');

test('a file is written whole, folders included, and nothing else is left beside it', () => {
  const dir = folder();
  writeAtomic(join(dir, 'a', 'b.csv'), 'one');
  writeAtomic(join(dir, 'a', 'b.csv'), 'two');
  assert.equal(readFileSync(join(dir, 'a', 'b.csv'), 'utf8'), 'two');
  assert.deepEqual(readdirSync(join(dir, 'a')), ['b.csv']);
});

test('a failed write names the file and the cause, and leaves the earlier file and no temporary one', () => {
  const dir = folder();
  writeFileSync(join(dir, 'is-a-file'), 'kept');
  assert.throws(
    () => writeAtomic(join(dir, 'is-a-file', 'x'), 'lost'),
    /writeAtomic: .*is-a-file.x must be writable, got/,
  );
  assert.deepEqual(readdirSync(dir), ['is-a-file']);
  assert.equal(readFileSync(join(dir, 'is-a-file'), 'utf8'), 'kept');
});

test('a disk that fills up while writing leaves the earlier file and no temporary one', {
  skip: process.platform === 'win32',
}, () => {
  const dir = folder();
  const file = join(dir, 'bars.csv');
  writeFileSync(file, 'kept');
  const script = `
    process.on('SIGXFSZ', () => {});
    try { require(${JSON.stringify(FILES_MODULE)}).writeAtomic(${JSON.stringify(file)}, 'x'.repeat(1 << 22)); }
    catch (error) { console.log(error.message); }`;
  // A limit on the size of files is met in the middle of a write, as a full disk is.
  const said = execFileSync('sh', ['-c', 'ulimit -f 64; exec "$0" -e "$1"', process.execPath, script], {
    encoding: 'utf8',
  });
  assert.match(said, /writeAtomic: .*bars.csv must be writable, got EFBIG/);
  assert.deepEqual(readdirSync(dir), ['bars.csv']);
  assert.equal(readFileSync(file, 'utf8'), 'kept');
});

test('what a killed process left half-written is swept away by the next write of that file', async () => {
  const dir = folder();
  const gone = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => gone.once('exit', done));
  const left = join(dir, `bars.csv.${gone.pid}-0.tmp`);
  const others = join(dir, `bars.csv.${process.ppid}-0.tmp`);
  writeFileSync(left, 'half');
  writeFileSync(others, 'being written');
  writeAtomic(join(dir, 'bars.csv'), 'whole');
  assert.ok(!existsSync(left));
  assert.ok(existsSync(others));
});
