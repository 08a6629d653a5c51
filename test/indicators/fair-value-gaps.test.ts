import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../lib/core/bars.js';
import { MINUTE } from '../../lib/core/time.js';
import { atr, atrStream } from '../../lib/indicators/atr.js';
import { detectGaps } from '../../lib/indicators/fair-value-gaps.js';
import { candidateSide, type GapEntry, gapCandidates } from '../../lib/indicators/gap-candidates.js';
import { allocateGapLedger, type GapLedger, gapLedger } from '../../lib/indicators/gap-ledger.js';
import { type Gap, type GapStreamState, gapStream, streamCandidate } from '../../lib/indicators/gap-stream.js';
import { obeysTheContract } from './contract.js';
import { type Bar, markets, scaled, toBars, toRows } from './markets.js';

const ATR_LENGTH = 3;
const ATR_MULTI = 0.3;
const LIFE = 6;
const RULES: readonly GapEntry[] = ['detection', 'retest', 'inversion'];

const find = (bars: Bars) => detectGaps(bars, atr(bars, ATR_LENGTH), ATR_MULTI);

obeysTheContract({
  name: 'fair value gaps',
  batch: (bars) => {
    const gaps = find(bars);
    return [gaps.bull, gaps.bear, gaps.strength];
  },
  reuse: (bars, [bull, bear, strength]) => {
    const out = { bull: bull as Uint8Array, bear: bear as Uint8Array, strength: strength as Float64Array };
    detectGaps(bars, atr(bars, ATR_LENGTH), ATR_MULTI, out);
    return [bull, bear, strength];
  },
  stream: (from) => {
    const state = from as { ranges: Parameters<typeof atrStream>[1]; gaps: GapStreamState } | undefined;
    const ranges = atrStream(ATR_LENGTH, state?.ranges);
    const gaps = gapStream({ atrMulti: ATR_MULTI, life: LIFE, step: 5 * MINUTE }, state?.gaps);
    return {
      next: (bar) => {
        const { detected } = gaps.next(bar, ranges.next(bar.high, bar.low, bar.close));
        const side = detected?.side ?? 0;
        return [side > 0 ? 1 : 0, side < 0 ? 1 : 0, detected?.strength ?? Number.NaN];
      },
      state: () => ({ ranges: ranges.state(), gaps: gaps.state() }),
    };
  },
  scale: [0, 0, 0],
});

/** Bars from [low, high, close]; opens do not matter to gaps. */
function bars(...rows: readonly (readonly [number, number, number])[]): Bars {
  return toBars(
    rows.map(([low, high, close], i) => ({ time: i * 5 * MINUTE, open: close, high, low, close, volume: 1 })),
  );
}

const mirrored = (bars: Bars): Bars => {
  const flip = (values: Float64Array) => values.map((value) => 100 - value);
  return { ...bars, open: flip(bars.open), high: flip(bars.low), low: flip(bars.high), close: flip(bars.close) };
};

/** The ledger of gaps larger than nothing, with an ATR of 1 throughout. */
function ledgerOf(bars: Bars, life = LIFE): GapLedger {
  return gapLedger(bars, detectGaps(bars, new Float64Array(bars.time.length).fill(1), 0), life);
}

function gapOf(ledger: GapLedger, k: number): Gap {
  return {
    side: ledger.side[k],
    born: ledger.born[k],
    bottom: ledger.bottom[k],
    top: ledger.top[k],
    strength: ledger.strength[k],
    spansMissing: ledger.spansMissing[k] === 1,
    mitigated: ledger.mitigated[k],
    inverted: ledger.inverted[k],
    expired: ledger.expired[k],
  };
}

const gapsOf = (ledger: GapLedger) => Array.from({ length: ledger.count }, (_, k) => gapOf(ledger, k));
const life = (ledger: GapLedger, k = 0) => [ledger.mitigated[k], ledger.inverted[k], ledger.expired[k]];

// A bull gap between 10 and 12, born at bar 2; then bars that do not touch it.
const BORN = [
  [9, 10, 10],
  [10, 13, 13],
  [12, 14, 13],
] as const;
const ABOVE = [13, 15, 14] as const;

