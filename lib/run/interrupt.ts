/**
 * A signal that aborts at the next interrupt of the process: the stop button of a notebook, or ctrl-C. A long run given
 * this signal ends after the evaluation under way, with what it has, and can be resumed. An interrupt alone would end the
 * waiting cell and leave its loop running.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Error('interrupted: run the cell again to go on from here')));
  return controller.signal;
}
