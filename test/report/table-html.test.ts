import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableHtml } from '../../lib/report/table-html.js';

test('numbers stand to the right with thousands apart, what is missing is a dash, and texts are escaped', () => {
  const html = tableHtml(
    [
      { name: '<b>', value: 1234.56789 },
      { name: 'b', value: null, more: Number.NaN },
    ],
    2,
  );
  assert.match(html, /<td style="text-align:left">&#60;b&#62;<\/td><td style="text-align:right">1,234\.57<\/td>/);
  assert.match(html, /<td style="text-align:right">–<\/td><td style="text-align:right">–<\/td><\/tr><\/tbody>/);
});
