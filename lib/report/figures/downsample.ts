/** A line with fewer points: times in ms UTC, null where the values have a gap. */
export interface DownsampledLine {
  readonly time: number[];
  readonly value: (number | null)[];
}

/**
 * At most `most` points of a series that keep every visible peak and trough: of each stretch its lowest low and its
 * highest high at the times they happened. A stretch of NaN alone is a gap. `low` and `high` may be the same array: then
 * the first and the last point are kept too, and everything when it fits.
 */
export function downsample(time: Float64Array, low: Float64Array, high: Float64Array, most: number): DownsampledLine {
  if (!(most >= 8)) throw new Error(`downsample: most must be at least 8 points, got ${most}`);
  const line: DownsampledLine = { time: [], value: [] };
  const oneSeries = low === high;
  const last = time.length - 1;
  if (oneSeries && time.length <= most) {
    for (let i = 0; i <= last; i++) add(line, time[i], low[i]);
    return line;
  }
  const stretches = Math.min(time.length, Math.floor((most - 2) / 2));
  if (oneSeries) add(line, time[0], low[0]);
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * time.length) / stretches);
    const to = Math.floor(((s + 1) * time.length) / stretches);
    addExtremes(line, time, low, high, from, to);
  }
  if (oneSeries) add(line, time[last], low[last]);
  return line;
}

function addExtremes(
  line: DownsampledLine,
  time: Float64Array,
  low: Float64Array,
  high: Float64Array,
  from: number,
  to: number,
): void {
  let lowest = -1;
  let highest = -1;
  for (let i = from; i < to; i++) {
    if (low[i] < (lowest < 0 ? Number.POSITIVE_INFINITY : low[lowest])) lowest = i;
    if (high[i] > (highest < 0 ? Number.NEGATIVE_INFINITY : high[highest])) highest = i;
  }
  if (lowest < 0 || highest < 0) {
    add(line, time[from], Number.NaN);
    return;
  }
  if (lowest <= highest) add(line, time[lowest], low[lowest]);
  add(line, time[highest], high[highest]);
  if (lowest > highest) add(line, time[lowest], low[lowest]);
}

function add(line: DownsampledLine, time: number, value: number): void {
  const last = line.time.length - 1;
  const plain = Number.isFinite(value) ? value : null;
  if (last >= 0 && line.time[last] === time && line.value[last] === plain) return;
  line.time.push(time);
  line.value.push(plain);
}