test('a gap is the space between the first and the third bar, its strength the size in ATRs', () => {
  const masks = detectGaps(bars(...BORN), Float64Array.of(4, 4, 4), 0.3);
  assert.deepEqual(Array.from(masks.bull), [0, 0, 1]);
  assert.deepEqual(Array.from(masks.bear), [0, 0, 0]);
  assert.equal(masks.strength[2], 0.5);
  const [gap] = gapsOf(ledgerOf(bars(...BORN)));
  assert.deepEqual([gap.side, gap.born, gap.bottom, gap.top], [1, 2, 10, 12]);
  const [bear] = gapsOf(ledgerOf(mirrored(bars(...BORN))));
  assert.deepEqual([bear.side, bear.born, bear.bottom, bear.top], [-1, 2, 88, 90]);
});

test('a gap of exactly the least size is none, nor is one where the ATR is not known', () => {
  const count = (atr: number, multi: number) => detectGaps(bars(...BORN), new Float64Array(3).fill(atr), multi).bull[2];
  assert.equal(count(4, 0.5), 0);
  assert.equal(count(4, 0.499), 1);
  assert.equal(count(Number.NaN, 0), 0);
});

test('bars that touch are no gap', () => {
  assert.equal(ledgerOf(bars([9, 10, 10], [9, 11, 11], [10, 12, 12])).count, 0);
});

test('a gap is mitigated by the first bar that enters its open zone, not by one that touches its edge', () => {
  assert.deepEqual(life(ledgerOf(bars(...BORN, [12, 14, 13], [11.9, 14, 13]))), [4, -1, -1]);
});

test('a gap is inverted by the first close beyond it, and by the same bar mitigated', () => {
  assert.deepEqual(life(ledgerOf(bars(...BORN, [9, 14, 10], [9, 12, 9.9]))), [3, 4, -1]);
  assert.deepEqual(life(ledgerOf(bars(...BORN, [9, 14, 9.9]))), [3, 3, -1]);
});

test('a bar that leaps over the zone and closes beyond it inverts and mitigates', () => {
  assert.deepEqual(life(ledgerOf(bars(...BORN, [7, 9, 8]))), [3, 3, -1]);
});

test('an inverted gap is dead', () => {
  assert.deepEqual(life(ledgerOf(bars(...BORN, [7, 9, 8], [9, 14, 13], [9, 12, 9], ABOVE, ABOVE, ABOVE))), [3, 3, -1]);
});

test('a gap not inverted by the close of its last bar expires there, mitigated or not', () => {
  const quiet = [ABOVE, ABOVE] as const;
  assert.deepEqual(life(ledgerOf(bars(...BORN, ...quiet), 3)), [-1, -1, -1]);
  assert.deepEqual(life(ledgerOf(bars(...BORN, ...quiet, ABOVE), 3)), [-1, -1, 5]);
  assert.deepEqual(life(ledgerOf(bars(...BORN, ...quiet, [11, 14, 13]), 3)), [5, -1, 5]);
  assert.deepEqual(life(ledgerOf(bars(...BORN, ...quiet, [8, 14, 9]), 3)), [5, 5, -1]);
  assert.deepEqual(life(ledgerOf(bars(...BORN, ...quiet, ABOVE, [8, 14, 9]), 3)), [-1, -1, 5]);
});

test('a gap over missing bars is one, and says so', () => {
  const market = bars(...BORN);
  assert.equal(ledgerOf(market).spansMissing[0], 0);
  market.time[2] += 5 * MINUTE;
  assert.equal(ledgerOf(market).spansMissing[0], 1);
});

test('a retest is the mitigating bar that closes back above a bull gap', () => {
  const at = (close: number) => {
    const market = bars(...BORN, [11, 14, close], [11, 14, 13]);
    return Array.from(gapCandidates(ledgerOf(market), market.close, 'retest'));
  };
  assert.deepEqual(at(13), [-1, -1, -1, 0, -1]);
  assert.deepEqual(at(12), [-1, -1, -1, -1, -1]);
});

test('an inversion is a candidate of the other side', () => {
  const market = bars(...BORN, [9, 14, 9.9]);
  const found = gapCandidates(ledgerOf(market), market.close, 'inversion');
  assert.deepEqual(Array.from(found), [-1, -1, -1, 0]);
  assert.equal(candidateSide(1, 'inversion'), -1);
  assert.equal(candidateSide(1, 'retest'), 1);
});

