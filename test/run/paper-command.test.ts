// npm run paper, as a person types it: a real process on the built-in sample, at a pace at which it can be watched.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { JournalReader } from '../../lib/paper/journal/reader.js';
import { runningPid } from '../../lib/run/engine-note.js';
import { startPaper, stopPaper } from '../../lib/run/paper-launch.js';
import { root } from '../needs.js';

const outs: string[] = [];
function newOut(): string {
  const out = mkdtempSync(join(tmpdir(), 'mtf-paper-command-'));
  outs.push(out);
  return out;
}
after(() => {
  for (const out of outs) {
    const pid = runningPid(join(out, 'paper'));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    rmSync(out, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** No keys of the machine, so that no test ever reaches an account. */
const KEYLESS = { ...process.env, APCA_API_KEY_ID: '', APCA_API_SECRET_KEY: '', INIT_CWD: tmpdir() };

function command(words: readonly string[], keys: NodeJS.ProcessEnv = {}): ChildProcess {
  const env = { ...KEYLESS, ...keys };
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'paper.js'), ...words], { cwd: root, env });
}

function typed(...words: readonly string[]): Promise<Answer> {
  return answerOf(command(words));
}

interface Answer {
  readonly code: number | null;
  readonly text: string;
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (condition()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`until: ${what} must come within a minute, got nothing`);
}

/** A recording that lasts for an hour: nothing ends by itself. */
const SLOW = ['--from', '2024-01-01', '--speed', '5'] as const;
const start = (out: string, ...words: readonly string[]) => typed('start', ...SLOW, '--out', out, ...words);
const pidIn = (out: string) => runningPid(join(out, 'paper'));

function bars(out: string): number {
  const reader = new JournalReader(join(out, 'paper'));
  const { counts } = reader.status(Date.now());
  reader.close();
  return counts.bars;
}

test('a word that means nothing is answered with the usage, and nothing is made', async () => {
  const out = join(newOut(), 'results');
  for (const [words, answer] of [
    [[], /command must be start, status, stop or kill, got none/],
    [['begin', '--out', out], /command must be start, status, stop or kill, got begin/],
    [['start', '--pace', '5', '--out', out], /Unknown option '--pace'/],
    [['start', 'now', '--out', out], /Unexpected argument 'now'/],
    [['status', '--close', '--out', out], /Unknown option '--close'/],
    [['kill', '--foreground', '--out', out], /Unknown option '--foreground'/],
  ] as const) {
    const { code, text } = await typed(...words);
    assert.equal(code, 1, text);
    assert.match(text, answer);
    assert.match(text, /npm run paper -- start {2}\[--feed replay\|alpaca\]/);
    assert.ok(!/ at .*\.js/.test(text), text);
  }
  assert.equal(existsSync(out), false);
  const help = await typed('start', '--help');
  assert.equal(help.code, 0);
  assert.match(help.text, /npm run paper -- kill/);
});

test('settings that cannot be are refused in one line before anything is made', async () => {
  const out = join(newOut(), 'results');
  for (const [words, answer] of [
    [['--feed', 'binance'], /^paperSettings: feed must be replay or alpaca, got binance\n$/],
    [['--broker', 'alpaca'], /^paperSettings: broker must be sim when bars are replayed, got alpaca; .*\n$/],
    [['--source', 'yahoo'], /^paperSettings: source must be alpaca or csv or sample, got yahoo\n$/],
    [['--speed', 'fast', '--foreground'], /^paperSettings: speed must be a number of at least 0, got fast\n$/],
    [['--warm-up-bars', '2.5'], /^paperSettings: warmUpBars must be a whole number of at least 0, got 2\.5\n$/],
    [['--set', 'tp_rr'], /^parseSettings: setting must be name=value, got tp_rr\n$/],
    [['--set', 'tp_rr=high'], /^resolveParameters: tp_rr must be .*, got "high"\n$/],
    [['--set', 'take_profit=2'], /^resolveParameters: .*take_profit.*\n$/],
  ] as const) {
    const { code, text } = await typed('start', ...words, '--out', out);
    assert.equal(code, 1, text);
    assert.match(text, answer);
  }
  assert.equal(existsSync(out), false);
});

test('a start that fails says why in the words of the process, and leaves no journal', async () => {
  const out = newOut();
  const missing = await typed('start', '--bars', 'nowhere.csv', '--out', out);
  assert.equal(missing.code, 1);
  assert.match(missing.text, /startPaper: paper trading must start, got ".*nowhere\.csv.*"/);
  const keyless = await typed('start', '--feed', 'alpaca', '--out', out);
  assert.equal(keyless.code, 1);
  assert.match(keyless.text, /APCA_API_KEY_ID and APCA_API_SECRET_KEY of a paper account must be set, got none/);
  assert.deepEqual(
    readdirSync(join(out, 'paper')).filter((name) => name !== 'output.log' && name !== 'engine.json'),
    [],
  );
  const status = await typed('status', '--out', out);
  assert.equal(status.code, 0);
  assert.match(status.text, /^engine +none: nothing was traded in .*\nfailed +process \d+: .*must be set, got none/);
});

test("a live account's key goes nowhere, with simulated fills neither, and is not repeated", async () => {
  const out = newOut();
  const keys = { APCA_API_KEY_ID: 'AKLIVELIVELIVE', APCA_API_SECRET_KEY: 'a-secret-of-a-live-account' };
  for (const broker of ['sim', 'alpaca']) {
    const words = ['start', '--feed', 'alpaca', '--broker', broker, '--out', out];
    const { code, text } = await answerOf(command(words, keys));
    assert.equal(code, 1);
    assert.match(text, /the key must be of a paper account \(it begins with PK\), got the key of a live account/);
    assert.ok(!text.includes('LIVELIVE') && !text.includes('a-secret'), text);
  }
  for (const name of readdirSync(join(out, 'paper'))) {
    assert.ok(!/LIVELIVE|a-secret/.test(readFileSync(join(out, 'paper', name), 'utf8')), name);
  }
});

test('a folder without a journal has a status, and nothing to stop', async () => {
  const out = newOut();
  const status = await typed('status', '--out', out);
  assert.deepEqual(status, { code: 0, text: `engine     none: nothing was traded in ${join(out, 'paper')} yet\n` });
  const stop = await typed('stop', '--out', out);
  assert.deepEqual(stop, { code: 0, text: `Nothing was running in ${join(out, 'paper')}.\n` });
  assert.deepEqual(readdirSync(out), []);
});

test('started twice it runs once; it has a session of its own, is watched, and stops when asked', async () => {
  const out = newOut();
  const first = await start(out);
  assert.equal(first.code, 0, first.text);
  const pid = pidIn(out);
  assert.match(
    first.text,
    new RegExp(`^Paper trading runs in process ${pid}, in .*; it goes on when this terminal closes`),
  );
  const again = await start(out, '--set', 'tp_rr=2');
  assert.equal(again.code, 0, again.text);
  assert.match(again.text, new RegExp(`^Process ${pid} trades there already`));
  const foreground = await start(out, '--foreground');
  assert.equal(foreground.code, 1);
  assert.match(foreground.text, new RegExp(`in use by process ${pid}; wait for it or stop it`));
  assert.equal(pidIn(out), pid);

  if (process.platform === 'linux') {
    // What a terminal's end is told to: its session, and whoever has it as the controlling terminal.
    const [, , , session, terminal] = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ');
    assert.deepEqual([Number(session), Number(terminal)], [pid, 0]);
  }
  const before = bars(out);
  await until('the next bar', () => bars(out) > before);
  const status = await typed('status', '--out', out);
  assert.equal(status.code, 0);
  assert.match(status.text, new RegExp(`^engine +running, process ${pid}, since `));
  for (const line of [/^account +sim BTCUSD: equity/m, /^emergency +none; drawdown/m, /^feed +replay connected/m]) {
    assert.match(status.text, line);
  }
  assert.deepEqual(await typed('stop', '--out', out), {
    code: 0,
    text: 'Paper trading has ended; open positions: 0.\n',
  });
  assert.equal(pidIn(out), undefined);
  assert.match((await typed('status', '--out', out)).text, new RegExp(`^engine +stopped, process ${pid}, since `));
});

test('of many starts at the same moment one process comes, and all are told of it', async () => {
  const out = newOut();
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => startPaper({ from: '2024-01-01', speed: 5, out, fresh: true })),
  );
  assert.equal(answers.filter(({ started }) => started).length, 1);
  assert.deepEqual([...new Set(answers.map(({ pid }) => pid))], [pidIn(out)]);
  assert.equal(await stopPaper(out), true);
});

