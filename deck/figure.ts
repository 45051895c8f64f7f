/** Figures of a report: each is a number or a word with where it comes from, or says why it is not known. */

/** What a value counts; it says how it is written. */
export type Unit = 'count' | 'perSecond' | 'ms' | 'bytes' | 'percent' | 'cores' | 'value' | 'text';

export interface Figure {
  /** Unique in a report, like `law.acknowledged`. */
  readonly id: string;
  /** `null`: not known, and `missing` says why. */
  readonly value: number | string | null;
  readonly unit: Unit;
  /** The command, topic or page that anyone can look at. */
  readonly source: string;
  readonly missing?: Why;
}

/** Why something is not known. */
export type Why =
  /** Only `--measure` tells. */
  | 'notMeasured'
  /** Every replica would send the same files, or the same events of a server. */
  | 'givenCannotScale'
  /** The legs are a cluster's. */
  | 'noControls'
  /** Nobody writes down what the machine did beside the chain. */
  | 'notRecorded'
  /** There is nothing that it could be told from. */
  | 'nothingThere'
  /** The deadline passed before. */
  | 'notReached'
  /** Neither windows nor rows of one reading each. */
  | 'otherPlan';

/** What is known over time, at the same times as the others of its chart. */
export interface Series {
  readonly id: string;
  /** Query or leg that it is of. */
  readonly name: string;
  readonly unit: Unit;
  readonly source: string;
  readonly points: readonly (number | null)[];
}

type Written = readonly [id: string, unit: Unit, value: number | string | null | undefined];

/** A maker of figures that come from one place. @param why of those that turn out not to be known */
export function figuresFrom(source: string, why: Why = 'nothingThere') {
  return (...[id, unit, value]: Written): Figure => {
    const isKnown = value !== undefined && value !== null && !Number.isNaN(value);
    return isKnown ? { id, unit, source, value } : { id, unit, source, value: null, missing: why };
  };
}

function isFigure(value: object): value is Figure {
  return 'id' in value && 'unit' in value && 'source' in value && 'value' in value;
}

/** Every figure that lies somewhere in `value`, each id once. */
export function figuresIn(value: unknown): Figure[] {
  const found = new Map<string, Figure>();
  const look = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    if (isFigure(at)) found.set(at.id, at);
    else Object.values(at).forEach(look);
  };
  look(value);
  return [...found.values()];
}

/** Every series that lies somewhere in `value`. */
export function seriesIn(value: unknown): Series[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('points' in value && 'source' in value) return [value as Series];
  return Object.values(value).flatMap(seriesIn);
}