test('of several candidates on one bar the newest alone counts', () => {
  // Two bull gaps, 10-12 and 13-16, both inverted by the last bar.
  const market = bars(...BORN, [16, 17, 17], [16, 18, 17], [8, 17, 9]);
  const ledger = ledgerOf(market);
  assert.deepEqual(
    gapsOf(ledger).map((gap) => gap.inverted),
    [5, 5, 5],
  );
  assert.equal(gapCandidates(ledger, market.close, 'inversion')[5], 2);
});

test('bull and bear rules mirror each other', () => {
  fc.assert(
    fc.property(markets(), (market) => {
      const gaps = gapsOf(ledgerOf(market));
      const flipped = gapsOf(ledgerOf(mirrored(market)));
      const expected = gaps.map((gap) => ({ ...gap, side: -gap.side, bottom: 100 - gap.top, top: 100 - gap.bottom }));
      assert.deepEqual(flipped, expected);
    }),
  );
});

test('the ledger at a cut holds what is known by then', () => {
  const known = (at: number, end: number) => (at < end ? at : -1);
  fc.assert(
    fc.property(markets(), (market) => {
      const whole = gapsOf(ledgerOf(market));
      for (let end = 0; end <= market.time.length; end++) {
        const expected = whole
          .filter((gap) => gap.born < end)
          .map((gap) => ({
            ...gap,
            mitigated: known(gap.mitigated, end),
            inverted: known(gap.inverted, end),
            expired: known(gap.expired, end),
          }));
        assert.deepEqual(gapsOf(ledgerOf(sliceBars(market, 0, end))), expected);
      }
    }),
  );
});

/** Gaps and candidates as the incremental form reports them, one bar object refilled throughout. */
function streamed(market: Bars, rule: GapEntry) {
  const ranges = atrStream(ATR_LENGTH);
  const stream = gapStream({ atrMulti: ATR_MULTI, life: LIFE, step: market.step });
  const found: Gap[] = [];
  const candidates: number[] = [];
  const refilled: Bar = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (const bar of toRows(market)) {
    const events = stream.next(Object.assign(refilled, bar), ranges.next(bar.high, bar.low, bar.close));
    if (events.detected) found.push({ ...events.detected });
    for (const gap of [...events.mitigated, ...events.inverted, ...events.expired]) {
      const at = found.findIndex((other) => other.born === gap.born);
      found[at] = { ...gap };
    }
    const candidate = streamCandidate(events, bar.close, rule);
    candidates.push(candidate ? found.findIndex((gap) => gap.born === candidate.born) : -1);
  }
  return { found, candidates };
}

test('the incremental form keeps the ledger and finds the candidates of the batch form', () => {
  fc.assert(
    fc.property(markets(), fc.constantFrom(...RULES), (market, rule) => {
      const ledger = gapLedger(market, find(market), LIFE);
      const { found, candidates } = streamed(market, rule);
      assert.deepEqual(found, gapsOf(ledger));
      assert.deepEqual(candidates, Array.from(gapCandidates(ledger, market.close, rule)));
    }),
    { numRuns: 300 },
  );
});

test('a reused ledger holds nothing of what it held before, and one too small is replaced', () => {
  fc.assert(
    fc.property(markets(), fc.constantFrom(0, 100), (market, capacity) => {
      const reuse = gapLedger(scaled(market, 7), find(market), 2, allocateGapLedger(capacity));
      const ledger = gapLedger(market, find(market), LIFE, reuse);
      assert.deepEqual(gapsOf(ledger), gapsOf(gapLedger(market, find(market), LIFE)));
      if (capacity > 0) assert.equal(ledger, reuse);
    }),
  );
});

test('parameters that make no sense are refused', () => {
  const market = bars(...BORN);
  const ones = Float64Array.of(1, 1, 1);
  assert.throws(() => detectGaps(market, ones, -0.1), /detectGaps: atrMulti must be a finite number.*, got -0.1/);
  assert.throws(() => detectGaps(market, new Float64Array(2), 0), /detectGaps: atr must have one value.*, got 2/);
  assert.throws(() => gapLedger(market, detectGaps(market, ones, 0), 0), /gapLedger: life must be .*, got 0/);
});
