/** Value at `x`; writes the slope into `gradient`. Infinity where `x` is not allowed: the search then steps back. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly maxIterations?: number;
  /** Ends when no component of the projected gradient is larger. */
  readonly gradientTolerance?: number;
  /** Ends when a step improves the value by less. */
  readonly valueTolerance?: number;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

const MEMORY = 6;
const MAX_HALVINGS = 20;
const SUFFICIENT = 1e-4;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/**
 * Minimises a smooth function in a box from `start`: limited-memory BFGS on the coordinates that no bound holds, each
 * step projected into the box and shortened until it descends enough. Returns `start` when nothing is lower.
 */
export function minimise(objective: Objective, start: Float64Array, options: LbfgsOptions): LbfgsResult {
  const { lower, upper, maxIterations = 50, gradientTolerance = 1e-5, valueTolerance = 0 } = options;
  let x: Float64Array = start.map((value, d) => Math.min(upper[d], Math.max(lower[d], value)));
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  let pairs: Pair[] = [];
  let iterations = 0;
  while (iterations < maxIterations && Number.isFinite(value)) {
    const free = x.map((at, d) => ((at <= lower[d] && gradient[d] > 0) || (at >= upper[d] && gradient[d] < 0) ? 0 : 1));
    if (largest(gradient, free) <= gradientTolerance) break;
    const direction = descent(gradient, free, pairs);
    const next = lineSearch(objective, { x, value, gradient, direction, first: pairs.length === 0 }, lower, upper);
    if (!next) {
      // The remembered curvature may mislead: once more along the gradient before giving up.
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    iterations++;
    const pair = pairOf(next.x, x, next.gradient, gradient);
    if (pair) pairs = [...pairs.slice(1 - MEMORY), pair];
    const gain = value - next.value;
    ({ x, value, gradient } = next);
    if (gain <= valueTolerance) break;
  }
  return { x, value, iterations };
}

function largest(gradient: Float64Array, free: Float64Array): number {
  let most = 0;
  for (let d = 0; d < gradient.length; d++) most = Math.max(most, free[d] * Math.abs(gradient[d]));
  return most;
}

/** Two-loop recursion (Nocedal and Wright, algorithm 7.4) over the free coordinates. */
function descent(gradient: Float64Array, free: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope, d) => -slope * free[d]);
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    shares[k] = pairs[k].rho * dot(pairs[k].step, direction);
    add(direction, pairs[k].change, -shares[k]);
  }
  const last = pairs[pairs.length - 1];
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let d = 0; d < direction.length; d++) direction[d] *= scale;
  }
  for (let k = 0; k < pairs.length; k++) {
    add(direction, pairs[k].step, shares[k] - pairs[k].rho * dot(pairs[k].change, direction));
  }
  for (let d = 0; d < direction.length; d++) direction[d] *= free[d];
  return dot(direction, gradient) < 0 ? direction : gradient.map((slope, d) => -slope * free[d]);
}

interface Place {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

function lineSearch(
  objective: Objective,
  from: Place & { readonly direction: Float64Array; readonly first: boolean },
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Place | undefined {
  const { direction, value } = from;
  // Without curvature the length of the gradient says nothing about the length of a good step.
  let length = from.first ? Math.min(1, 0.2 / Math.sqrt(dot(direction, direction))) : 1;
  const gradient = new Float64Array(direction.length);
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const x = from.x.map((at, d) => Math.min(upper[d], Math.max(lower[d], at + length * direction[d])));
    let expected = 0;
    for (let d = 0; d < x.length; d++) expected += from.gradient[d] * (x[d] - from.x[d]);
    if (expected === 0) return undefined;
    const found = objective(x, gradient);
    if (found <= value + SUFFICIENT * expected) return { x, value: found, gradient };
    // The minimum of the parabola through both values and the slope, kept away from both ends.
    const curved = Number.isFinite(found) ? (-0.5 * expected) / (found - value - expected) : 0.1;
    length *= Math.min(0.5, Math.max(0.1, curved));
  }
  return undefined;
}

function pairOf(
  x: Float64Array,
  before: Float64Array,
  slope: Float64Array,
  slopeBefore: Float64Array,
): Pair | undefined {
  const step = x.map((at, d) => at - before[d]);
  const change = slope.map((at, d) => at - slopeBefore[d]);
  const curvature = dot(step, change);
  const isUsable = curvature > 1e-10 * Math.sqrt(dot(step, step) * dot(change, change));
  return isUsable ? { step, change, rho: 1 / curvature } : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

function add(target: Float64Array, other: Float64Array, share: number): void {
  for (let d = 0; d < target.length; d++) target[d] += share * other[d];
}
