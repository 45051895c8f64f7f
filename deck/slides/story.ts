/** What a deck tells: facts, what was measured, and the user's own words. */
import type { Facts } from '../facts/facts.ts';
import type { ErrorAdvice } from '../facts/errorAdvice.ts';
import type { Measured } from '../measure/measure.ts';
import type { Block, Section } from './slide.ts';
import type { Teller } from './teller.ts';

export interface Story extends Facts, Measured {
  /** The user's own words on the skills, a paragraph each. */
  readonly skills: readonly string[];
  /** What docs/errors.md says, by code. */
  readonly advice: ErrorAdvice;
}

/** A slide before it has its notes and sources. */
export interface Draft {
  readonly section: Section;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Draw = (story: Story, teller: Teller) => Draft;