test('killed without a warning it is called crashed, however its number is used again, and goes on when started', async () => {
  const out = newOut();
  const folder = join(out, 'paper');
  assert.equal((await start(out)).code, 0);
  const pid = pidIn(out);
  assert.ok(pid !== undefined);
  const before = bars(out);
  await until('the next bar', () => bars(out) > before);
  process.kill(pid, 'SIGKILL');
  await until('its end', () => pidIn(out) === undefined);
  const status = await typed('status', '--out', out);
  assert.equal(status.code, 0);
  assert.match(
    status.text,
    new RegExp(`^engine +crashed, process ${pid}, since .*\n +started again it goes on where its journal ends`),
  );
  assert.equal((await typed('stop', '--out', out)).text, `Nothing was running in ${folder}.\n`);

  // The number of the dead process now belongs to another program: this one.
  const note = readFileSync(join(folder, 'engine.json'), 'utf8').replace(String(pid), String(process.pid));
  writeFileSync(join(folder, 'engine.json'), note);
  if (existsSync(join(folder, '.lock'))) {
    writeFileSync(
      join(folder, '.lock'),
      readFileSync(join(folder, '.lock'), 'utf8').replace(/^\d+/, String(process.pid)),
    );
  }
  const dead = bars(out);
  const again = await start(out);
  assert.match(again.text, /^Paper trading runs in process/);
  assert.ok(bars(out) >= dead);
  const reader = new JournalReader(folder);
  assert.ok(reader.events(100).some(({ name }) => name === 'resumed'));
  reader.close();
  await typed('stop', '--out', out);
});

