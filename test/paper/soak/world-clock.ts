import type { Clock } from '../../../lib/data/clock.js';
import { type ProcessClock, pacedClock } from '../../../lib/run/paper-clock.js';

const machineNow = () => performance.timeOrigin + performance.now();

/** The time that servers and engines share: faster than ours, and able to stand still while an engine starts. */
export class WorldClock implements Clock {
  private current: ProcessClock;
  private start: number;
  private machine = machineNow();

  constructor(
    start: number,
    readonly pace: number,
  ) {
    this.start = start;
    this.current = pacedClock(start, this.machine, pace);
  }

  readonly now = (): number => this.current.now();

  /** May wake early when time was held meanwhile. */
  sleep(milliseconds: number): Promise<void> {
    return this.current.sleep(milliseconds);
  }

  async sleepUntil(time: number): Promise<void> {
    while (this.now() < time) await this.sleep(Math.max(this.pace, time - this.now()));
  }

  /** Lets time stand still for so many ms of the machine. Only while no engine lives: each takes the clock as it is when it starts. */
  hold(milliseconds: number): void {
    this.start = this.now();
    this.machine = machineNow() + milliseconds;
    this.current = pacedClock(this.start, this.machine, this.pace);
  }

  /** For the environment of an engine that starts now. */
  get variable(): string {
    return `${this.start},${this.machine},${this.pace}`;
  }
}
