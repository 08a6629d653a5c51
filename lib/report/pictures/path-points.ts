export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The corners of an SVG path, one for each command: a curve counts as the straight line to its end. That is exact for
 * arrows and close for the short pieces contours are made of.
 */
export function pathPoints(path: Element): Point[] {
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, letter, rest] of (path.getAttribute('d') ?? '').matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const relative = letter === letter.toLowerCase();
    const kind = letter.toUpperCase();
    const values = (rest.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g) ?? []).map(Number);
    const stride = STRIDES[kind] ?? 0;
    for (let at = stride; stride > 0 && at <= values.length; at += stride) {
      const [dx, dy] =
        kind === 'H'
          ? [values[at - 1], Number.NaN]
          : kind === 'V'
            ? [Number.NaN, values[at - 1]]
            : values.slice(at - 2, at);
      if (!Number.isNaN(dx)) x = dx + (relative ? x : 0);
      if (!Number.isNaN(dy)) y = dy + (relative ? y : 0);
      points.push({ x, y });
    }
  }
  return points;
}

/** Numbers taken by one repetition of a path command; its last ones are where it ends. */
const STRIDES: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, T: 2, Q: 4, S: 4, C: 6, A: 7 };

/** Length of the path along its corners, in its own pixels. */
export function pathLength(path: Element): number {
  const points = pathPoints(path);
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
}

/** The place `length` pixels along the path; its end beyond that. */
export function pointAtLength(path: Element, length: number): Point {
  const points = pathPoints(path);
  let left = length;
  for (let i = 1; i < points.length; i++) {
    const step = distance(points[i - 1], points[i]);
    if (left <= step && step > 0) return between(points[i - 1], points[i], left / step);
    left -= step;
  }
  return points[points.length - 1] ?? { x: 0, y: 0 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
