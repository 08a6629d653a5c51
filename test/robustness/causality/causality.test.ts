import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../../lib/core/bars.js';
import { sma } from '../../../lib/indicators/sma.js';
import {
  type CausalityOptions,
  certifyCausality,
  requireCausality,
} from '../../../lib/robustness/causality/causality.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { type Column, defineStrategy, type Strategy } from '../../../lib/strategy/strategy.js';
import { NO_REAL_BARS, realBars, toColumns } from '../../helpers.js';
import { randomMarket, SMALL } from '../../reference/market.js';

const market = (seed: number, count = 4000): Bars => toColumns(randomMarket(seed, count).bars);

/** A strategy of one column, which never trades. */
function column(make: (bars: Bars) => Column, name = 'x'): Strategy<readonly []> {
  return defineStrategy({
    name: 'one-column',
    parameters: [],
    compute: ({ base }) => {
      const quiet = { side: new Int8Array(base.time.length), atr: new Float64Array(base.time.length) };
      return { signals: quiet, columns: { [name]: make(base) } };
    },
  });
}

const certify = (strategy: Strategy<readonly []>, options: CausalityOptions = {}, bars = market(1)) =>
  certifyCausality(strategy, bars, { cuts: 40, ...options });

/** Loose rules and short lengths: a few hundred signals on 4,000 bars. */
const LOOSE = { ...SMALL, poc_proximity: 'off', value_area: 'off', entry_trend: 'off', min_strength: 0 };

test('the built-in strategy passes, cut at signals too', () => {
  for (const gap_entry of ['detection', 'retest', 'inversion']) {
    const found = certifyCausality(mtfStrategy, market(2), { parameters: { ...LOOSE, gap_entry }, cuts: 60 });
    assert.deepEqual(found.leaks, [], gap_entry);
    assert.equal(found.ok, true);
    assert.equal(found.cuts, 60);
    assert.ok(found.cuts_at_signals >= 4, `${found.cuts_at_signals} cuts at signals`);
    assert.match(found.words[0], /^No value and no signal changed at 60 cuts/);
  }
});

test('a look at the next bar is found, at the bar before the cut, with its column named', () => {
  const found = certify(column(({ close }) => close.map((_, i) => close[i + 1] ?? Number.NaN)));
  assert.equal(found.ok, false);
  const [leak] = found.leaks;
  assert.equal(leak.series, 'x');
  assert.equal(leak.looks_ahead_bars, 1);
  assert.equal(leak.cuts, found.cuts + found.full_cuts);
  assert.equal(leak.without, null);
  assert.match(leak.words, /^x at \S+Z changes when data after \S+Z is removed: [\d.,]+ with it, nothing without$/);
  assert.equal(Date.parse(leak.bar) + 300_000, Date.parse(leak.cut));
  assert.match(found.words[0], /^LOOK-AHEAD: x at /);
});

test('a centred window is found, and how far it looks', () => {
  const centred = column(({ close }) =>
    close.map((_, i) => {
      let sum = 0;
      for (let k = -5; k <= 5; k++) sum += close[i + k];
      return sum / 11;
    }),
  );
  const [leak] = certify(centred).leaks;
  assert.equal(leak.looks_ahead_bars, 5);
});

test('a normalisation over the whole sample is found everywhere', () => {
  const normalised = column(({ close }) => {
    const mean = close.reduce((sum, value) => sum + value, 0) / close.length;
    return close.map((value) => value / mean - 1);
  });
  const found = certify(normalised);
  assert.equal(found.leaks[0].cuts, found.cuts + found.full_cuts);
  assert.ok(found.leaks[0].looks_ahead_bars > 500);
});

test('higher bars shown from their open on are found', () => {
  const early = (bars: Bars): Bars => ({ ...bars, time: bars.time.map((time) => time - bars.step) });
  const naive = defineStrategy({
    ...mtfStrategy,
    compute: ({ base, minutes15, hour1 }, parameters) =>
      mtfStrategy.compute({ base, minutes15: early(minutes15), hour1: early(hour1) }, parameters),
  });
  const found = certifyCausality(naive, market(3), { parameters: LOOSE, cuts: 40 });
  assert.equal(found.ok, false);
  assert.ok(found.leaks.some(({ series }) => series === 'EMA200_1h'));
  const hour = found.leaks.find(({ series }) => series === 'EMA200_1h');
  assert.ok(hour && hour.looks_ahead_bars >= 8 && hour.looks_ahead_bars <= 12, `${hour?.looks_ahead_bars} bars`);
});

