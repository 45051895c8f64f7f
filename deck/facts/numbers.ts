/** Numbers of which there are many: kept as numbers, looked at once. */

/** Grows as it is filled; 8 bytes a number. */
export class Numbers {
  #values = new Float64Array(1_024);
  #size = 0;
  #isSorted = true;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    if (this.#size === this.#values.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#size] = value;
    this.#size += 1;
    this.#isSorted = false;
  }

  /** The value below which `share` of all lie, nearest rank; `null` of none. @param share 0 to 1 */
  quantile(share: number): number | null {
    const sorted = this.#sorted();
    const rank = Math.max(0, Math.ceil(share * this.#size) - 1);
    return sorted[rank] ?? null;
  }

  mean(): number | null {
    if (this.#size === 0) return null;
    return this.#sorted().reduce((sum, value) => sum + value, 0) / this.#size;
  }

  /** Share of the numbers in each of `bins` parts of the way from the smallest to the largest; percent. */
  histogram(bins: number): number[] {
    const sorted = this.#sorted();
    const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const counts = new Array<number>(bins).fill(0);
    for (const value of sorted) {
      const at = most === least ? 0 : Math.floor((bins * (value - least)) / (most - least));
      const bin = Math.min(bins - 1, at);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts.map((count) => Math.round((count * 1_000) / Math.max(1, this.#size)) / 10);
  }

  #sorted(): Float64Array {
    const filled = this.#values.subarray(0, this.#size);
    if (!this.#isSorted) filled.sort();
    this.#isSorted = true;
    return filled;
  }
}
