import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../../lib/report/figure.js';
import { createRenderer, renderPng, renderSvg } from '../../../lib/report/pictures/png.js';

const hours = Float64Array.from({ length: 40 }, (_, i) => Date.UTC(2024, 0, 1) + i * 3600000);
const close = hours.map((_, i) => 42000 + 200 * Math.sin(i / 5));

const candles: Figure = {
  data: [
    {
      type: 'candlestick',
      name: 'BTC/USD',
      x: hours,
      open: close,
      close: close.map((p) => p + 9),
      high: close.map((p) => p + 40),
      low: close.map((p) => p - 40),
    },
    { type: 'bar', name: 'volume, BTC', x: hours, y: close.map((_, i) => i % 7), yaxis: 'y2' },
    { type: 'scattergl', name: 'fills', mode: 'markers', x: hours, y: close },
  ],
  layout: {
    title: { text: 'Candles' },
    xaxis: { type: 'date', rangeslider: { visible: false } },
    yaxis: { domain: [0.3, 1], title: { text: 'price, USD' } },
    yaxis2: { domain: [0, 0.2] },
    shapes: [
      { type: 'rect', xref: 'x', yref: 'paper', x0: hours[5], x1: hours[9], y0: 0, y1: 1, fillcolor: '#2a9d5c' },
    ],
    annotations: [{ x: hours[20], y: close[20], text: 'entry', showarrow: true, arrowhead: 2 }],
  },
};
const panels: Figure = {
  data: [
    {
      type: 'heatmap',
      z: [
        [1, 2, 3],
        [3, 1, 2],
      ],
      xaxis: 'x',
      yaxis: 'y',
    },
    { type: 'histogram', x: close, xaxis: 'x2', yaxis: 'y2' },
    {
      type: 'indicator',
      mode: 'gauge+number',
      value: 63,
      title: { text: 'momentum' },
      domain: { x: [0, 0.4], y: [0, 0.4] },
    },
  ],
  layout: {
    xaxis: { domain: [0, 0.4] },
    yaxis: { domain: [0.6, 1] },
    xaxis2: { domain: [0.6, 1], anchor: 'y2' },
    yaxis2: { domain: [0.6, 1], anchor: 'x2' },
  },
};

function size(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

test('a picture has the size asked for, times its scale', async () => {
  assert.deepEqual(size(await renderPng(candles, { width: 600, height: 300, scale: 1 })), [600, 300]);
  assert.deepEqual(size(await renderPng(candles)), [2000, 900]);
});

test('equal figures give equal bytes, whatever was drawn before and by whichever renderer', async () => {
  const first = await renderPng(candles, { scale: 1 });
  await renderPng(panels, { scale: 1 });
  assert.deepEqual(await renderPng(candles, { scale: 1 }), first);
  assert.deepEqual(await createRenderer().png(candles, { scale: 1 }), first);
});

test('figures asked for at once are drawn one after the other, each right', async () => {
  const alone = await renderSvg(panels);
  const [, second] = await Promise.all([renderSvg(candles), renderSvg(panels)]);
  assert.equal(second, alone);
});

test('every text is there: titles, ticks, legend, annotation, and the title of a gauge', async () => {
  const svg = await renderSvg(candles);
  for (const text of ['Candles', 'price, USD', 'volume, BTC', 'entry']) assert.ok(svg.includes(text), text);
  assert.ok((await renderSvg(panels)).includes('momentum'));
});

test('texts leave ink: the picture without them is lighter', async () => {
  const bare: Figure = { ...candles, layout: { ...candles.layout, title: { text: '' } } };
  assert.ok((await darkPixels(candles)) > (await darkPixels(bare)) + 100);
});

async function darkPixels(figure: Figure): Promise<number> {
  const { loadImage, createCanvas } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas');
  const image = await loadImage(Buffer.from(await renderPng(figure, { scale: 1 })));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 300) dark++;
  return dark;
}

test('no quoted reference and no smeared heat map is left in the SVG, and WebGL traces are drawn', async () => {
  const svg = await renderSvg(panels);
  assert.doesNotMatch(svg, /url\((&quot;|'|")/);
  assert.doesNotMatch(svg, /image-rendering:\s*[^"]*pixelated/);
  assert.match(await renderSvg(candles), /class="trace scatter/);
});

test('an axis title stands beside the tick labels, not on them', async () => {
  const svg = await renderSvg({
    data: [{ y: [41000.5, 42000.5] }],
    layout: { yaxis: { title: { text: 'price' }, tickformat: ',.2f' } },
  });
  const [, moved, x] = /class="g-ytitle" transform="translate\((-?[\d.]+).*?rotate\(-90,(-?[\d.]+)/.exec(svg) ?? [];
  const title = Number(moved) + Number(x);
  assert.ok(title < 25, `the title is at ${title}`);
});
