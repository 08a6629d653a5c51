// The disk full, the journal damaged, while a position is open: it keeps its stop, nothing is opened, and an alert says so.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { journalPath } from '../../../lib/paper/journal/format.js';
import { paperFolder } from '../../../lib/run/paper-settings.js';
import { PAPER_KEYS } from '../fake-trading.js';
import { alertedEngine, entriesAt, isProtected } from './alerted-engine.js';

const folder = () => mkdtempSync(join(tmpdir(), 'mtf-disk-'));

test('a disk that is full while a position is open: an alert, no entry, and everything written once there is room', async (t) => {
  const out = folder();
  t.after(() => rmSync(out, { recursive: true, force: true }));
  // A file system of its own, in a name space that ends with the process.
  const mount = `mount -t tmpfs -o size=16m tmpfs ${out}`;
  if (spawnSync('unshare', ['-Urm', 'sh', '-c', mount]).status !== 0) {
    t.skip('no file system can be mounted here');
    return;
  }
  const inside = join(__dirname, 'full-disk.js');
  const command = `${mount} && exec ${process.execPath} --enable-source-maps ${inside} ${out}`;
  const child = spawn('unshare', ['-Urm', 'sh', '-c', command]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = await once(child, 'close');
  assert.equal(status, 0, said);
  assert.match(said, /full, alerted, protected; freed, \d+ trades, the accounts agree/);
});

test('a journal that is damaged while a position is open: an alert, no entry, its stop stays, and the next start refuses it', async (t) => {
  const out = folder();
  const { live, telegram, token, end } = await alertedEngine(out);
  t.after(async () => {
    await end();
    rmSync(out, { recursive: true, force: true });
  });
  const { exchange } = live.world.trading;
  await live.untilProtected();
  for (const end of ['', '-wal']) damage(`${journalPath(paperFolder(out))}${end}`);
  await live.until('the alert', () => telegram.messages.some(({ text }) => /Error: journal not writable/.test(text)));
  const entries = entriesAt(exchange);
  await live.pass(20);
  assert.equal(entriesAt(exchange), entries);
  assert.ok(isProtected(exchange));
  live.engine.kill();
  await live.engine.gone();
  live.engine.start();
  await live.engine.gone();
  assert.match(live.engine.note?.message ?? '', /must be a sound SQLite file, .* check the account by hand/);
  assert.ok(isProtected(exchange));
  for (const secret of [PAPER_KEYS.id, PAPER_KEYS.secret, token]) assert.ok(!live.bytes().includes(secret));
});

function damage(file: string): void {
  const handle = openSync(file, 'r+');
  const { size } = fstatSync(handle);
  for (let at = 100; at < size; at += 512) writeSync(handle, Buffer.alloc(256, 0xa5), 0, 256, at);
  closeSync(handle);
}
