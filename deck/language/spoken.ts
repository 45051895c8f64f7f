/** What is said with a slide: a text made of the facts, about a minute of it. */
import type { Facts } from '../facts/facts.ts';
import type { Figure } from '../figure.ts';
import type { Measured } from '../measure/measure.ts';

export type Told = Facts & Measured;
export type Show = (figure: Figure) => string;
export type Spoken = (told: Told, show: Show) => string;

/** Sentences put together; those that do not apply are left out. */
export function speech(...sentences: readonly (string | false)[]): string {
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

export function isKnown({ value }: Figure): boolean {
  return value !== null;
}
