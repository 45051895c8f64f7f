/** What the user should know of a replay, each thing once. */
export class Notes {
  readonly #tell: (text: string) => void;
  readonly #told = new Set<string>();

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /** @param text made only when it is told */
  once(key: string, text: () => string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#tell(text());
  }
}
