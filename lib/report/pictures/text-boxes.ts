import type { FontFiles } from './bundled-font.js';
import { pathPoints } from './path-points.js';
import { type Box, transformedBox } from './svg-transform.js';

/** Width in pixels of one line of text. */
export type MeasureText = (text: string, size: number, bold: boolean) => number;

interface MeasuringCanvas {
  readonly GlobalFonts: { registerFromPath(file: string, alias: string): unknown };
  createCanvas(
    width: number,
    height: number,
  ): { getContext(kind: '2d'): { font: string; measureText(text: string): { width: number } } };
}

/** Real widths by the bundled font: with estimated ones, legends and margins cut their texts. */
export function textMeasure(canvas: MeasuringCanvas, files: FontFiles): MeasureText {
  canvas.GlobalFonts.registerFromPath(files.regular, 'mtf-lab-regular');
  canvas.GlobalFonts.registerFromPath(files.bold, 'mtf-lab-bold');
  const context = canvas.createCanvas(8, 8).getContext('2d');
  const known = new Map<string, number>();
  return (text, size, bold) => {
    const key = `${bold}|${size}|${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = `${size}px ${bold ? 'mtf-lab-bold' : 'mtf-lab-regular'}`;
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

const LINE_HEIGHT = 1.3;
const ASCENT = 0.93;
const DESCENT = 0.24;

/** The box of an SVG element in its own coordinates, as a browser's getBBox: text by measure, groups around their children. */
export function elementBox(element: Element, measure: MeasureText): Box {
  const tag = element.tagName.toLowerCase();
  if (tag === 'text' || tag === 'tspan') return textBox(element, measure);
  if (tag === 'rect' || tag === 'image' || tag === 'svg') {
    return {
      x: number(element, 'x'),
      y: number(element, 'y'),
      width: number(element, 'width'),
      height: number(element, 'height'),
    };
  }
  if (tag === 'path') return around(pathPoints(element).map((point) => ({ ...point, width: 0, height: 0 })));
  return around(Array.from(element.children, (child) => transformedBox(elementBox(child, measure), child)));
}

function textBox(element: Element, measure: MeasureText): Box {
  const size = fontSize(element);
  const lines = Array.from(element.querySelectorAll('tspan.line'));
  const rows = lines.length > 0 ? lines : [element];
  const width = Math.max(...rows.map((row) => runsWidth(row, measure)));
  const height = size * (ASCENT + DESCENT + (rows.length - 1) * LINE_HEIGHT);
  const anchor = inherited(element, 'text-anchor') ?? 'start';
  const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  return { x: number(element, 'x') - shift, y: number(element, 'y') - size * ASCENT, width, height };
}

/** Runs of one line may differ in size (superscripts) and weight. */
function runsWidth(node: Element, measure: MeasureText): number {
  let width = 0;
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === 3) {
      const text = (child.textContent ?? '').replace(/\u200b/g, '');
      const weight = inherited(node, 'font-weight') ?? 'normal';
      width += measure(text, fontSize(node), weight === 'bold' || Number(weight) >= 600);
    } else if (child.nodeType === 1) width += runsWidth(child as Element, measure);
  }
  return width;
}

function fontSize(element: Element): number {
  const value = own(element, 'font-size');
  if (value === undefined) return element.parentElement ? fontSize(element.parentElement) : 12;
  const size = Number.parseFloat(value);
  if (!value.endsWith('%')) return size;
  return (size / 100) * (element.parentElement ? fontSize(element.parentElement) : 12);
}

function inherited(element: Element, name: string): string | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = own(at, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function own(element: Element, name: string): string | undefined {
  const style = (element as HTMLElement).style?.getPropertyValue(name);
  return style || element.getAttribute(name) || undefined;
}

/** The box of an element on its page, as a browser's getBoundingClientRect: its own and all outer transforms applied. */
export function pageBox(element: Element, measure: MeasureText): Box {
  let box = elementBox(element, measure);
  for (let at: Element | null = element; at; at = at.parentElement) box = transformedBox(box, at);
  return box;
}

function around(boxes: readonly Box[]): Box {
  const real = boxes.filter(
    (box) => Number.isFinite(box.x + box.y) && (box.width > 0 || box.height > 0 || boxes.length > 1),
  );
  if (real.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...real.map((box) => box.x));
  const y = Math.min(...real.map((box) => box.y));
  const right = Math.max(...real.map((box) => box.x + box.width));
  const bottom = Math.max(...real.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

function number(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? '') || 0;
}
