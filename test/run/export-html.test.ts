import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHART_LOADER_MARK } from '../../lib/report/chart-html.js';
import { exportHtml } from '../../lib/run/export-html.js';
import { highlight } from '../../lib/run/highlight.js';
import type { Cell, Output } from '../../lib/run/notebook.js';

const cell = (type: Cell['type'], source: string, outputs: readonly Output[] = []): Cell => ({
  type,
  id: 'x',
  metadata: {},
  source,
  outputs,
  executionCount: type === 'code' ? 1 : null,
});
const html = (text: string): Output => ({ output_type: 'display_data', data: { 'text/html': text }, metadata: {} });
const stream = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });

test('texts are written as they are, code and outputs cannot break out of their place', () => {
  const page = exportHtml(
    { metadata: {}, cells: [cell('markdown', '# Fees & slip'), cell('code', "'</pre><script>'", [stream('<b>&')])] },
    'x',
  );
  assert.match(page, /<title>Fees &#38; slip<\/title>/);
  assert.match(page, /&#60;b&#62;&#38;/);
  assert.ok(!page.includes("'</pre><script>'"));
});

test('the chart library stands in the page once, however often it was set up', () => {
  const loader = html(`<script>window.${CHART_LOADER_MARK}</script>`);
  const page = exportHtml({ metadata: {}, cells: [cell('code', 'a', [loader]), cell('code', 'b', [loader])] }, 'x');
  assert.equal(page.split(CHART_LOADER_MARK).length, 2);
});

test('of a line that is written over, the last state is shown', () => {
  const page = exportHtml({ metadata: {}, cells: [cell('code', 'a', [stream('10 %\r50 %\r100 %\nnext\n')])] }, 'x');
  assert.match(page, /stdout">100 %\nnext/);
});

test('nothing in the page points to the network', () => {
  const page = exportHtml({ metadata: {}, cells: [cell('markdown', 'text'), cell('code', 'a')] }, 'x');
  assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//);
});

test('comments, texts, keywords and numbers are marked, and a keyword in a text is not', () => {
  assert.equal(
    highlight("const a = 'if'; // 5"),
    '<span class="keyword">const</span> a = <span class="text">&#39;if&#39;</span>; <span class="comment">// 5</span>',
  );
});
