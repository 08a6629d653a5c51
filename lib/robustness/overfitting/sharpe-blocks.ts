/** Sums of every trial's returns by block of days: what mean and Sharpe ratio of any union of blocks are made of. */
export interface BlockSums {
  readonly blocks: number;
  readonly trials: number;
  readonly rowsPerBlock: number;
  /** Row by block, column by trial. */
  readonly sum: Float64Array;
  /** Of squared deviations from the trial's mean over all rows: squares themselves would lose digits. */
  readonly square: Float64Array;
  readonly mean: Float64Array;
  /** Sum of squares under which a trial counts as constant: rounding leaves a trace of variance where there is none. */
  readonly floor: Float64Array;
}

/** Sums by block of `rowsPerBlock` rows, from row `first` on. Every column must have `first + blocks * rowsPerBlock` rows. */
export function blockSums(
  columns: readonly Float64Array[],
  { blocks, first, rowsPerBlock }: { readonly blocks: number; readonly first: number; readonly rowsPerBlock: number },
): BlockSums {
  const trials = columns.length;
  const sum = new Float64Array(blocks * trials);
  const square = new Float64Array(blocks * trials);
  const mean = new Float64Array(trials);
  const floor = new Float64Array(trials);
  columns.forEach((returns, n) => {
    const end = first + blocks * rowsPerBlock;
    let size = 0;
    for (let t = first; t < end; t++) {
      mean[n] += returns[t] / (end - first);
      size = Math.max(size, Math.abs(returns[t]));
    }
    floor[n] = (end - first) * (size * 1e-12) ** 2;
    for (let t = first; t < end; t++) {
      const at = Math.floor((t - first) / rowsPerBlock) * trials + n;
      sum[at] += returns[t] - mean[n];
      square[at] += (returns[t] - mean[n]) ** 2;
    }
  });
  return { blocks, trials, rowsPerBlock, sum, square, mean, floor };
}

/**
 * Mean, or Sharpe ratio (n - 1, per observation), of every trial over the blocks whose bit is set in `chosen`, into `out`.
 * A trial that does not vary there has the Sharpe ratio 0: without a trade it neither earned nor risked anything.
 */
export function scoreBlocks(sums: BlockSums, chosen: number, metric: 'sharpe' | 'mean', out: Float64Array): void {
  const { blocks, trials, rowsPerBlock, mean, floor } = sums;
  const squares = new Float64Array(trials);
  out.fill(0);
  let rows = 0;
  for (let b = 0; b < blocks; b++) {
    if (((chosen >>> b) & 1) === 0) continue;
    rows += rowsPerBlock;
    for (let n = 0, at = b * trials; n < trials; n++, at++) {
      out[n] += sums.sum[at];
      squares[n] += sums.square[at];
    }
  }
  for (let n = 0; n < trials; n++) {
    const shift = out[n] / rows;
    const average = shift + mean[n];
    const variation = squares[n] - rows * shift ** 2;
    if (metric === 'mean') out[n] = average;
    else out[n] = variation > floor[n] ? average / Math.sqrt(variation / (rows - 1)) : 0;
  }
}
