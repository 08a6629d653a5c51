import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layout } from '../../../lib/report/figure.js';
import { inNarrow, NARROW } from '../../../lib/report/figures/in-narrow.js';
import { stacked } from '../../../lib/report/figures/stacked.js';
import { figure, marking, nameAxis, note, valueAxis } from '../../../lib/report/figures/theme.js';

const names = ['long', 'short'];
const bar = (xaxis: string) => ({ type: 'bar', orientation: 'h', x: [1, 2], y: names, xaxis });
/** Two panels beside each other on one axis of names. */
const pair = figure(
  [bar('x'), bar('x2')],
  { title: 'Two panels', height: 330 },
  {
    xaxis: valueAxis('Trades', { domain: [0, 0.6], range: [0, 10] }),
    xaxis2: valueAxis('Mean result of a trade in units of its distance to the stop (R)', { domain: [0.68, 1] }),
    yaxis: nameAxis(names),
    shapes: [marking('x', 1, '#000000', { xref: 'x2' })],
    annotations: [
      note('12 trades, mean -1.20 R, in all -100 USD', { x: 9, y: 'long', xanchor: 'left' }),
      note('second', { xref: 'x2', x: 1, y: 'short' }),
      note('above', { xref: 'paper', yref: 'paper', x: 0.84, y: 1 }),
    ],
  },
);
const axis = (layout: Layout, name: string) =>
  layout[name] as { domain: [number, number]; anchor: string; range: number[] };
const marks = (layout: Layout, name: string) => layout[name] as Record<string, unknown>[];

test('panels beside each other go below each other, each with an axis of its own, and take their marks along', () => {
  const { data, layout } = stacked(pair);
  assert.deepEqual(
    [axis(layout, 'xaxis').domain, axis(layout, 'xaxis2').domain],
    [
      [0, 1],
      [0, 1],
    ],
  );
  assert.deepEqual(
    data.map(({ yaxis }) => yaxis),
    ['y', 'y2'],
  );
  assert.deepEqual([axis(layout, 'xaxis2').anchor, axis(layout, 'yaxis2').anchor], ['y2', 'x2']);
  const [first, second] = [axis(layout, 'yaxis').domain, axis(layout, 'yaxis2').domain];
  assert.ok(second[0] >= 0 && second[1] < first[0] && first[1] === 1);
  const margin = layout.margin as { t: number; b: number };
  const pixels = ((layout.height as number) - margin.t - margin.b) * (first[1] - first[0]);
  assert.ok(Math.abs(pixels - (330 - margin.t - margin.b)) < 1, 'a list of names keeps its height');
  assert.equal(marks(layout, 'shapes')[0].yref, 'y2 domain');
  assert.equal(marks(layout, 'annotations')[1].yref, 'y2');
  const above = marks(layout, 'annotations')[2];
  assert.deepEqual([Number(above.x).toFixed(9), above.y], ['0.500000000', second[1]]);
});

test('what has one panel, or panels below each other, is not stacked; a wide place changes nothing', () => {
  const one = figure([{ type: 'scatter', x: [1], y: [1] }], { title: 'One' }, { xaxis: valueAxis('R') });
  assert.equal(stacked(one), one);
  assert.equal(inNarrow(pair, NARROW), pair);
});

test('a long text at a point is broken, its axis makes room for it, and a long title of an axis has lines', () => {
  const { layout } = inNarrow(pair, 350);
  assert.match(String(marks(layout, 'annotations')[0].text), /^12 trades,.*<br>.*USD$/);
  assert.ok(axis(layout, 'xaxis').range[1] > 14);
  assert.match((layout.xaxis2 as { title: { text: string } }).title.text, /<br>/);
});
