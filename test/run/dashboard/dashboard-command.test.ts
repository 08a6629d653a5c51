// npm run dashboard, as a person types it.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeAtomic } from '../../../lib/data/files.js';
import { root } from '../../needs.js';
import { ask, listen } from './client.js';

const KEYS = {
  APCA_API_KEY_ID: 'PKTESTIDOFNOBODY1234',
  APCA_API_SECRET_KEY: 'secretsecretofnobody/+1234567890abcdefgh',
  MY_OTHER_TOKEN: 'token-of-something-else-77',
};

function command(...words: readonly string[]): ChildProcess {
  const env = { ...process.env, ...KEYS, INIT_CWD: tmpdir() };
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'dashboard.js'), ...words], { cwd: root, env });
}

async function textUntil(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const exited = once(child, 'close').then(() => true);
  for (;;) {
    const found = pattern.exec(text);
    if (found) return found;
    const over = await Promise.race([exited, new Promise((again) => setTimeout(again, 20, false))]);
    if (over) return pattern.exec(text) ?? assert.fail(`${pattern} must be said, got ${text}`);
  }
}

test('it says where it is, keeps every key to itself, and ends at once with pages open', async () => {
  const out = mkdtempSync(join(tmpdir(), 'mtf-dashboard-command-'));
  const child = command('--out', out, '--port', '0');
  try {
    const part = {
      notebook: '07-stress',
      receipt: { ...KEYS, out },
      description: '',
      sentences: [JSON.stringify(process.env)],
      figures: {},
    };
    writeAtomic(join(out, 'dashboard', '07-stress.json'), JSON.stringify({ ...part, tables: { keys: [KEYS] } }));
    const port = Number((await textUntil(child, /^Dashboard: http:\/\/127\.0\.0\.1:(\d+)\/ .*Ctrl-C ends it\.\n/m))[1]);
    const streams = [await listen(port), await listen(port)];
    for (const path of ['/', '/app.js', '/app.css', '/pieces.json', '/pieces/07-stress.json', '/.env', '/events?x']) {
      if (path.startsWith('/events')) continue;
      const { body, headers } = await ask(port, { path });
      for (const word of [...Object.values(KEYS), out, root]) {
        assert.ok(!`${body} ${JSON.stringify(headers)}`.includes(word), `${path} ${word}`);
      }
    }
    const kept = JSON.parse((await ask(port, { path: '/pieces/07-stress.json' })).body.toString());
    assert.deepEqual(kept.tables.keys[0], {
      APCA_API_KEY_ID: '[key id]',
      APCA_API_SECRET_KEY: '[secret key]',
      MY_OTHER_TOKEN: '[MY_OTHER_TOKEN]',
    });
    const second = command('--port', String(port));
    await textUntil(second, new RegExp(`port ${port} must be free, got one in use.*-- --port ${port + 1}`));
    assert.equal(second.exitCode ?? (await once(second, 'close'))[0], 1);
    // Answers that wait behind one that nobody takes, on a connection that breaks.
    const deaf = connect(port, '127.0.0.1');
    deaf.pause().write(`GET /plotly.js HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`.repeat(20));
    await new Promise((done) => setTimeout(done, 300));
    deaf.destroy();
    const asked = performance.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
    assert.ok(performance.now() - asked < 5000, 'open streams must not hold it up');
    await Promise.all(streams.map(({ closed }) => closed));
  } finally {
    child.kill('SIGKILL');
    rmSync(out, { recursive: true, force: true });
  }
});

test('a port that is none, and a word that means nothing, are refused in words', async () => {
  await textUntil(
    command('--port', '99999'),
    /^runDashboard: port must be a whole number from 0 to 65535, got 99999$/m,
  );
  await textUntil(command('--out', __filename), /^runDashboard: out must be a folder of results, got a file: /m);
  await textUntil(command('--host', '0.0.0.0'), /^dashboard: .*--host[\s\S]*npm run dashboard/m);
});
