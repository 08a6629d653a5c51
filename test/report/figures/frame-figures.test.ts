import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileAt } from '../../../lib/indicators/profile-at.js';
import type { Figure, Trace } from '../../../lib/report/figure.js';
import { funnelFigure } from '../../../lib/report/figures/funnel.js';
import { momentumGauge } from '../../../lib/report/figures/momentum-gauge.js';
import { mtfCandles } from '../../../lib/report/figures/mtf-candles.js';
import { profileAtBar } from '../../../lib/report/figures/profile-at-bar.js';
import { volumeStatus } from '../../../lib/report/figures/volume-status.js';
import { makeMarket } from '../../../lib/strategy/market.js';
import { mtfStrategy } from '../../../lib/strategy/mtf.js';
import { signalFunnel } from '../../../lib/strategy/rules.js';
import { type StrategyResult, strategyParameters } from '../../../lib/strategy/strategy.js';
import { NO_REAL_BARS, play, realBars } from '../../helpers.js';
import { assertSound, smallRun, titleOf } from './support.js';

const run = smallRun();
const { market, result } = run;
const length = market.base.time.length;

function named(figure: Figure, name: string): Trace | undefined {
  return figure.data.find((trace) => trace.name === name);
}

/** A list of a trace, empty when there is no such trace. */
function list(figure: Figure, name: string, key: string): readonly (number | null)[] {
  return (named(figure, name)?.[key] ?? []) as readonly (number | null)[];
}

test('candles are the bars of the window, with gaps, lines, signals and trend', () => {
  const figure = mtfCandles({ market, result, from: 1000, to: 1300 });
  assertSound(figure);
  assert.equal(named(figure, 'Price')?.type, 'candlestick');
  assert.equal(list(figure, 'Price', 'open')[0], market.base.open[1000]);
  assert.equal(list(figure, 'Price', 'close').length, 300);
  for (const name of ['EMA18', 'EMA200 of 1h', 'POC', 'Value area', 'Volume', '21-bar average volume']) {
    assert.ok(named(figure, name), name);
  }
  const signals = result.signals.side.slice(1000, 1300);
  const bulls = signals.filter((side) => side > 0).length;
  const bears = signals.filter((side) => side < 0).length;
  assert.ok(titleOf(figure).startsWith(`${bulls} bull signal`));
  assert.equal(list(figure, 'Bear signal', 'x').length, bears);
});

test('more than 600 bars are drawn as longer bars, within the budget, and say so', () => {
  const figure = mtfCandles({ market, result, from: 0, to: length });
  assertSound(figure);
  const candles = list(figure, 'Price', 'x').length;
  assert.ok(candles > 100 && candles <= 600, `${candles}`);
});

test('a gap box runs from the birth of the gap to the bar that ended it', () => {
  const gaps = result.gaps!;
  const gap = gaps.mitigated.findIndex((bar, k) => k < gaps.count && bar > gaps.born[k] + 3 && gaps.born[k] > 500);
  const figure = mtfCandles({ market, result, from: gaps.born[gap] - 5, to: gaps.mitigated[gap] + 5 });
  const name = gaps.side[gap] > 0 ? 'Bull gap' : 'Bear gap';
  // Each box is five corners and a break: bottom left, bottom right, top right, top left, bottom left.
  const x = list(figure, `${name}, ended`, 'x');
  const y = list(figure, `${name}, ended`, 'y');
  const born = market.base.time[gaps.born[gap]];
  const at = x.findIndex((time, k) => k % 6 === 0 && time === born && y[k] === gaps.bottom[gap]);
  assert.ok(at >= 0);
  assert.equal(x[at + 1], market.base.time[gaps.mitigated[gap]]);
  assert.equal(y[at + 2], gaps.top[gap]);
  const open = mtfCandles({ market, result, from: gaps.born[gap] - 5, to: gaps.mitigated[gap] });
  assert.ok(named(open, `${name}, open`));
});

test('a strategy without columns, gaps or trend is drawn as candles and signals', () => {
  const other = play(market.base, { sides: { 20: 1, 40: -1 } });
  const figure = mtfCandles({ market: other.market, result: other.result, from: 0, to: 100 });
  assertSound(figure);
  assert.match(titleOf(figure), /^1 bull signal and 1 bear signal in 100 bars; 0 gaps/);
  assertSound(momentumGauge({ market: other.market, result: other.result, bar: 50 }));
  assertSound(volumeStatus({ market: other.market, result: other.result, bar: 50 }));
});

