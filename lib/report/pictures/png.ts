import type { Figure } from '../figure.js';
import type { PlainFigure } from '../figure-json.js';
import { plainFigure } from '../figure-json.js';
import { FONT_FAMILY, fontFiles } from './bundled-font.js';
import type { PlotlyPage } from './plotly-page.js';
import { openPlotlyPage } from './plotly-page.js';

export interface PictureOptions {
  /** CSS pixels; the layout's own size, else 1000 x 450, when absent. */
  readonly width?: number;
  readonly height?: number;
  /** Picture pixels for each CSS pixel; 2 when absent. */
  readonly scale?: number;
}

/** Draws figures without a browser, one at a time. */
export interface Renderer {
  svg(figure: Figure, options?: PictureOptions): Promise<string>;
  png(figure: Figure, options?: PictureOptions): Promise<Uint8Array>;
  /** The same picture, lossy and a third of the size: for places where many stand in one file. */
  webp(figure: Figure, options?: PictureOptions): Promise<Uint8Array>;
}

/**
 * A renderer that boots its page (jsdom with Plotly, 0.2 GB) at the first drawing and keeps it. Equal figures give equal
 * bytes, whatever was drawn before and whatever fonts the machine has: text is written in the bundled DejaVu Sans.
 */
export function createRenderer(): Renderer {
  let page: PlotlyPage | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const svg = (figure: Figure, options: PictureOptions = {}) => {
    const drawn = last.then(() => {
      page ??= openPlotlyPage();
      return drawSvg(page, figure, options);
    });
    last = drawn.catch(() => undefined);
    return drawn;
  };
  return {
    svg,
    async png(figure, options = {}) {
      return rasterise(await svg(figure, options), options.scale ?? 2).asPng();
    },
    async webp(figure, options = {}) {
      return toWebp(rasterise(await svg(figure, options), options.scale ?? 2));
    },
  };
}

/** The renderer that all of a process share: its page is booted once. */
export const sharedRenderer: Renderer = createRenderer();

/** The figure as an SVG text. See `createRenderer`; one renderer is kept for all calls. */
export function renderSvg(figure: Figure, options: PictureOptions = {}): Promise<string> {
  return sharedRenderer.svg(figure, options);
}

/** The figure as a PNG, without a browser on the machine. See `createRenderer`; one renderer is kept for all calls. */
export function renderPng(figure: Figure, options: PictureOptions = {}): Promise<Uint8Array> {
  return sharedRenderer.png(figure, options);
}

async function drawSvg(page: PlotlyPage, figure: Figure, options: PictureOptions): Promise<string> {
  const plain = drawable(plainFigure(figure));
  const { layout } = plain;
  const { width, height } = pictureSize(figure, options);
  page.reset();
  const svg = await page.plotly.toImage(
    { ...plain, layout: { ...layout, width, height }, config: { staticPlot: true } },
    { format: 'svg', width, height, imageDataOnly: true },
  );
  return repairSvg(svg);
}

/** The size a figure is drawn at, in CSS pixels. */
export function pictureSize({ layout }: Figure, options: PictureOptions): { width: number; height: number } {
  const width = options.width ?? (typeof layout.width === 'number' ? layout.width : 1000);
  return { width, height: options.height ?? (typeof layout.height === 'number' ? layout.height : 450) };
}

/** There is no WebGL here, and one font: `scattergl` is drawn as `scatter`. */
function drawable({ data, layout }: PlainFigure): PlainFigure {
  const font = { ...(layout.font as object | undefined), family: FONT_FAMILY };
  const traces = data.map((trace) => (trace.type === 'scattergl' ? { ...trace, type: 'scatter' } : trace));
  return { data: traces, layout: { ...layout, font } };
}

/** What resvg reads otherwise than a browser: quoted references (black fills), pixelated images (smeared), other fonts. */
function repairSvg(svg: string): string {
  return svg
    .replace(/url\((?:&quot;|'|")(#[^)'"&]+)(?:&quot;|'|")\)/g, 'url($1)')
    .replace(/style="[^"]*image-rendering:\s*[^";]*pixelated[^"]*"/g, 'image-rendering="optimizeSpeed"')
    .replace(/font-family:[^;"]*(?:&quot;[^;"]*&quot;[^;"]*)*;/g, `font-family: ${FONT_FAMILY};`);
}

interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  asPng(): Uint8Array;
}

function rasterise(svg: string, scale: number): Raster {
  const { Resvg } = require('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
  const { regular, bold } = fontFiles();
  const resvg = new Resvg(svg, {
    background: '#fff',
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: [regular, bold], defaultFontFamily: FONT_FAMILY },
  });
  return resvg.render() as unknown as Raster;
}

function toWebp({ width, height, pixels }: Raster): Uint8Array {
  const { createCanvas } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas');
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  image.data.set(pixels);
  context.putImageData(image, 0, 0);
  return canvas.encodeSync('webp', 85);
}
