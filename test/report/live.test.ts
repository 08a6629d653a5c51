// The live display on tslab's own displays, caught where the kernel would send them.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type LiveOptions, showLive, stopLive } from '../../lib/report/live.js';

interface Written {
  readonly html: string;
  readonly id: string;
  readonly update: boolean;
}
const jupyter = require('tslab/dist/jupyter.js') as {
  lastWriteDisplayData:
    | ((data: { data: Record<string, string>; transient: { display_id: string } }, update?: boolean) => void)
    | null;
};
let written: Written[] = [];
const globals = globalThis as { stopLive?: boolean; mtfLabHeadless?: boolean };

beforeEach(() => {
  written = [];
  jupyter.lastWriteDisplayData = ({ data, transient }, update = false) => {
    written.push({ html: data['text/html'], id: transient.display_id, update });
  };
});
afterEach(() => {
  stopLive();
  globals.mtfLabHeadless = false;
  jupyter.lastWriteDisplayData = null;
});

const FAST: LiveOptions = { every: 100 };

async function until(met: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !met(); i++) await new Promise((done) => setTimeout(done, 10));
  assert.ok(met());
}

const last = () => written[written.length - 1].html;

test('the first update stands there when it resolves, and the next replace it in place', async () => {
  let count = 0;
  const live = await showLive(() => `count ${++count}`, FAST);
  assert.equal(written.length, 1);
  assert.match(written[0].html, /count 1$/);
  await until(() => count >= 3);
  assert.equal(new Set(written.map(({ id }) => id)).size, 1);
  assert.deepEqual(
    written.slice(0, 3).map(({ update }) => update),
    [false, true, true],
  );
  assert.equal(live.running, true);
});

test('stop ends it, says so, and may be called again', async () => {
  let count = 0;
  const live = await showLive(() => `count ${++count}`, FAST);
  live.stop();
  live.stop();
  assert.equal(live.running, false);
  assert.match(last(), /has been stopped.*count 1$/s);
  await new Promise((done) => setTimeout(done, 250));
  assert.deepEqual([count, written.length], [1, 2]);
});

test('an error of render is shown, escaped, over what stood there before, and the next update is tried', async () => {
  let count = 0;
  await showLive(() => {
    count++;
    if (count === 2) throw new Error('no <journal>');
    return `count ${count}`;
  }, FAST);
  await until(() => written.length >= 3);
  assert.match(written[1].html, /This update failed<\/b>: no &#60;journal&#62;.*count 1$/s);
  assert.doesNotMatch(written[2].html, /failed/);
  assert.match(written[2].html, /count 3$/);
});

test('a first update that fails is shown too', async () => {
  await showLive(() => Promise.reject(new Error('nothing yet')), FAST);
  assert.match(last(), /nothing yet/);
});

test('a display of the same name ends the one before: a cell run again has one timer', async () => {
  const before = await showLive(() => 'before', FAST);
  const after = await showLive(() => 'after', FAST);
  const other = await showLive(() => 'other', { ...FAST, name: 'other' });
  assert.deepEqual([before.running, after.running, other.running], [false, true, true]);
  const from = written.length;
  await until(() => written.length >= from + 4);
  assert.ok(written.slice(from).every(({ html }) => !html.endsWith('before')));
});

test('a stop during a slow render is the last word', async () => {
  let release: (text: string) => void = () => undefined;
  let calls = 0;
  const live = await showLive(() => {
    calls++;
    return calls === 1
      ? 'first'
      : new Promise<string>((done) => {
          release = done;
        });
  }, FAST);
  await until(() => calls === 2);
  live.stop();
  release('late');
  await new Promise((done) => setTimeout(done, 20));
  assert.match(last(), /has been stopped.*first$/s);
});

test('the flag on globalThis ends every display, and a new one begins without it', async () => {
  const one = await showLive(() => 'one', FAST);
  const two = await showLive(() => 'two', { ...FAST, name: 'two' });
  globals.stopLive = true;
  await until(() => !one.running && !two.running);
  const again = await showLive(() => 'again', FAST);
  assert.deepEqual([again.running, globals.stopLive], [true, false]);
});

test("in a headless run it renders once, with pictures, and an error is the cell's", async () => {
  globals.mtfLabHeadless = true;
  let count = 0;
  const figures = [{ data: [{ y: [1, 2] }], layout: { title: { text: 'Chart' } } }];
  const live = await showLive(() => ({ html: `count ${++count}`, figures }), FAST);
  assert.equal(live.running, false);
  live.stop();
  assert.deepEqual([count, written.length], [1, 1]);
  assert.match(last(), /^count 1<div data-mtf-chart.*<img alt="Chart"/s);
  assert.doesNotMatch(last(), /data-mtf-watch/);
  await assert.rejects(
    showLive(() => Promise.reject(new Error('broken')), FAST),
    /broken/,
  );
});

test('charts keep one place each from update to update', async () => {
  const figures = [{ data: [{ y: [1, 2] }], layout: {} }];
  await showLive(() => ({ html: 'x', figures }), FAST);
  await until(() => written.length >= 2);
  const [{ id }] = written;
  assert.ok(written[0].html.includes(`data-mtf-place="${id} 0 0"`));
  assert.ok(written[1].html.includes(`data-mtf-place="${id} 0 1"`));
  assert.ok(written[1].html.includes(`uirevision":"${id} 0"`));
});

test('an interval that would never let the kernel rest is refused', async () => {
  await assert.rejects(
    showLive(() => 'x', { every: 5 }),
    /showLive: every must be at least 100 ms, got 5/,
  );
});

test('outside a notebook it says so', async () => {
  jupyter.lastWriteDisplayData = null;
  await assert.rejects(
    showLive(() => 'x'),
    /Place.put: caller must be a notebook cell, got Not ready/,
  );
});
