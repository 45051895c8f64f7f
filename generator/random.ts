/**
 * Randomness by position: the same (seed, position) always gives the same number, without any state. That is what
 * lets a source be cut into chunks anywhere.
 */

/**
 * A well-mixed 32-bit number: the finalizer of MurmurHash3 (Austin Appleby, public domain), whose every output bit
 * depends on every input bit.
 */
export function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 2³² divided by the golden ratio: steps of it are spread evenly, so that neighbours begin far apart. */
const golden = 0x9e3779b9;

/** A 32-bit number for a position from 0 to 2⁵³−1 under a 32-bit seed. */
export function hashAt(seed: number, position: number): number {
  const high = Math.floor(position / 2 ** 32);
  return mix(mix(seed ^ Math.imul(position >>> 0, golden)) + Math.imul(high, golden));
}

/** A 32-bit number for a position under a seed that is well mixed itself: one round less while positions are short. */
export function drawOf(seed: number, position: number): number {
  return position < 2 ** 32 ? mix(seed ^ Math.imul(position | 0, golden)) : hashAt(seed, position);
}

/** A 32-bit seed from another one and a text (FNV-1a over its UTF-16 units, then mixed). */
export function seedFrom(seed: number, text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(mix(seed) ^ h);
}

/** Uniform in [−1, 1) at a position. */
export function whiteNoise(seed: number, position: number): number {
  return hashAt(seed, position) / 2 ** 31 - 1;
}

/**
 * Value noise in [−1, 1): a random number at every whole x ≥ 0, and between them a smooth curve (3t² − 2t³, so that
 * it has no kinks).
 */
export function smoothNoise(seed: number, x: number): number {
  const cell = Math.floor(x);
  const t = x - cell;
  const left = whiteNoise(seed, cell);
  return left + (whiteNoise(seed, cell + 1) - left) * t * t * (3 - 2 * t);
}

/**
 * Correlated noise in [−1, 1) as nature has it: slow large waves with quicker smaller ones on top. Octave k has half
 * the size and a quarter of the length of octave k − 1.
 * @param x position in lengths of the slowest wave
 */
export function correlatedNoise(seed: number, x: number): number {
  let sum = 0;
  let size = 0.5;
  let scale = 1;
  for (let octave = 0; octave < 4; octave++) {
    sum += size * smoothNoise(seed + octave, x * scale);
    size /= 2;
    scale *= 4;
  }
  return sum / 0.9375;
}
