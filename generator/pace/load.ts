/** Load shapes: how the rate moves over time, and what that means for readings and their times. Pure. */
import type { Load as LoadSettings } from '../../chain/chain.ts';

/** Times are in ms after the start, rates in readings a second. */
export interface Load {
  rateAt(ms: number): number;
  /** Readings due from the start up to a time, whole and part: the integral of the rate. */
  dueBy(ms: number): number;
  /** When so many readings are due: the inverse of `dueBy`. */
  timeOf(due: number): number;
  /** The end of a bounded load; ∞ for an endless one. */
  readonly endMs: number;
}

/** Whatever a shape makes of the rate. */
const lowest = 0.1;
const highest = 1_000_000;

/** @param ratePerSecond what the shape's factors multiply; 0.1 to 1,000,000 */
export function loadOf(settings: LoadSettings, ratePerSecond: number): Load {
  const rate = (factor: number) => Math.min(Math.max(factor * ratePerSecond, lowest), highest);
  switch (settings.shape) {
    case 'constant':
      return new Pieces([], [{ lastingMs: forever, from: rate(1), to: rate(1) }]);
    case 'ramp': {
      const [from, to] = [rate(settings.from), rate(settings.to)];
      return new Pieces([{ lastingMs: settings.over, from, to }], [steady(forever, to)]);
    }
    case 'burst': {
      const lastingMs = Math.min(settings.lasting, settings.every);
      const calm = steady(settings.every, rate(1));
      const burst = steady(lastingMs, rate(settings.factor));
      return new Pieces([calm], [burst, steady(settings.every - lastingMs, rate(1))]);
    }
    case 'sine':
      return new Sine(ratePerSecond, settings.amplitude, settings.period);
    case 'steps': {
      const steps = settings.steps.map(({ factor, lasting }) => steady(lasting, rate(factor)));
      if (settings.then === 'repeat') return new Pieces([], steps);
      const last = steps.at(-1)?.to ?? rate(1);
      return new Pieces(steps, settings.then === 'stay' ? [steady(forever, last)] : []);
    }
  }
}

const forever = Number.POSITIVE_INFINITY;

/** A stretch of time in which the rate moves evenly. */
interface Piece {
  readonly lastingMs: number;
  /** Readings a second at its begin and at its end. */
  readonly from: number;
  readonly to: number;
}

function steady(lastingMs: number, rate: number): Piece {
  return { lastingMs, from: rate, to: rate };
}

/** A piece in its place; rates and what they gain are a ms. */
interface Placed {
  readonly atMs: number;
  readonly rate: number;
  readonly gain: number;
  /** Readings due before it. */
  readonly due: number;
}

/** Pieces one after the other. */
class Row {
  readonly #placed: Placed[] = [];
  readonly lastingMs: number;
  /** Readings due in all pieces. */
  readonly due: number;

  constructor(pieces: readonly Piece[]) {
    let [atMs, due] = [0, 0];
    for (const { lastingMs, from, to } of pieces) {
      if (lastingMs <= 0) continue;
      const gain = lastingMs === forever ? 0 : (to - from) / 1_000 / lastingMs;
      this.#placed.push({ atMs, due, rate: from / 1_000, gain });
      atMs += lastingMs;
      due += ((from + to) / 2_000) * lastingMs;
    }
    this.lastingMs = atMs;
    this.due = due;
  }

  rateAt(ms: number): number {
    const { atMs, rate, gain } = this.#at((piece) => piece.atMs <= ms);
    return (rate + gain * (ms - atMs)) * 1_000;
  }

  dueBy(ms: number): number {
    const { atMs, rate, gain, due } = this.#at((piece) => piece.atMs <= ms);
    const since = ms - atMs;
    return due + since * (rate + (gain * since) / 2);
  }

  timeOf(due: number): number {
    const { atMs, rate, gain, due: before } = this.#at((piece) => piece.due <= due);
    const more = due - before;
    // The root of gain/2·t² + rate·t = more, in the form that also holds where the gain is 0.
    return atMs + (2 * more) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * gain * more)));
  }

  /** The last piece for which it holds, as it does for those before; else the first. */
  #at(holds: (piece: Placed) => boolean): Placed {
    const placed = this.#placed;
    let at = placed.length - 1;
    while (at > 0 && !holds(placed[at] ?? nothing)) at -= 1;
    return placed[at] ?? nothing;
  }
}