test('a stop that nobody took does not end the next start', async () => {
  const out = newOut();
  assert.equal((await start(out)).code, 0);
  const pid = pidIn(out);
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGKILL');
  await until('its end', () => pidIn(out) === undefined);
  writeFileSync(join(out, 'paper', 'STOP'), 'close\n');
  const child = command(['start', ...SLOW, '--foreground', '--out', out]);
  const before = bars(out);
  await until('a bar in the foreground', () => bars(out) > before);
  assert.equal(existsSync(join(out, 'paper', 'STOP')), false);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0);
  assert.match((await typed('status', '--out', out)).text, /^engine +stopped, process/);
});

test('stop --close leaves no position, also when one was open', async () => {
  const out = newOut();
  // Fast up to the first position, then so slow that it stays.
  assert.equal((await typed('start', '--from', '2024-01-01', '--speed', '2000', '--out', out)).code, 0);
  const open = () => {
    const reader = new JournalReader(join(out, 'paper'));
    const { report } = reader.status(Date.now());
    reader.close();
    return report?.account.positions.length ?? 0;
  };
  await until('a position', () => open() > 0 || pidIn(out) === undefined);
  const { code, text } = await typed('stop', '--close', '--out', out);
  assert.equal(code, 0, text);
  assert.equal(text, 'Paper trading has ended; open positions: 0.\n');
  assert.equal(open(), 0);
});

test('kill is for good: the process halts, and so does every later one in the folder', async () => {
  const out = newOut();
  const folder = join(out, 'paper');
  assert.equal((await start(out)).code, 0);
  const pid = pidIn(out);
  const { code, text } = await typed('kill', '--out', out);
  assert.equal(code, 0);
  assert.equal(
    text,
    `Kill switch set in ${folder}: process ${pid} closes everything and opens nothing again, for good.\n`,
  );
  const halted = () => {
    const reader = new JournalReader(folder);
    const { report } = reader.status(Date.now());
    reader.close();
    return report?.emergency.halted ?? null;
  };
  await until('the halt', () => halted() !== null);
  const status = await typed('status', '--out', out);
  assert.match(status.text, /^emergency +HALTED: .*KILL SWITCH ON$/m);
  assert.match(status.text, /^kill +the file KILL is there/m);
  await typed('stop', '--out', out);
  rmSync(join(folder, 'KILL'));
  assert.equal((await start(out)).code, 0);
  assert.match(halted() ?? '', /kill switch/);
  await typed('stop', '--out', out);

  const idle = await typed('kill', '--out', out);
  assert.match(idle.text, /No process is running: the next one closes what is open and opens nothing\./);
});

test('status --watch shows it anew until ctrl-C ends it', async () => {
  const out = newOut();
  const child = command(['status', '--watch', '--out', out]);
  let text = '';
  child.stdout?.on('data', (chunk) => (text += String(chunk)));
  await until('a second look', () => text.split('nothing was traded').length > 2);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0);
});

test('a recording at full speed is traded to its end, goes on from there, and begins anew with --fresh', async () => {
  const out = newOut();
  const week = ['--from', '2024-01-01', '--to', '2024-01-08', '--out', out] as const;
  const first = await typed('start', ...week);
  assert.equal(first.code, 0, first.text);
  await until('its end', () => pidIn(out) === undefined);
  const length = bars(out);
  assert.ok(length > 2000);
  const again = await typed('start', ...week);
  await until('its end', () => pidIn(out) === undefined);
  assert.equal(again.code, 0, again.text);
  assert.equal(bars(out), length);
  const other = await typed('start', ...week, '--set', 'tp_rr=2');
  assert.equal(other.code, 1);
  assert.match(other.text, /got parameters\.tp_rr 2 instead of 2\.2; use another folder for other settings/);
  const fresh = await typed('start', ...week, '--set', 'tp_rr=2', '--fresh');
  assert.equal(fresh.code, 0, fresh.text);
  await until('its end', () => pidIn(out) === undefined);
  assert.equal(bars(out), length);
});
