let waiting: AbortController | undefined;

/**
 * A signal that aborts at the next interrupt of the process: the stop button of a notebook, or ctrl-C. A long run given
 * this signal ends after the evaluation under way, with what it has, and can be resumed. An interrupt alone would end the
 * waiting cell and leave its loop running. All who ask before that interrupt get the same signal: cells are run again and
 * again, and each would otherwise leave a listener behind.
 */
export function interruptSignal(): AbortSignal {
  if (waiting) return waiting.signal;
  const controller = new AbortController();
  waiting = controller;
  process.once('SIGINT', () => {
    waiting = undefined;
    controller.abort(new Error('interrupted: run the cell again to go on from here'));
  });
  return controller.signal;
}