const nothing: Placed = { atMs: 0, rate: 0, gain: 0, due: 0 };

/** Some pieces once, then others again and again. */
class Pieces implements Load {
  readonly #once: Row;
  readonly #again: Row;
  readonly endMs: number;

  constructor(once: readonly Piece[], again: readonly Piece[]) {
    this.#once = new Row(once);
    this.#again = new Row(again);
    this.endMs = again.length === 0 ? this.#once.lastingMs : forever;
  }

  rateAt(ms: number): number {
    if (ms < this.#once.lastingMs) return this.#once.rateAt(ms);
    return ms >= this.endMs ? 0 : this.#again.rateAt(this.#passes(ms)[1]);
  }

  dueBy(ms: number): number {
    if (ms <= this.#once.lastingMs) return this.#once.dueBy(ms);
    if (ms >= this.endMs) return this.#once.due;
    const [passes, rest] = this.#passes(ms);
    const before = passes === 0 ? 0 : passes * this.#again.due;
    return this.#once.due + before + this.#again.dueBy(rest);
  }

  timeOf(due: number): number {
    const more = due - this.#once.due;
    if (more < 0) return this.#once.timeOf(due);
    if (this.endMs !== forever) return this.endMs;
    const passes = Math.floor(more / this.#again.due);
    const before = passes === 0 ? 0 : passes * this.#again.lastingMs;
    const rest = passes === 0 ? more : more - passes * this.#again.due;
    return this.#once.lastingMs + before + this.#again.timeOf(rest);
  }

  /** How often all pieces went by before a time, and the time since then. */
  #passes(ms: number): readonly [number, number] {
    const since = ms - this.#once.lastingMs;
    const passes = Math.floor(since / this.#again.lastingMs);
    return passes === 0 ? [0, since] : [passes, since - passes * this.#again.lastingMs];
  }
}

/** rate × (1 + amplitude × sin(2πt ÷ period)); the amplitude is less where it would leave the bounds of rates. */
class Sine implements Load {
  readonly endMs = forever;
  readonly #rate: number;
  readonly #amplitude: number;
  /** 2π ÷ period. */
  readonly #turn: number;
  readonly #periodMs: number;

  constructor(ratePerSecond: number, amplitude: number, periodMs: number) {
    this.#rate = ratePerSecond / 1_000;
    const room = Math.min(1 - lowest / ratePerSecond, highest / ratePerSecond - 1);
    this.#amplitude = Math.max(0, Math.min(amplitude, room));
    this.#turn = (2 * Math.PI) / periodMs;
    this.#periodMs = periodMs;
  }

  rateAt(ms: number): number {
    return this.#rateAt(ms % this.#periodMs) * 1_000;
  }

  #rateAt(ms: number): number {
    return this.#rate * (1 + this.#amplitude * Math.sin(this.#turn * ms));
  }

  dueBy(ms: number): number {
    const periods = Math.floor(ms / this.#periodMs);
    return periods * this.#rate * this.#periodMs + this.#inPeriod(ms - periods * this.#periodMs);
  }

  #inPeriod(ms: number): number {
    const wave = (this.#amplitude / this.#turn) * (1 - Math.cos(this.#turn * ms));
    return this.#rate * (ms + wave);
  }

  timeOf(due: number): number {
    const aPeriod = this.#rate * this.#periodMs;
    const periods = Math.floor(due / aPeriod);
    return periods * this.#periodMs + this.#root(due - periods * aPeriod);
  }

  /** Newton's method, halving where a step would leave what is known to hold the root. */
  #root(due: number): number {
    let [least, most] = [0, this.#periodMs];
    let ms = due / this.#rate;
    for (let step = 0; step < 60 && most - least > 1e-7; step++) {
      const off = this.#inPeriod(ms) - due;
      if (off > 0) most = ms;
      else least = ms;
      const next = ms - off / this.#rateAt(ms);
      if (Math.abs(next - ms) < 1e-9) return next;
      ms = next > least && next < most ? next : (least + most) / 2;
    }
    return ms;
  }
}
