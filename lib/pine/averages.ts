import { heading } from './text.js';

/** Averages with their seeds written out, and the true range. */
export function averagesPine(): string {
  return `
${heading('Averages')}
// Seeded with the simple average of the first \`length\` values. Written out, because sources disagree on how ta.ema and
// ta.rma begin; a leading run of na moves the seed.
smoothed(float source, int length, float alpha) =>
    var float average = na
    var float total = 0.0
    var int count = 0
    if not na(source)
        count += 1
        total += count <= length ? source : 0.0
        average := count < length ? na : count == length ? total / length : alpha * source + (1.0 - alpha) * average
    average

exponential(float source, int length) =>
    smoothed(source, length, 2.0 / (length + 1))

// Average true range: Wilder's average; the first true range is high - low.
averageRange(int length) =>
    float before = na(close[1]) ? close : close[1]
    float tr = na(close[1]) ? high - low : math.max(high, before) - math.min(low, before)
    smoothed(tr, length, 1.0 / length)
`;
}
