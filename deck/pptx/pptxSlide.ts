/** A slide as pptxgenjs has it. */
import type pptxgenjs from 'pptxgenjs';

export type PptxSlide = pptxgenjs.default.Slide;

/** Points: none of pptxgenjs' own margins, so that text breaks where fit.ts says. */
export const noMargin = 0;
