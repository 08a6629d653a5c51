import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Bar } from '../../lib/bars/resample.js';
import { resample } from '../../lib/bars/resample.js';
import { HOUR, MINUTE } from '../../lib/core/time.js';
import { JournalReader } from '../../lib/paper/journal/reader.js';
import { barColumns } from '../../lib/paper/seen-bars.js';
import { officialBars } from '../../lib/run/official-bars.js';
import { FakeAlpaca, fakeBar, VirtualClock } from '../data/fake-alpaca.js';
import { madeInput, madeOutcome, newFolder, openJournal, SETTINGS, START, STEP } from '../paper/journal/made.js';

const minuteAt = (time: number): Bar => {
  const { o, h, l, c, v } = fakeBar(time, MINUTE);
  return { time, open: o, high: h, low: l, close: c, volume: v };
};

test('what a live engine saw is asked of history again, minute by minute; a replay is not', async (t) => {
  const clock = new VirtualClock(START + 3 * HOUR);
  const fake = new FakeAlpaca({ clock });
  const access = { clock, random: () => 0.5, baseUrl: await fake.start() };
  t.after(() => fake.stop());
  const folder = mkdtempSync(join(tmpdir(), 'mtf-official-'));
  const journals = (['alpaca', 'replay'] as const).map((feed) => {
    const journal = openJournal(newFolder(), { settings: { ...SETTINGS, feed } });
    for (let k = 0; k < 24; k++) journal.recordBar(madeInput(k), madeOutcome(k));
    journal.close();
    return new JournalReader(journal.folder);
  });
  const [live, replay] = journals;
  const official = live && (await officialBars(live, { access, folder }));
  const minutes = Array.from({ length: 120 }, (_, k) => minuteAt(START + k * MINUTE));
  assert.deepEqual(official?.minutes, barColumns(minutes, MINUTE));
  assert.deepEqual(official?.market.base, resample(barColumns(minutes, MINUTE), STEP));
  const asked = fake.requests.length;
  assert.equal(replay && (await officialBars(replay, { access, folder })), undefined);
  assert.equal(fake.requests.length, asked);
  for (const journal of journals) journal.close();
});
