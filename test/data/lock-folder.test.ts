import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderHolder, lockFolder } from '../../lib/data/lock-folder.js';

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

test('a process that has ended holds nothing, also while its parent has not asked how', {
  skip: !existsSync('/proc/1/stat'),
}, async () => {
  // The shell becomes one that never asks, before its child ends.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
  const pid = Number(await new Promise((said) => parent.stdout.once('data', (data: Buffer) => said(data.toString()))));
  const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  while (stat()[0] !== 'Z') await new Promise((done) => setTimeout(done, 5));
  const dir = folder();
  writeFileSync(join(dir, '.lock'), `${pid} ${stat()[19]}\n`);
  assert.deepEqual(folderHolder(dir), { pid, alive: false });
  lockFolder(dir).release();
  parent.kill();
});

test('who holds a folder can be asked without taking it', () => {
  const dir = folder();
  assert.equal(folderHolder(dir), null);
  const lock = lockFolder(dir);
  assert.deepEqual(folderHolder(dir), { pid: process.pid, alive: true });
  lock.release();
  assert.equal(folderHolder(dir), null);
});
