import { plotlyScript } from '../plotly-script.js';
import { fontFiles } from './bundled-font.js';
import { pathLength, pointAtLength } from './path-points.js';
import { elementBox, pageBox, textMeasure } from './text-boxes.js';

/** What is used of Plotly here. */
export interface Plotly {
  toImage(figure: object, options: object): Promise<string>;
}

interface CanvasModule {
  readonly GlobalFonts: { registerFromPath(file: string, alias: string): unknown };
  createCanvas(width: number, height: number): NodeCanvas;
}
interface NodeCanvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): never;
  toDataURL(mime?: 'image/png'): string;
}

/** A page without a browser in which Plotly draws SVG. */
export interface PlotlyPage {
  readonly plotly: Plotly;
  /** Makes the next drawing the same as the first: its ids are made of random numbers. */
  reset(): void;
}

/** Boots jsdom with the parts of a browser that Plotly asks for. Takes half a second to a second and 0.2 GB: keep it. */
export function openPlotlyPage(): PlotlyPage {
  const { JSDOM, VirtualConsole } = require('jsdom') as typeof import('jsdom');
  const canvas = require('@napi-rs/canvas') as CanvasModule;
  const dom = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    virtualConsole: new VirtualConsole(),
  });
  const window = dom.window as unknown as PageWindow;
  addBrowserParts(window);
  addCanvas(window, canvas);
  addTextBoxes(window, canvas);
  window.eval(plotlyScript().source);
  return {
    plotly: window.Plotly,
    reset() {
      window.eval('{let n=0;Math.random=()=>(n=(n+0.6180339887498949)%1)}');
    },
  };
}

interface PageWindow {
  readonly Plotly: Plotly;
  readonly HTMLCanvasElement: { prototype: object };
  readonly SVGElement: { prototype: object };
  readonly URL: { createObjectURL?: () => string };
  matchMedia: unknown;
  requestAnimationFrame: unknown;
  cancelAnimationFrame: unknown;
  eval(script: string): unknown;
}

function addBrowserParts(window: PageWindow): void {
  window.URL.createObjectURL = () => '';
  window.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
  window.requestAnimationFrame = (callback: (time: number) => void) => setImmediate(callback, 0);
  window.cancelAnimationFrame = clearImmediate;
}

/** Heat maps are painted on a canvas and put into the SVG as an image. */
function addCanvas(window: PageWindow, { createCanvas }: CanvasModule): void {
  const made = new WeakMap<object, NodeCanvas>();
  const of = (element: { width: number; height: number }) => {
    const known = made.get(element);
    if (known && known.width === element.width && known.height === element.height) return known;
    const canvas = createCanvas(element.width, element.height);
    made.set(element, canvas);
    return canvas;
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: { width: number; height: number }, kind: string) {
      return kind === '2d' ? of(this).getContext('2d') : null;
    },
    toDataURL(this: { width: number; height: number }) {
      return of(this).toDataURL('image/png');
    },
  });
}

function addTextBoxes(window: PageWindow, canvas: CanvasModule): void {
  const measure = textMeasure(canvas as never, fontFiles());
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return elementBox(this, measure);
    },
    getBoundingClientRect(this: Element) {
      const { x, y, width, height } = pageBox(this, measure);
      return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
    },
    getComputedTextLength(this: Element) {
      return elementBox(this, measure).width;
    },
    getTotalLength(this: Element) {
      return pathLength(this);
    },
    getPointAtLength(this: Element, length: number) {
      return pointAtLength(this, length);
    },
  });
}
