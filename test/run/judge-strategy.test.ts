import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataQuality } from '../../lib/data/quality.js';
import { atr } from '../../lib/indicators/atr.js';
import { crossings } from '../../lib/indicators/crossings.js';
import { ema } from '../../lib/indicators/ema.js';
import { TrialLedger } from '../../lib/optimise/trial-ledger.js';
import { walkForward } from '../../lib/robustness/walk-forward.js';
import { judgeStrategy } from '../../lib/run/judge-strategy.js';
import { makeMarket } from '../../lib/strategy/market.js';
import { searchedInteger } from '../../lib/strategy/searched.js';
import { defineStrategy, type Strategy } from '../../lib/strategy/strategy.js';
import { bars } from '../robustness/fixtures/walk.js';

const out = mkdtempSync(join(tmpdir(), 'mtf-judge-'));
after(() => rmSync(out, { recursive: true }));
const market = makeMarket(bars);
const data = { bars, source: 'sample' as const, description: 'three months', quality: dataQuality(bars) };
const lab = { market, finer: undefined, data, out };
const options = { evaluations: 6, periods: 2, months: 1, minTrades: 5, onProgress: () => undefined };

/** An average crossed by another; `shift` bars of the future are used, and `sign` turns it round without a change of name. */
function crossover({ shift = 0, sign = 1 } = {}) {
  return defineStrategy({
    name: 'crossover',
    parameters: [searchedInteger('fast', 12, [5, 20]), searchedInteger('slow', 60, [30, 90])],
    compute({ base }, { fast, slow }) {
      const [quick, calm] = [ema(base.close, fast), ema(base.close, slow)];
      const now = crossings(quick, calm);
      const side = now.map((_, i) => sign * (now[i + shift] ?? 0));
      return { signals: { side, atr: atr(base, 14) }, columns: { quick, calm } };
    },
  });
}

/** A text without its lines. */
const said = ({ text }: { readonly text: string }) => text.replace(/\s+/g, ' ');

function trialsIn(folder: string): number {
  const ledger = new TrialLedger(join(folder, 'trials.sqlite'));
  const count = ledger.countTrials(data.quality.hash);
  ledger.close();
  return count;
}

test('a judgement is the walk-forward of the strategy with its evaluations remembered; run again it says the same', async () => {
  const progress: string[] = [];
  const parameters = { sl_atr: 4, tp_rr: 2 };
  const given = { ...options, parameters, onProgress: (text: string) => progress.push(text) };
  const first = await judgeStrategy(crossover(), lab, given);
  const count = trialsIn(out);
  assert.ok(count > 12 && count <= 24, `${count} trials`);
  const input = { strategy: crossover() as unknown as Strategy, market, fixed: parameters, minTrades: 5 };
  const search = { budget: 6, seed: 1, purpose: 'test', clock: () => 0, dropped: ['tp_rr'], periods: 2, months: 1 };
  assert.deepEqual(first.periods, await walkForward(input, search));
  assert.deepEqual(Object.keys(first.periods?.[0]?.parameters ?? {}), ['fast', 'slow']);
  assert.deepEqual(
    first.sections.map(({ title }) => title),
    ['Should one believe it?', 'Look-ahead', 'Backtest with the default parameters', 'Walk-forward', 'Luck'],
  );
  assert.match(said(first), /after \d+ trials on these data/);
  assert.match(said(first), /Searched in each period: fast and slow\. /);
  assert.match(said(first), new RegExp(`Of the ${count + 1} trials .* and 1 is the walk-forward itself`));
  assert.ok(said(first).startsWith(`Should one believe it? ${first.answer} Look-ahead `));
  assert.ok(first.text.split('\n').every((line) => line.length <= 110));
  assert.deepEqual(Object.keys(first.figures), ['equity', 'walkForward', 'stitched', 'luck']);
  assert.match(progress[12] ?? '', /^Walk-forward: 12 of 12, .*done$/);
  assert.equal((await judgeStrategy(crossover(), lab, given)).text, first.text);
  assert.equal(trialsIn(out), count);
});

test('a strategy that was edited and kept its name is evaluated anew, also where the edit is in what it calls', async () => {
  const before = trialsIn(out);
  const turned = await judgeStrategy(crossover({ sign: -1 }), lab, { ...options, parameters: { sl_atr: 4, tp_rr: 2 } });
  const fresh = await judgeStrategy(
    crossover({ sign: -1 }),
    { ...lab, out: join(out, 'fresh') },
    { ...options, parameters: { sl_atr: 4, tp_rr: 2 } },
  );
  assert.deepEqual(turned.periods, fresh.periods);
  assert.equal(trialsIn(out), before + trialsIn(join(out, 'fresh')));
});

test('a look-ahead is named, and nothing after it is computed', async () => {
  const { answer, causality, text, periods } = await judgeStrategy(crossover({ shift: 1 }), lab, options);
  assert.match(said({ text }), /LOOK-AHEAD: .*signal side/);
  assert.match(answer, /^No: it knows the future/);
  assert.deepEqual([causality.ok, periods], [false, undefined]);
});

test('stopped, it throws the reason and keeps what was evaluated', async () => {
  const stop = new AbortController();
  let told = 0;
  const folder = join(out, 'stopped');
  let last = '';
  const onProgress = (text: string) => {
    last = text;
    told++;
    if (told === 4) stop.abort(new Error('enough seen'));
  };
  const stopped = judgeStrategy(crossover(), { ...lab, out: folder }, { ...options, onProgress, signal: stop.signal });
  await assert.rejects(stopped, /enough seen/);
  assert.equal(trialsIn(folder), 3);
  assert.match(last, /stopped. Run the cell again to go on/);
});

test('what cannot be walked is refused before anything is computed, with what to do', async () => {
  const fixed = { ...crossover(), parameters: [] } as unknown as Strategy;
  await assert.rejects(
    judgeStrategy(fixed, lab, options),
    /table of crossover must have a parameter with a search range, got none; write one as searchedInteger/,
  );
  await assert.rejects(
    judgeStrategy(crossover(), lab, { ...options, parameters: { fast: 10, slow: 50 } }),
    /got only fast, slow, whose values are given/,
  );
  await assert.rejects(
    judgeStrategy(crossover(), lab, { ...options, periods: 6, months: 3 }),
    /bars must reach back to 2023-07-01 for 6 periods of 3 months, got a first bar of 2024-10-01; .* such as periods: 1, months: 3$/,
  );
  await assert.rejects(
    judgeStrategy(crossover(), lab, { ...options, parameters: { fats: 10 } }),
    /fats must be a known parameter.*did you mean fast\?/,
  );
});

test('what fails at every point says its first error', async () => {
  const sometimes = defineStrategy({
    ...crossover(),
    compute(market, parameters) {
      if (parameters.fast !== 12) throw new Error('no such average');
      return crossover().compute(market, parameters);
    },
  });
  await assert.rejects(
    judgeStrategy(sometimes, lab, options),
    /period 1 must have a trial that succeeds.*the first error: no such average/,
  );
});
