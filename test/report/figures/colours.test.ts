import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLOURS, DARK_COLOURS, withOpacity } from '../../../lib/report/figures/theme.js';

/**
 * Vision without one kind of cones, on linear RGB: severity 1.0 of G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
 * "A physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table 1.
 */
const VISION: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Colours that have to be told apart in one figure. */
const TOGETHER: Readonly<Record<string, readonly (keyof typeof COLOURS)[]>> = {
  'candles and their lines': ['up', 'down', 'poc', 'valueArea', 'ema18', 'ema48', 'ema15m', 'ema1h'],
  'wins, losses and rules': ['up', 'down', 'upPale', 'downPale'],
  'a trade': ['up', 'down', 'text', 'drawdown', 'poc', 'cost'],
  'a volume profile': ['poc', 'valueArea', 'pale', 'lowVolume'],
  costs: ['equity', 'cost', 'down', 'neutral'],
  'a search': ['equity', 'neutral', 'inSample', 'downPale'],
  'train and test': ['inSample', 'outOfSample'],
  'Monte Carlo': ['upPale', 'downPale', 'drawdown', 'poc', 'text'],
  'two fill orders': ['pale', 'equity', 'outOfSample'],
  importance: ['upPale', 'equity'],
};
/** CIELAB's distance: 2.3 is just noticeable side by side; lines and dots apart need several times that. */
const LEAST_DISTANCE = 15;

const linear = (colour: string) =>
  [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));

function luminance(colour: string): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's contrast, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** CIELAB (D65) of linear RGB. */
function lab(rgb: readonly number[]): number[] {
  const [r, g, b] = rgb.map((value) => Math.min(1, Math.max(0, value)));
  const curve = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const seen = (colour: string, vision: string) =>
  lab(VISION[vision].map((row) => row.reduce((sum, part, k) => sum + part * linear(colour)[k], 0)));

test('the measure knows what it measures: red and green draw near to each other without red or green cones', () => {
  const distance = (vision: string) => {
    const [red, green] = ['#c04000', '#808000'].map((colour) => seen(colour, vision));
    return Math.hypot(...red.map((value, k) => value - green[k]));
  };
  assert.ok(distance('deuteranopia') < 0.5 * distance('normal'));
  assert.ok(distance('tritanopia') > 0.7 * distance('normal'));
  assert.deepEqual(
    lab([1, 1, 1]).map((value) => Math.round(Math.abs(value))),
    [100, 0, 0],
  );
});

for (const [page, colours] of Object.entries({ light: COLOURS, dark: DARK_COLOURS })) {
  test(`${page}: colours of one figure are told apart by every reader`, () => {
    for (const [figure, names] of Object.entries(TOGETHER)) {
      for (const [k, name] of names.entries()) {
        for (const other of names.slice(k + 1)) {
          for (const vision of Object.keys(VISION)) {
            const [a, b] = [seen(colours[name], vision), seen(colours[other], vision)];
            const distance = Math.hypot(...a.map((value, i) => value - b[i]));
            assert.ok(distance >= LEAST_DISTANCE, `${figure}: ${name} and ${other}, ${vision}: ${distance.toFixed(1)}`);
          }
        }
      }
    }
  });

  test(`${page}: texts and lines stand out from the background`, () => {
    const needs = {
      text: 7,
      subtitle: 4.5,
      up: 3,
      down: 3,
      poc: 3,
      ema18: 3,
      ema48: 3,
      ema1h: 3,
      equity: 3,
      drawdown: 3,
    };
    for (const [name, least] of Object.entries({ ...needs, outOfSample: 2.2, inSample: 2.2, cost: 2.2, ema15m: 2.2 })) {
      const value = contrast(colours[name as keyof typeof COLOURS], colours.background);
      assert.ok(value >= least, `${name}: ${value.toFixed(2)}`);
    }
  });
}

test('a colour with opacity has the form that a dark page knows', () => {
  assert.equal(withOpacity(COLOURS.up, 0.1), COLOURS.biasUp.replace('0.10', '0.1'));
  assert.equal(withOpacity(COLOURS.up, 1), COLOURS.up);
  assert.equal(withOpacity(COLOURS.biasUp, 0.5), COLOURS.biasUp);
});
