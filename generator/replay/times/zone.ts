/** Wall-clock times of a zone as instants, by the machine's own time zone database (Intl). */

const dayMs = 86_400_000;
const mostDays = 10_000;

/** One UTC day: the offset before and from an instant on. On nearly every day both are the same. */
interface Day {
  readonly before: number;
  readonly changesAt: number;
  readonly after: number;
}

export class Zone {
  readonly name: string;
  readonly #parts: Intl.DateTimeFormat | undefined;
  readonly #days = new Map<number, Day>();

  /** @param name IANA name */
  constructor(name: string) {
    this.name = name;
    if (/^(Etc\/)?(UTC|GMT|Zulu|UCT|Universal)$/i.test(name)) return;
    this.#parts = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Ms that this zone's clocks are ahead of UTC at an instant. */
  offsetMs(utcMs: number): number {
    if (this.#parts === undefined) return 0;
    const day = this.#day(Math.floor(utcMs / dayMs));
    return utcMs < day.changesAt ? day.before : day.after;
  }

  /**
   * The instants at which the zone's clocks show a time, oldest first: one; two when clocks were set back over it; none
   * when they were set forward over it.
   * @param wallMs the time as if it were UTC, in ms since the epoch
   */
  instants(wallMs: number): readonly number[] {
    // No offset reaches a day, so these two are the offsets on either side of any change nearby.
    const before = this.offsetMs(wallMs - dayMs);
    const after = this.offsetMs(wallMs + dayMs);
    if (before === after) return [wallMs - before];
    return [before, after]
      .filter((offset) => this.offsetMs(wallMs - offset) === offset)
      .map((offset) => wallMs - offset)
      .sort((a, b) => a - b);
  }

  /** A time that clocks were set forward over, read as if they had not been: 02:30 becomes 03:30. */
  pastGap(wallMs: number): number {
    return wallMs - this.offsetMs(wallMs - dayMs);
  }

  #day(index: number): Day {
    const known = this.#days.get(index);
    if (known !== undefined) return known;
    if (this.#days.size >= mostDays) this.#days.clear();
    const day = this.#look(index * dayMs, (index + 1) * dayMs);
    this.#days.set(index, day);
    return day;
  }

  /** Halves the day until the instant of the change is known, to the second. */
  #look(startMs: number, endMs: number): Day {
    const before = this.#ask(startMs);
    const after = this.#ask(endMs);
    if (before === after) return { before, changesAt: startMs, after };
    let [low, high] = [startMs, endMs];
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (this.#ask(middle) === before) low = middle;
      else high = middle;
    }
    return { before, changesAt: high, after };
  }

  #ask(utcMs: number): number {
    const field = new Map(
      this.#parts?.formatToParts(utcMs).map(({ type, value }) => [type, value]),
    );
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(field.get(type));
    const shown = Date.UTC(
      number('year'),
      number('month') - 1,
      number('day'),
      number('hour'),
      number('minute'),
      number('second'),
    );
    return shown - Math.floor(utcMs / 1_000) * 1_000;
  }
}