test('columns of NaN alone are left out, and a window without bars is refused', () => {
  const columns = Object.fromEntries(
    Object.entries(result.columns).map(([name, column]) => [name, new Float64Array(column.length).fill(Number.NaN)]),
  );
  const blank: StrategyResult = { ...result, columns };
  const figure = mtfCandles({ market, result: blank, from: 0, to: 50 });
  assertSound(figure);
  assert.equal(named(figure, 'EMA18'), undefined);
  assertSound(momentumGauge({ market, result: blank, bar: 20 }));
  assertSound(volumeStatus({ market, result: blank, bar: 20 }));
  assert.throws(() => mtfCandles({ market, result, from: 10, to: 10 }), /mtfCandles: from and to must enclose a bar/);
});

test('the profile shows every row, its levels and its low-volume zones', () => {
  const params = { length: 120, rows: 60, valueArea: 0.7 };
  const profile = profileAt(market.base, 500, params)!;
  const figure = profileAtBar(profile, { time: market.base.time[500], close: market.base.close[500] });
  assertSound(figure);
  assert.equal((figure.data[0].x as number[]).length, 60);
  assert.equal((figure.layout.shapes as unknown[]).length, profile.lowVolumeZones.length + 1);
  assert.match(titleOf(figure), /^Most was traded at [\d,]+ USD; the value area/);
  assert.equal(titleOf(profileAtBar(profileAt(market.base, 5, params))), 'There is no profile yet');
});

test('the gauge states the distance in ATR and its side', () => {
  const figure = momentumGauge({ market, result, bar: 1000 });
  assertSound(figure);
  const { EMA20, EMA50_15m, ATR } = result.columns;
  const distance = (EMA20[1000] - EMA50_15m[1000]) / ATR[1000];
  assert.match(
    titleOf(figure),
    new RegExp(`${Math.abs(distance).toFixed(2)} ATR ${distance > 0 ? 'above' : 'below'} EMA50`),
  );
  assert.equal(titleOf(momentumGauge({ market, result, bar: 0 })), '15m momentum is not known here');
});

test('the volume status counts the thresholds that the bar passes', () => {
  const parameters = { vol_thresh: 0.8 };
  const cross = result.columns.vol_cross.findIndex((value, i) => i > 1000 && value === 1);
  assert.match(titleOf(volumeStatus({ market, result, bar: cross, parameters })), /passes its 2 thresholds/);
  const quiet = market.base.volume.findIndex((value, i) => i > 1000 && value === 0);
  assert.match(titleOf(volumeStatus({ market, result, bar: quiet, parameters })), /passes 0 of its 2 thresholds/);
});

test('the funnel has a row for every rule of either side and names the tightest', () => {
  const funnel = signalFunnel(result.rulebook!);
  const figure = funnelFigure(funnel);
  assertSound(figure);
  assert.deepEqual(figure.data[0].customdata, [length, ...funnel.long.steps.map(({ survivors }) => survivors)]);
  assert.ok(titleOf(figure).includes(`"${funnel.short.tightest}"`));
  const nothing = { bars: 0, steps: [], signals: 0, tightest: null };
  assertSound(funnelFigure({ long: nothing, short: nothing }));
});

test('on the real bars the funnel ends at 125 and 1,043, and every window fits the budget', {
  skip: NO_REAL_BARS,
}, () => {
  const real = makeMarket(realBars());
  const computed = mtfStrategy.compute(real, strategyParameters(mtfStrategy));
  const bars = real.base.time.length;
  assert.match(
    titleOf(funnelFigure(signalFunnel(computed.rulebook!))),
    /167,040 bars leave 125 long signals and 1,043 short/,
  );
  for (const from of [0, bars - 600, 80_000])
    assertSound(mtfCandles({ market: real, result: computed, from, to: from + 600 }));
  assertSound(mtfCandles({ market: real, result: computed, from: 0, to: bars }));
});

test('missing bars leave their places empty, and lines pass over them', () => {
  const figure = mtfCandles({ market, result, from: 1000, to: 1300 });
  const places = (market.base.time[1299] - market.base.time[1000]) / market.base.step + 1;
  assert.ok(places > 300);
  const volume = list(figure, 'Volume', 'y');
  assert.equal(volume.length, places);
  assert.equal(volume.filter((value) => value === null).length, places - 300);
  const ema = list(figure, 'EMA18', 'y');
  assert.equal(ema[ema.length - 1], Math.round(result.columns.EMA18[1299] * 100) / 100);
});
