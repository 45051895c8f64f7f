/** How much may wait in all lanes together: the bound on memory, whatever the broker does. */

export class BufferLimit {
  readonly #most: { readonly records: number; readonly bytes: number };
  records = 0;
  bytes = 0;
  #waiters: (() => void)[] = [];

  constructor(most: { readonly records: number; readonly bytes: number }) {
    this.#most = most;
  }

  /** True while there is room for one more; the last one in may be of any size. */
  get hasRoom(): boolean {
    return this.records < this.#most.records && this.bytes < this.#most.bytes;
  }

  take(records: number, bytes: number): void {
    this.records += records;
    this.bytes += bytes;
  }

  give(records: number, bytes: number): void {
    this.records -= records;
    this.bytes -= bytes;
    if (!this.hasRoom) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  /** Returns when something was given back and there is room. */
  room(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
