import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockFolder } from '../../lib/data/lock-folder.js';

const folder = () => mkdtempSync(join(tmpdir(), 'mtf-lock-'));

test('a second hold on a folder is refused with the number of the process, until the first is released', () => {
  const dir = folder();
  const lock = lockFolder(dir);
  assert.throws(() => lockFolder(dir), new RegExp(`folder must be free, got .* in use by process ${process.pid}`));
  lock.release();
  lockFolder(dir).release();
  assert.deepEqual(readdirSync(dir), []);
});

test('the lock of a process that is gone is taken over', async () => {
  const dir = folder();
  const gone = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => gone.once('exit', done));
  writeFileSync(join(dir, '.lock'), `${gone.pid} 1\n`);
  lockFolder(dir).release();
});

test('the lock of an earlier process with the same number is taken over', { skip: !existsSync('/proc/1/stat') }, () => {
  const dir = folder();
  writeFileSync(join(dir, '.lock'), `${process.pid} 1\n`);
  lockFolder(dir).release();
});
