// How `npm run lab` ends: no kernel is left, whether ctrl-C asks for it or JupyterLab is killed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket from 'ws';
import { labPython, needs } from '../needs.js';
import { answers, freePort, startLab } from './in-lab.js';

const lab = needs('JupyterLab (npm run lab -- --install-only)', labPython() !== undefined);

for (const [how, end] of [
  ['ctrl-C', ({ lab }: Pids) => process.kill(-lab, 'SIGINT')],
  ['a JupyterLab that is killed', ({ jupyter }: Pids) => process.kill(jupyter, 'SIGKILL')],
] as const) {
  test(`after ${how} neither JupyterLab nor a kernel is left, idle or busy`, lab, async () => {
    const port = await freePort();
    const child = startLab(port);
    const ended = once(child, 'exit');
    try {
      await answers(`http://127.0.0.1:${port}/api/status?token=secret`, child);
      const [idle, busy] = await Promise.all([runCell(port, ''), runCell(port, 'while (true) {}')]);
      const { parent: jupyter } = idle;
      assert.equal(busy.parent, jupyter);
      end({ lab: child.pid as number, jupyter });
      await ended;
      for (const pid of [jupyter, idle.pid, busy.pid]) assert.ok(await isGone(pid), `process ${pid} is left`);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });
}

interface Pids {
  readonly lab: number;
  readonly jupyter: number;
}

/** Starts a kernel, and in it a cell that tells its process and then does `code`. */
async function runCell(port: number, code: string): Promise<{ readonly pid: number; readonly parent: number }> {
  const started = await fetch(`http://127.0.0.1:${port}/api/kernels?token=secret`, {
    method: 'POST',
    body: JSON.stringify({ name: 'tslab' }),
  });
  const { id } = (await started.json()) as { readonly id: string };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/kernels/${id}/channels?token=secret`);
  const told = new Promise<string>((done, fail) => {
    socket.on('error', fail);
    socket.on('message', (data) => {
      const { msg_type, content } = JSON.parse(String(data)) as Message;
      if (msg_type === 'stream' && content.text) done(content.text);
    });
  });
  await once(socket, 'open');
  const header = { msg_id: '1', msg_type: 'execute_request', username: '', session: id, date: '', version: '5.3' };
  const cell = `console.log(process.pid + ' ' + process.ppid);\n${code}`;
  const content = { code: cell, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: 'shell', buffers: [] }));
  const [pid = 0, parent = 0] = (await told).trim().split(' ').map(Number);
  assert.ok(pid > 1 && parent > 1, await told);
  return { pid, parent };
}

interface Message {
  readonly msg_type: string;
  readonly content: { readonly text?: string };
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}
