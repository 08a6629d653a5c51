// What only the whole process shows about bad bars: it lives, says so, and opens nothing on them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeBars } from '../../../lib/bars/resample.js';
import { bucketStart, MINUTE } from '../../../lib/core/time.js';
import { liveEngine } from './live-engine.js';
import { toAlpaca } from './market.js';

const FIVE = 5 * MINUTE;

test('minutes without a price open nothing while history has no better ones, and trading goes on with the first good bar', async (t) => {
  const live = await liveEngine(t);
  const { world } = live;
  const { stream, history } = world;
  await live.until('the warm-up', () => stream.isServing && live.status.counts.bars > 0);
  history.mishapOf = () => ({ kind: 'status', status: 500 });
  world.sendMinute = (bar) => {
    const isLast = bar.time % FIVE === 4 * MINUTE;
    if (isLast) stream.bar(toAlpaca(bar), { c: Number.NaN });
    else stream.bar(toAlpaca(bar));
  };
  await live.pass(25);
  assert.deepEqual(live.entriesOnHold(), []);
  assert.ok(live.events.includes('bad-bar'));
  assert.match(live.text, /emergency +the minute .* is not used: close must be a finite number, got NaN/);
  history.mishapOf = () => undefined;
  world.sendMinute = (bar) => stream.bar(toAlpaca(bar));
  await live.untilProtected();
  assert.deepEqual(live.entriesOnHold(), []);
});

test('minutes told twice, late and out of order make the bars of the market, and entries come of them', async (t) => {
  const live = await liveEngine(t);
  const { market, stream, history } = live.world;
  // History knows nothing that is fresher than what comes late: only the stream can bring the minutes in time.
  history.lag = 3 * MINUTE;
  let waiting: Parameters<typeof toAlpaca>[0] | null = null;
  live.world.sendMinute = (bar) => {
    const sent = toAlpaca(bar);
    if (bar.time % (2 * MINUTE) === 0) {
      waiting = bar;
      return;
    }
    for (const one of waiting ? [sent, toAlpaca(waiting), sent] : [sent, sent]) stream.bar(one);
    waiting = null;
  };
  await live.untilProtected();
  assert.ok(live.events.includes('out-of-order'));
  for (const { bar } of live.reader.bars(0, Number.MAX_SAFE_INTEGER)) {
    const minutes = Array.from({ length: 5 }, (_, k) => market.minute(bar.time + k * MINUTE) ?? []).flat();
    assert.deepEqual(bar, mergeBars(bar.time, minutes));
  }
});

test('minutes that contradict history, and a clock that is ten minutes off, hold every entry', async (t) => {
  const live = await liveEngine(t);
  const { world } = live;
  const { stream, history } = world;
  await live.until('the warm-up', () => stream.isServing && live.status.counts.bars > 0);
  world.sendMinute = (bar) => {
    stream.bar(toAlpaca(bar));
    stream.bar(toAlpaca({ ...bar, close: bar.low, volume: bar.volume + 1 }));
  };
  const contradicted = bucketStart(world.clock.now(), FIVE);
  await live.pass(20);
  assert.ok(live.events.includes('contradiction'));
  history.dateSkew = 600_000;
  world.sendMinute = (bar) => stream.bar(toAlpaca(bar));
  stream.breakOff();
  await live.until('the clock is in doubt', () => live.events.includes('clock-skew'));
  await live.pass(20);
  assert.deepEqual(live.entriesOnHold(), []);
  const entries = live.reader.orders().filter(({ role }) => role === 'entry');
  assert.ok(entries.every(({ signalTime }) => signalTime <= contradicted));
});
