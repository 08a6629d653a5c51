import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartHtml, chartLoaderHtml } from '../../lib/report/chart-html.js';
import { plainFigure } from '../../lib/report/figure-json.js';
import { figureHtml } from '../../lib/report/html.js';
import { showHtml } from '../../lib/report/show.js';

const figure = { data: [{ y: [1, 2] }], layout: { title: { text: 'A "title"' } } };

test('the chart library takes at most 1.3 MB of a notebook', () => {
  assert.ok(chartLoaderHtml().length < 1.3e6);
});

test('a chart has its picture under it and the same id for the same figure', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const html = chartHtml(plainFigure(figure), { mime: 'image/webp', bytes, width: 1000 });
  assert.match(
    html,
    /<img alt="A &#34;title&#34;" style="width:1000px;max-width:100%" src="data:image\/webp;base64,AQID">/,
  );
  assert.equal(chartHtml(plainFigure(figure), undefined), chartHtml(plainFigure(figure), undefined));
});

test('a page of one chart points to nothing outside', () => {
  assert.doesNotMatch(figureHtml(figure, 'x').replace(/atob\("[^"]*"\)/, ''), /https?:/);
});

test('showing outside a notebook says so', () => {
  assert.throws(() => showHtml('x'), /showHtml: caller must be a notebook cell/);
});
