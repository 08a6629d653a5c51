/** Time as an argument: what the hour is, and how to wait. Tests hand in one that never waits. */
export interface Clock {
  /** Milliseconds UTC. */
  now(): number;
  /** Resolves when the time has passed; a clock that knows how to resolves at once when `stop` is aborted. */
  sleep(milliseconds: number, stop?: AbortSignal): Promise<void>;
}

/** The same clock for one task: every sleep rejects with the stop's reason as soon as `stop` is aborted. */
export function stoppableClock(clock: Clock, stop: AbortSignal): Clock {
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve, reject) => {
      const onStop = () => reject(stop.reason);
      if (stop.aborted) return onStop();
      stop.addEventListener('abort', onStop);
      clock.sleep(milliseconds, stop).then(() => {
        stop.removeEventListener('abort', onStop);
        resolve();
      }, reject);
    });
  return { now: () => clock.now(), sleep };
}

/** The clock of this machine, from the caller's `now` (an entry script passes `Date.now`). */
export function machineClock(now: () => number): Clock {
  return {
    now,
    sleep: (milliseconds, stop) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          stop?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        if (stop?.aborted) done();
        else stop?.addEventListener('abort', done);
      }),
  };
}
