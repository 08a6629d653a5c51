import { type LiveContent, liveHtml, onceHtml } from './live-html.js';
import { openDisplay, type Place } from './show.js';

export interface LiveOptions {
  /** Milliseconds from the end of one update to the next; 2,000 when absent. */
  readonly every?: number;
  /** Which display it is; one that begins ends an earlier one of its name, as when a cell is run again. `live` when absent. */
  readonly name?: string;
  /** Renders once, with pictures under the charts, and never again. Default: in a headless run. */
  readonly once?: boolean;
}

export interface LiveHandle {
  /** Ends the updates and says so in the display. May be called again. */
  stop(): void;
  readonly running: boolean;
}

/** On `globalThis`, so that a library loaded twice knows of the other's timers. */
interface Shared {
  mtfLabLive?: Map<string, LiveHandle>;
  /** Set to true by any cell: every display ends at its next update. */
  stopLive?: boolean;
  /** Set by the headless runner. */
  mtfLabHeadless?: boolean;
}

const shared = globalThis as Shared;

/**
 * Shows what `render` gives below the cell and replaces it in place every `every` ms, while the kernel stays free for other
 * cells. An error of `render` is shown, and the next update tried. Ends with `stop()`, with `stopLive()`, with
 * `globalThis.stopLive = true`, and when a display of the same name begins. To be awaited: then the first update stands
 * there. Charts need `setUpCharts`. The timer keeps no process alive; throws outside a notebook.
 */
export async function showLive(
  render: () => LiveContent | Promise<LiveContent>,
  options: LiveOptions = {},
): Promise<LiveHandle> {
  const { every = 2000, name = 'live', once = shared.mtfLabHeadless === true } = options;
  if (!(every >= 100)) throw new Error(`showLive: every must be at least 100 ms, got ${every}`);
  const displays = shared.mtfLabLive ?? new Map<string, LiveHandle>();
  shared.mtfLabLive = displays;
  displays.get(name)?.stop();
  const place = openDisplay();
  if (once) {
    place.put(await onceHtml(await render()));
    return { running: false, stop: () => undefined };
  }
  shared.stopLive = false;
  const display = new LiveDisplay(name, every, render, place);
  displays.set(name, display);
  await display.begin();
  return display;
}

/** Ends every live display of this process, also one whose handle was lost because its cell was interrupted. */
export function stopLive(): void {
  for (const display of [...(shared.mtfLabLive?.values() ?? [])]) display.stop();
}

class LiveDisplay implements LiveHandle {
  readonly #name: string;
  readonly #every: number;
  readonly #render: () => LiveContent | Promise<LiveContent>;
  readonly #place: Place;
  #timer: NodeJS.Timeout | undefined;
  #last: LiveContent = '';
  #updates = 0;
  #running = true;

  constructor(name: string, every: number, render: () => LiveContent | Promise<LiveContent>, place: Place) {
    this.#name = name;
    this.#every = every;
    this.#render = render;
    this.#place = place;
  }

  get running(): boolean {
    return this.#running;
  }

  async begin(): Promise<void> {
    try {
      await this.#update();
    } catch (error) {
      this.#end();
      throw error;
    }
    this.#wait();
  }

  stop(): void {
    if (!this.#running) return;
    this.#end();
    this.#write('stopped');
  }

  #end(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    if (shared.mtfLabLive?.get(this.#name) === this) shared.mtfLabLive.delete(this.#name);
  }

  /** One wait after the other, so that a slow render never overlaps the next. */
  #wait(): void {
    if (!this.#running) return;
    this.#timer = setTimeout(() => {
      if (shared.stopLive) this.stop();
      else void this.#update().then(() => this.#wait());
    }, this.#every);
    this.#timer.unref();
  }

  async #update(): Promise<void> {
    let error: string | undefined;
    try {
      this.#last = await this.#render();
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    if (this.#running) this.#write('live', error);
  }

  #write(phase: 'live' | 'stopped', error?: string): void {
    const state = { id: this.#place.id, update: this.#updates++, phase, every: this.#every };
    this.#place.put(liveHtml(this.#last, { ...state, ...(error !== undefined && { error }) }));
  }
}
