export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A point (x, y) goes to (a x + c y + e, b x + d y + f). */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The box around a box after the element's own `transform`: Plotly turns the titles of vertical axes. */
export function transformedBox(box: Box, element: Element): Box {
  const text = element.getAttribute('transform');
  if (!text) return box;
  const [a, b, c, d, e, f] = parse(text);
  const corners = [0, 1, 2, 3].map((corner) => {
    const x = box.x + (corner & 1 ? box.width : 0);
    const y = box.y + (corner & 2 ? box.height : 0);
    return [a * x + c * y + e, b * x + d * y + f];
  });
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function parse(text: string): Matrix {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [, name, list] of text.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    matrix = times(matrix, single(name, (list.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g) ?? []).map(Number)));
  }
  return matrix;
}

function single(name: string, values: readonly number[]): Matrix {
  const [first = 0, second, third] = values;
  if (name === 'translate') return [1, 0, 0, 1, first, second ?? 0];
  if (name === 'scale') return [first, 0, 0, second ?? first, 0, 0];
  if (name === 'matrix' && values.length === 6) return values as unknown as Matrix;
  if (name !== 'rotate') return [1, 0, 0, 1, 0, 0];
  const angle = (first * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const [x, y] = [second ?? 0, third ?? 0];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

function times(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}
