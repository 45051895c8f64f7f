/** The end of a run, in the direction of the data: no more readings, the queries read what is left, then they end too. */
import { untilRead } from '../../data/catchUp.ts';
import type { Legs } from './legs.ts';
import type { Observer } from './observer.ts';

/** @param isHurried true when somebody asks for the stop at once */
export async function drain(
  legs: Legs,
  observer: Observer,
  isHurried: () => Promise<boolean>,
): Promise<void> {
  await legs.setGenerators(0);
  await untilRead({
    // A broker that is away may be back before the patience ends.
    rowsLeft: () => observer.rowsLeft().catch(() => undefined),
    isOver: async () => legs.spark.isStopped || isHurried(),
  }).catch(() => undefined);
  await legs.spark.stop();
}
