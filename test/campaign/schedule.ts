/** The schedule of a chain: which faults hit it, when and how, as a function of the seed alone. */
import { Dice } from './dice.ts';

export const legs = ['kafka', 'spark', 'generator-0'] as const;
export type Leg = (typeof legs)[number];
/** Whose connections to the broker are cut. */
export const sides = ['generator', 'spark', 'both'] as const;
export type Side = (typeof sides)[number];

/** What a fault does; spans in ms. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'kill'; readonly legs: readonly Leg[] }
  | { readonly kind: 'freeze'; readonly legs: readonly Leg[]; readonly forMs: number }
  | {
      readonly kind: 'network';
      readonly side: Side;
      /** `cut`: connections end, and none is taken; `silence`: bytes wait. */
      readonly how: 'cut' | 'silence';
      readonly forMs: number;
    }
  | { readonly kind: 'disk'; readonly forMs: number }
  | {
      readonly kind: 'clock';
      readonly leg: Leg;
      readonly shiftMs: number;
      readonly forMs: number;
    }
  | { readonly kind: 'scale'; readonly to: number; readonly forMs: number }
  | {
      readonly kind: 'foreign';
      readonly what: 'plain' | 'huge' | 'committed' | 'aborted' | 'forged';
      readonly partition: number;
    }
  | { readonly kind: 'edit'; readonly of: 'stateless'; readonly above: number }
  | { readonly kind: 'edit'; readonly of: 'window'; readonly windowMs: number }
  | {
      readonly kind: 'retention';
      readonly of: 'readings' | 'rows' | 'unread';
      /** Part of what may be deleted that is. */
      readonly part: number;
    }
);
export type FaultKind = Fault['kind'];

export const faultKinds = [
  'kill',
  'freeze',
  'network',
  'disk',
  'clock',
  'scale',
  'foreign',
  'edit',
  'retention',
] as const satisfies readonly FaultKind[];

/** Kinds of faults that a round may have: those of the nemesis, and those that the generator makes on purpose. */
export const kinds = [...faultKinds, 'purpose'] as const;
export type Kind = (typeof kinds)[number];

export interface RoundPlan {
  /** While readings flow, by when they begin. */
  readonly during: readonly Fault[];
  /** When all was read and judged, one after the other. */
  readonly after: readonly Fault[];
}

export interface ChainPlan {
  readonly seed: number;
  readonly rate: number | 'max';
  readonly deliveryDeadlineMs: number;
  /** Part of the readings that each fault on purpose hits; 0: none. */
  readonly purpose: number;
  /** Kinds of faults that may come. */
  readonly kinds: readonly Kind[];
  readonly rounds: readonly RoundPlan[];
}

export interface Limits {
  readonly rate?: number | 'max';
  readonly kinds: readonly Kind[];
}

/** A chain is used up after so many rounds: each proof reads the whole topic again. */
export const roundsAChain = 6;

/** What is drawn does not depend on the limits: they leave out, and replace. */
export function schedule(seed: number, { rate, kinds: allowed }: Limits): ChainPlan {
  const dice = new Dice(seed);
  const drawn = dice.chance(0.4) ? 'max' : Math.round(2_000 * 10 ** (dice.below(1_001) / 1_000));
  const used = rate ?? drawn;
  const deliveryDeadlineMs = dice.pick([120_000, 120_000, 10_000]);
  const purpose = dice.chance(0.5) ? dice.pick([0.001, 0.005, 0.02]) : 0;
  const isFast = used === 'max';
  const rounds = Array.from({ length: roundsAChain }, () =>
    round(new Dice(dice.below(2 ** 32)), isFast ? 0.5 : 1, allowed),
  );
  return {
    seed,
    rate: used,
    deliveryDeadlineMs,
    purpose: allowed.includes('purpose') ? (isFast ? purpose / 20 : purpose) : 0,
    kinds: allowed,
    rounds,
  };
}

const whileReadingsFlow: readonly FaultKind[] = [
  'kill',
  'kill',
  'freeze',
  'freeze',
  'network',
  'disk',
  'clock',
  'scale',
  'foreign',
  'foreign',
  'edit',
];

