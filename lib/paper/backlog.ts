import { isoTime } from '../core/time.js';
import { JournalWriteError } from './journal/errors.js';
import type { Journal } from './journal/journal.js';
import type { BarOutcome, JournaledBar } from './journal/records.js';

interface Unwritten {
  readonly input: JournaledBar;
  readonly outcome: BarOutcome;
}

/**
 * Bars that the journal would not take: the disk is full, the file damaged. While there are any no position is opened; what
 * is open keeps its levels. They are written, in order, as soon as the journal takes them.
 */
export class Backlog {
  readonly #bars: Unwritten[] = [];
  #fault: JournalWriteError | null = null;

  /** `onChange` is told when the journal takes nothing any more, with the fault, and with null when it works again. */
  constructor(
    private readonly journal: Journal,
    private readonly onChange: (fault: JournalWriteError | null) => void = () => {},
  ) {}

  /** Why nothing may be opened, one sentence; null while the journal writes. */
  get reason(): string | null {
    if (!this.#fault) return null;
    const since = this.#bars[0] ? ` since the bar of ${isoTime(this.#bars[0].input.bar.time)}` : '';
    return `the journal cannot be written${since} (${this.#fault.code})`;
  }

  get fault(): JournalWriteError | null {
    return this.#fault;
  }

  /** Tries the journal again when it had failed; `onWritten` is told what is in it after all. True when everything is written. */
  catchUp(onWritten: (outcome: BarOutcome) => void = () => {}): boolean {
    if (!this.#fault) return true;
    const fault = this.journal.writable();
    if (fault) return false;
    try {
      for (let bar = this.#bars[0]; bar !== undefined; bar = this.#bars[0]) {
        this.journal.recordBar(bar.input, bar.outcome);
        this.#bars.shift();
        onWritten(bar.outcome);
      }
      this.#fault = null;
      this.onChange(null);
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** A bar that could not be written, for later; without its alerts, which do not wait. */
  keep(input: JournaledBar, outcome: BarOutcome): void {
    this.#bars.push({ input, outcome: { ...outcome, alerts: [] } });
  }

  /** Takes note of a failed write; throws anything else on. */
  failed(error: unknown): void {
    if (!(error instanceof JournalWriteError)) throw error;
    const isNews = this.#fault === null;
    this.#fault = error;
    if (isNews) this.onChange(error);
  }
}
