/** Colours of the deck, as PowerPoint wants them: six hexadecimal digits. */
import type { Tone } from '../slides/slide.ts';

export const colours = {
  ink: '17202A',
  quiet: '55616E',
  line: 'C9D2DB',
  soft: 'EEF2F6',
  accent: '0B5C93',
  ground: 'FFFFFF',
} as const;

/** Panels and what stands on them. */
export const tones: Readonly<Record<Tone, { readonly fill: string; readonly ink: string }>> = {
  plain: { fill: 'EEF2F6', ink: '17202A' },
  good: { fill: 'E0F3EC', ink: '00553D' },
  open: { fill: 'E3F0F9', ink: '0B5C93' },
  bad: { fill: 'FFE9DF', ink: '9A3300' },
  quiet: { fill: 'EEF2F6', ink: '44505C' },
};

/** One a line or column of a chart; told apart with any kind of sight (Okabe and Ito). */
export const seriesColours = ['0072B2', 'D55E00', '009E73', 'CC79A7', 'E69F00'] as const;
