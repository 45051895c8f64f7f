/** Ids of sensors. */

/** Digits that the number of a sensor has at least. */
export const leastDigits = 4;

/**
 * What the ids of a site's sensors of one kind begin with: `s0-temperature-`. A site that is a number is written as
 * `s` and the number; whatever looks so already gets one more `s`, so that no two sites share an id.
 */
export function idPrefix(site: string, kind: string): string {
  const prefix = /^s*\d+$/.test(site) ? `s${site}` : site;
  return `${prefix}-${kind}-`;
}

/** `s0-temperature-0007`. */
export function sensorId(site: string, kind: string, index: number): string {
  return idPrefix(site, kind) + String(index).padStart(leastDigits, '0');
}
