// The exported text itself, run in another Pine runtime on the same bars as the library. All of it: npm run verify:pine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE } from '../../lib/core/time.js';
import { agrees, type ScriptParity } from '../../lib/pine/parity.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { needs } from '../needs.js';
import { CASES, type CaseName, gappySample, hasRealBars, realBars, sampleFives, scriptOf } from './cases.js';
import { mutate } from './mutation.js';
import { MUTATIONS } from './mutations.js';
import { hasRuntime, runScript } from './runtime.js';
import { libraryRun, verifyIndicator, verifyStrategy } from './verify.js';

const runtime = needs('pinets', hasRuntime());
const realAndRuntime = hasRealBars ? runtime : { skip: needs('../shared/data', hasRealBars).skip };

/** What differs, so that a failure says where. */
function differences(parity: ScriptParity): unknown {
  const series = parity.series.filter(({ firstBreak }) => firstBreak >= 0);
  return { series, signals: { ...parity.signals, both: [] } };
}

const NONE = { series: [], signals: { both: [], onlyOurs: [], onlyTheirs: [] } };

test(
  'the indicator with its defaults has every series and signal of the library on 5,500 real bars',
  realAndRuntime,
  async () => {
    const parity = await verifyIndicator(scriptOf('indicator', {}), realBars(79_000, 5500), {});
    assert.deepEqual(differences(parity), NONE);
    const trend = parity.series.find(({ name }) => name === 'EMA200_1h');
    assert.ok(trend && trend.compared >= 3000, `${trend?.compared} bars with a trend`);
    assert.ok(parity.signals.both.length > 0);
  },
);

test('the strategy enters, sizes, leaves and refuses as the library does on the path of a bar', runtime, async () => {
  for (const name of ['brisk', 'sized', 'halted'] satisfies CaseName[]) {
    const parity = await verifyStrategy(scriptOf('strategy', CASES[name]), gappySample(1200), CASES[name]);
    assert.deepEqual(differences(parity), NONE, name);
    assert.ok(agrees(parity), name);
    assert.ok(parity.trades.pairs.length > 5, name);
  }
});

test('gap entries, value area, symmetric bears and raw volume follow the library', runtime, async () => {
  const bars = gappySample(1000);
  for (const name of ['retest', 'inversion', 'raw'] satisfies CaseName[]) {
    assert.deepEqual(
      differences(await verifyIndicator(scriptOf('indicator', CASES[name]), bars, CASES[name])),
      NONE,
      name,
    );
  }
});

test(
  'a profile built only where it can decide gives the same signals, and its levels on those bars',
  runtime,
  async () => {
    const text = scriptOf('indicator', CASES.brisk, false);
    const parity = await verifyIndicator(text, gappySample(1200), CASES.brisk);
    assert.deepEqual(differences(parity), NONE);
    const poc = parity.series.find(({ name }) => name === 'POC');
    assert.ok(poc && poc.compared > 0 && poc.compared < 300, `${poc?.compared} profiles`);
  },
);

test(
  'a value of 1h and 15m changes only on the first bar after its close, and is that of the bar that closed',
  runtime,
  async () => {
    const bars = gappySample(900);
    const { hour1, minutes15 } = makeMarket(bars);
    const frames = libraryRun(bars, CASES.brisk).result;
    const { series } = await runScript(scriptOf('indicator', CASES.brisk), bars);
    for (const [name, higher, own, step] of [
      ['EMA200_1h', hour1, frames.columns1h?.EMA200, HOUR],
      ['EMA50_15m', minutes15, frames.columns15m?.EMA50, 15 * MINUTE],
    ] as const) {
      const seen = series.get(name) ?? new Float64Array(0);
      bars.time.forEach((time, i) => {
        const newest = higher.time.filter((opened) => opened + step <= time).length - 1;
        const expected = newest < 0 ? Number.NaN : (own?.[newest] ?? Number.NaN);
        if (Number.isNaN(expected)) assert.ok(Number.isNaN(seen[i]), `${name} at bar ${i}`);
        else assert.ok(Math.abs(seen[i] - expected) < 1e-6, `${name} at bar ${i}`);
      });
    }
  },
);

test('a box ends with the bar that enters its gap', runtime, async () => {
  const bars = gappySample(400);
  const { drawings } = await runScript(scriptOf('indicator', CASES.brisk), bars);
  const { gaps } = libraryRun(bars, CASES.brisk).result;
  assert.ok(gaps);
  // pinets shows boxes in the order they were made, the library keeps gaps in that order too.
  const boxes = drawings.boxes as readonly { readonly left: number; readonly right: number }[];
  assert.equal(boxes.length, gaps.count);
  boxes.forEach(({ left, right }, k) => {
    const ends = [gaps.mitigated[k], gaps.expired[k], bars.time.length - 1];
    assert.equal(left, gaps.born[k] - 2);
    assert.equal(
      right,
      ends.find((end) => end >= 0),
      `box ${k}`,
    );
  });
});

test('single changes of the text are noticed', runtime, async () => {
  const bars = gappySample(600);
  const survivors: string[] = [];
  for (const mutation of MUTATIONS.filter(({ quick }) => quick)) {
    const text = mutate(scriptOf(mutation.kind, CASES[mutation.on]), mutation);
    const verify = mutation.kind === 'indicator' ? verifyIndicator : verifyStrategy;
    if (agrees(await verify(text, bars, CASES[mutation.on]))) survivors.push(mutation.what);
  }
  assert.deepEqual(survivors, []);
});

test('every change of the full list changes the text at one place', () => {
  for (const mutation of MUTATIONS) assert.notEqual(mutate(scriptOf(mutation.kind, CASES[mutation.on]), mutation), '');
  assert.ok(MUTATIONS.length >= 25);
});

test('alert messages are JSON, with null where there is no number', runtime, async () => {
  const messages: string[] = [];
  const parse = (text: string) => JSON.parse(text) as Record<string, unknown>;
  await runScript(scriptOf('strategy', CASES.brisk), sampleFives(700), 0.01, (orders) => {
    for (const { alert_loss, alert_message } of orders)
      messages.push(...[alert_loss, alert_message].filter((m) => m !== undefined));
  });
  assert.ok(messages.length > 10);
  for (const message of messages) assert.equal(typeof parse(message).action, 'string');
  assert.ok(messages.some((message) => parse(message).action === 'close' && parse(message).stop_distance === null));
});
