/** Draws of the standard normal distribution from uniform numbers: by its inverse, so that one number makes one draw. */

/**
 * The inverse of the standard normal distribution function, for 0 < p < 1. Peter J. Acklam's rational approximation
 * ("An algorithm for computing the inverse normal cumulative distribution function", 2003); relative error below 1.2e-9.
 */
export function inverseNormal(p: number): number {
  if (p > 0.5) return -inverseNormal(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailOver, q) / polynomial(tailUnder, q);
  }
  const q = p - 0.5;
  return (q * polynomial(middleOver, q * q)) / polynomial(middleUnder, q * q);
}

const middleOver = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
];
const middleUnder = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
];
const tailOver = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const tailUnder = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
];

/** Horner's scheme, the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** Values of the inverse at the edges of 2¹¹ equal parts; the first and the last part are computed as they come. */
const parts = 2 ** 11;
const partSize = 2 ** 32 / parts;
const edges = Float64Array.from({ length: parts + 1 }, (_, k) =>
  k === 0 || k === parts ? 0 : inverseNormal(k / parts),
);

/** A draw. @param uniform a whole number from 0 to 2³²−1 */
export function normalOf(uniform: number): number {
  const part = uniform >>> 21;
  if (part === 0 || part === parts - 1) return inverseNormal((uniform + 0.5) / 2 ** 32);
  const left = edges[part] ?? 0;
  return left + (((edges[part + 1] ?? 0) - left) * (uniform & (partSize - 1))) / partSize;
}
