/** Time as an argument: what the hour is, and how to wait. Tests hand in one that never waits. */
export interface Clock {
  /** Milliseconds UTC. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The clock of this machine, from the caller's `now` (an entry script passes `Date.now`). */
export function machineClock(now: () => number): Clock {
  return { now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };
}
