/** Work of several callers, one piece after the other. What can be done at once is done at once, without a promise. */
export class Turns {
  #last: Promise<void> | null = null;

  /** Does `task` when everything taken before is done; a failure is its caller's and keeps nobody else waiting. */
  take(task: () => Promise<void> | void): Promise<void> | void {
    const work = this.#last ? this.#last.then(task, task) : task();
    if (!work) return;
    const mine: Promise<void> = work.finally(() => {
      if (this.#last === mine) this.#last = null;
    });
    this.#last = mine;
    return mine;
  }
}