test('a look ahead that shows in the signals only is found', () => {
  const strategy = defineStrategy({
    name: 'signals-only',
    parameters: [],
    compute: ({ base }) => ({
      signals: {
        side: Int8Array.from(base.close, (close, i) => (i % 50 === 0 && base.close[i + 1] > close ? 1 : 0)),
        atr: new Float64Array(base.close.length).fill(10),
      },
      columns: { close: base.close },
    }),
  });
  const found = certify(strategy);
  assert.deepEqual(
    found.leaks.map(({ series }) => series),
    ['signal side'],
  );
});

test('a look far ahead, beyond every window, is found by the cuts of the whole data', () => {
  const far = column(({ close }) => close.map((_, i) => close[i + 700] ?? 0));
  assert.equal(certify(far, { horizon: 10 }).ok, false);
});

test('a strategy that gives other values each time is not repeatable', () => {
  let calls = 0;
  const found = certify(column(({ close }) => close.map((value) => value + calls++)));
  assert.equal(found.repeatable, false);
  assert.equal(found.ok, false);
  assert.match(found.words[0], /keeps something between calls/);
});

test('the warm-up is the number of bars until the start no longer matters', () => {
  const exact = certify(column(({ volume }) => sma(volume, 37), 'SMA37'));
  assert.deepEqual([exact.warmup.bars, exact.warmup.slowest], [36, 'SMA37']);
  const none = certify(column(({ high, low }) => high.map((value, i) => value - low[i])));
  assert.deepEqual([none.warmup.bars, none.warmup.slowest], [0, null]);
  const cumulative = certify(
    column(({ volume }) => {
      let sum = 0;
      return volume.map((value) => {
        sum += value + 1;
        return sum;
      });
    }),
  );
  assert.equal(cumulative.ok, true);
  assert.equal(cumulative.warmup.bars, null);
  assert.match(cumulative.words.join(' '), /x still depends on where the data start/);
});

test('equal seeds cut at equal places; the certificate is plain JSON', () => {
  const strategy = column(({ close }) => close.map((_, i) => close[i + 2] ?? 0));
  const first = certify(strategy, { seed: 5 });
  assert.deepEqual(certify(strategy, { seed: 5 }), first);
  assert.deepEqual(JSON.parse(JSON.stringify(first)), first);
  assert.notEqual(certify(strategy, { seed: 6 }).leaks[0].cut, first.leaks[0].cut);
});

test('a failed certificate can be made an error that says where', () => {
  const ahead = certify(column(({ close }) => close.map((_, i) => close[i + 1] ?? 0)));
  assert.throws(
    () => requireCausality(ahead),
    /requireCausality: the strategy must not know the future, got: LOOK-AHEAD: x/,
  );
  assert.doesNotThrow(() => requireCausality(certify(column(({ close }) => close))));
});

test('few bars are enough to find a leak, and too few are refused', () => {
  const next = column(({ close }) => close.map((_, i) => close[i + 1] ?? 0));
  assert.equal(certify(next, {}, market(4, 30)).ok, false);
  assert.equal(
    certify(
      column(({ close }) => close),
      {},
      market(4, 30),
    ).ok,
    true,
  );
  assert.throws(() => certify(next, {}, market(4, 5)), /certifyCausality: bars must be at least 10, got \d/);
});

test('a column that is not as long as its bars is refused', () => {
  assert.throws(
    () => certify(column(({ close }) => close.subarray(1))),
    /seriesOf: x must be as long as its bars \(\d+\), got \d+/,
  );
});

test('the built-in strategy passes on the real bars, and forgets its start after some 13,000 bars', {
  skip: NO_REAL_BARS,
}, () => {
  const found = certifyCausality(mtfStrategy, realBars(), { cuts: 40, fullCuts: 1 });
  assert.equal(found.ok, true);
  assert.equal(found.warmup.slowest, 'EMA200_1h');
  assert.ok(found.warmup.bars && found.warmup.bars > 11_000 && found.warmup.bars < 16_000, `${found.warmup.bars}`);
});
