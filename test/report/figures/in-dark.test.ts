import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inDark } from '../../../lib/report/figures/in-dark.js';
import { COLOURS, DARK_COLOURS, figure, legendKey } from '../../../lib/report/figures/theme.js';

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

test('steps of a colour scale become dark, lists of numbers stay what they are', () => {
  const z = [[1, 2, 3]];
  const scale = [
    [0, COLOURS.background],
    [1, COLOURS.up],
  ];
  const [heat] = inDark(figure([{ type: 'heatmap', z, colorscale: scale }], { title: 'A title' })).data;
  assert.deepEqual(heat.colorscale, [
    [0, DARK_COLOURS.background],
    [1, DARK_COLOURS.up],
  ]);
  assert.deepEqual(heat.z, z);
});
