/** What the user should know of a replay, each thing once. */
export class Notes {
  readonly #tell: (text: string, isWarning: boolean) => void;
  readonly #told = new Set<string>();

  constructor(tell: (text: string, isWarning: boolean) => void) {
    this.#tell = tell;
  }

  /** @param text made only when it is told */
  once(key: string, text: () => string): void {
    if (this.#isNew(key)) this.#tell(text(), false);
  }

  /** The same of what may make wrong data: it is shown wherever the run is. */
  warn(key: string, text: () => string): void {
    if (this.#isNew(key)) this.#tell(text(), true);
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}
