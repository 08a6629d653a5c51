import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFigure, scriptJson } from '../../lib/report/figure-json.js';

test('typed arrays become lists, what is not finite becomes a gap, and round keeps so many decimals', () => {
  const { data } = plainFigure({
    data: [
      { y: Float64Array.of(1.23456, Number.NaN, -0.005), z: [[1.26], [2]], round: 1, width: 0.12345 },
      { y: Uint8Array.of(1, 0), x: [1.23456, 'a', null, Number.POSITIVE_INFINITY], name: undefined },
    ],
    layout: {},
  });
  assert.equal(JSON.stringify(data[0]), '{"y":[1.2,null,0],"z":[[1.3],[2]],"width":0.12345}');
  assert.equal(JSON.stringify(data[1]), '{"y":[1,0],"x":[1.23456,"a",null,null]}');
});

test('a figure has a white ground unless it says otherwise', () => {
  assert.equal(plainFigure({ data: [], layout: {} }).layout.paper_bgcolor, '#fff');
  assert.equal(plainFigure({ data: [], layout: { paper_bgcolor: '#eee' } }).layout.paper_bgcolor, '#eee');
});

test('no text of a figure can end the script it stands in', () => {
  const json = scriptJson(plainFigure({ data: [{ name: '</script><!--\u2028' }], layout: {} }));
  assert.doesNotMatch(json, /<|\u2028/);
  assert.equal(JSON.parse(json).data[0].name, '</script><!--\u2028');
});
