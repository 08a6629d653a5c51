import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inDark } from '../../../lib/report/figures/in-dark.js';
import { COLOURS, DARK_COLOURS, figure, legendKey } from '../../../lib/report/figures/theme.js';

/** WCAG's contrast of two `#rrggbb` colours, from 1 to 21. */
function contrast(a: string, b: string): number {
  const light = (colour: string) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return high / low;
}

test('every colour of a figure becomes its dark one, in texts and with opacity too; data stay the same', () => {
  const light = figure([{ y: [1, 2] }, legendKey('up', 'rgba(0,114,178,0.35)')], {
    title: 'A title',
    subtitle: 'small',
  });
  const dark = inDark(light);
  const text = JSON.stringify(dark);
  for (const colour of [COLOURS.background, COLOURS.text, COLOURS.subtitle, COLOURS.up])
    assert.ok(!text.includes(colour));
  assert.equal(dark.layout.paper_bgcolor, DARK_COLOURS.background);
  assert.match(text, /rgba\(74,168,224,0\.35\)/);
  assert.deepEqual(dark.data[0], light.data[0]);
});

test('texts can be read and lines be seen on their background, light and dark', () => {
  for (const colours of [COLOURS, DARK_COLOURS]) {
    for (const name of ['text', 'subtitle'] as const)
      assert.ok(contrast(colours[name], colours.background) >= 4.5, name);
    for (const name of ['up', 'down', 'poc', 'ema18', 'ema48', 'ema1h', 'equity', 'drawdown'] as const) {
      assert.ok(
        contrast(colours[name], colours.background) >= 3,
        `${name} ${contrast(colours[name], colours.background)}`,
      );
    }
  }
});
