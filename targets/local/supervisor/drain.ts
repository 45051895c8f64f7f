/** The end of a run, in the direction of the data: no more readings, the queries read what is left, then they end too. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Legs } from './legs.ts';
import type { Observer } from './observer.ts';

/** How long the queries have to read what is left. */
const patienceMs = 30_000;
const lookEveryMs = 100;

export class Drain {
  readonly #legs: Legs;
  readonly #observer: Observer;

  constructor(legs: Legs, observer: Observer) {
    this.#legs = legs;
    this.#observer = observer;
  }

  /** @param isHurried true when somebody asks for the stop at once */
  async run(isHurried: () => Promise<boolean>): Promise<void> {
    await this.#legs.setGenerators(0);
    await this.#catchUp(isHurried);
    await this.#legs.spark.stop();
  }

  async #catchUp(isHurried: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline && !(await isHurried())) {
      if (this.#legs.spark.isStopped || (await this.#hasReadAll())) return;
      await pause(lookEveryMs);
    }
  }

  async #hasReadAll(): Promise<boolean> {
    try {
      const { lagRows, queries } = await this.#observer.look();
      return queries.length > 0 && lagRows === 0;
    } catch {
      return false; // the broker is away: it may be back before the patience ends
    }
  }
}