/** @param pace how long spans are, in parts of the usual */
function round(dice: Dice, pace: number, allowed: readonly Kind[]): RoundPlan {
  const during = Array.from({ length: dice.between(4, 8) }, () => fault(dice, pace));
  const after = dice.chance(0.35) ? [quietFault(dice)] : [];
  const isAllowed = ({ kind }: Fault): boolean => allowed.includes(kind);
  return {
    during: atMostOnce(during.filter(isAllowed), ['disk', 'edit', 'scale']).sort(
      (a, b) => a.atMs - b.atMs,
    ),
    after: after.filter(isAllowed),
  };
}

function atMostOnce(faults: readonly Fault[], kinds: readonly FaultKind[]): Fault[] {
  return faults.filter(
    ({ kind }, i) => !kinds.includes(kind) || faults.findIndex((f) => f.kind === kind) === i,
  );
}

function fault(dice: Dice, pace: number): Fault {
  const kind = dice.pick(whileReadingsFlow);
  const atMs = Math.round(dice.between(0, 5_000) * pace);
  const forMs = Math.round(dice.between(300, 4_000) * pace);
  const hit = dice.some(legs, dice.chance(0.3) ? 2 : 1);
  const leg = hit[0] ?? 'kafka';
  switch (kind) {
    case 'kill':
      return { kind, atMs, legs: hit };
    case 'freeze':
      return { kind, atMs, forMs: forMs * 2, legs: hit };
    case 'network':
      return { kind, atMs, forMs, side: dice.pick(sides), how: dice.pick(['cut', 'silence']) };
    case 'disk':
      return { kind, atMs, forMs };
    case 'clock':
      return { kind, atMs, forMs: forMs * 2, leg, shiftMs: shift(dice, leg) };
    case 'scale':
      return { kind, atMs, forMs, to: dice.pick([0, 2, 3]) };
    case 'foreign': {
      const what = dice.pick(['plain', 'huge', 'committed', 'aborted', 'forged'] as const);
      return { kind, atMs, what, partition: dice.below(4) };
    }
    case 'edit':
    case 'retention':
      return { kind: 'edit', atMs, of: 'stateless', above: dice.between(0, 40) };
  }
}

/**
 * From a second to a quarter of an hour, back or on. Kafka's Java client waits by the wall clock: put back by two
 * minutes it sends nothing for that long, and a round has no more patience.
 */
function shift(dice: Dice, leg: Leg): number {
  const mostSeconds = leg === 'generator-0' ? 900 : 120;
  return Math.round(1_000 * mostSeconds ** (dice.below(1_001) / 1_000)) * dice.pick([-1, 1]);
}

function quietFault(dice: Dice): Fault {
  const part = dice.between(20, 100) / 100;
  const of = dice.pick(['readings', 'readings', 'rows', 'unread', 'window'] as const);
  return of === 'window'
    ? { kind: 'edit', atMs: 0, of, windowMs: dice.between(2, 9) * 1_000 }
    : { kind: 'retention', atMs: 0, of, part };
}

/** As it stands in the line of a round. */
export function describe(fault: Fault): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.legs.join(' + ')}`;
    case 'freeze':
      return `freeze ${fault.legs.join(' + ')} ${seconds(fault.forMs)}`;
    case 'network':
      return `${fault.how} network of ${fault.side} ${seconds(fault.forMs)}`;
    case 'disk':
      return `full disk ${seconds(fault.forMs)}`;
    case 'clock':
      return `clock of ${fault.leg} ${fault.shiftMs > 0 ? '+' : ''}${seconds(fault.shiftMs)} for ${seconds(fault.forMs)}`;
    case 'scale':
      return `scale to ${fault.to} for ${seconds(fault.forMs)}`;
    case 'foreign':
      return `foreign records: ${fault.what}`;
    case 'edit':
      return fault.of === 'window' ? 'edit a window, reset' : 'edit a condition';
    case 'retention':
      return `retention of ${fault.of}`;
  }
}
