import type { Message } from './messages.js';
import type { Cell, Output } from './notebook.js';

type StreamMessage = Extract<Message, { kind: 'stream' }>;
type DisplayMessage = Extract<Message, { kind: 'display' }>;

/**
 * Collects what a notebook's cells put out, as Jupyter stores it: texts of one stream in a row are one output, and an
 * update of a display replaces it where it stands, also in an earlier cell. What comes between cells belongs to the last.
 */
export class OutputCollector {
  readonly #outputs = new Map<number, Output[]>();
  readonly #displays = new Map<string, { cell: number; at: number }[]>();
  #cell = 0;

  start(cell: number): void {
    this.#cell = cell;
    this.#outputs.set(cell, []);
  }

  text({ name, text }: Pick<StreamMessage, 'name' | 'text'>): void {
    const outputs = this.#current();
    const last = outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) {
      outputs[outputs.length - 1] = { ...last, text: last.text + text };
    } else {
      outputs.push({ output_type: 'stream', name, text });
    }
  }

  display({ data, metadata, id, update }: DisplayMessage): void {
    const output: Output = { output_type: 'display_data', data, metadata };
    const places = id === undefined ? [] : (this.#displays.get(id) ?? []);
    if (update) {
      for (const { cell, at } of places) (this.#outputs.get(cell) as Output[])[at] = output;
      return;
    }
    const outputs = this.#current();
    outputs.push(output);
    if (id !== undefined) this.#displays.set(id, [...places, { cell: this.#cell, at: outputs.length - 1 }]);
  }

  error(output: Extract<Output, { output_type: 'error' }>): void {
    this.#current().push(output);
  }

  /** The cell with what it put out; `count` is its number among the executed ones. */
  filled(cell: Cell, index: number, count: number | null): Cell {
    return { ...cell, executionCount: count, outputs: this.#outputs.get(index) ?? [] };
  }

  #current(): Output[] {
    const outputs = this.#outputs.get(this.#cell) ?? [];
    this.#outputs.set(this.#cell, outputs);
    return outputs;
  }
}
