/** A count that only rises, known at some times, and between them on a straight line. */
export interface CurvePoint {
  readonly atMs: number;
  readonly count: number;
}

export class Curve {
  readonly #points: readonly CurvePoint[];

  private constructor(points: readonly CurvePoint[]) {
    this.#points = points;
  }

  /** Of points in any order; of those that fall behind an earlier one nothing is learnt. */
  static rising(points: readonly CurvePoint[]): Curve {
    let highest = Number.NEGATIVE_INFINITY;
    const sorted = [...points].sort((one, other) => one.atMs - other.atMs);
    return new Curve(
      sorted.filter(({ count }) => {
        if (count < highest) return false;
        highest = count;
        return true;
      }),
    );
  }

  /** `null` outside of what is known. */
  at(atMs: number): number | null {
    const after = this.#firstFrom(atMs);
    const [before, next] = [this.#points[after - 1], this.#points[after]];
    if (next?.atMs === atMs) return next.count;
    if (before === undefined || next === undefined) return null;
    const share = (atMs - before.atMs) / (next.atMs - before.atMs);
    return before.count + share * (next.count - before.count);
  }

  /** A second, over the span that ends at `atMs`; one decimal. */
  rate(atMs: number, spanMs: number): number | null {
    const [before, now] = [this.at(atMs - spanMs), this.at(atMs)];
    if (before === null || now === null) return null;
    return Math.round(((now - before) * 10_000) / spanMs) / 10;
  }

  #firstFrom(atMs: number): number {
    let [low, high] = [0, this.#points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle]?.atMs ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
