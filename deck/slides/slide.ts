/** Slides as data: what stands where, in inches on a page of 13.333 × 7.5. Language and form are settled elsewhere. */

export const page = { width: 13.333, height: 7.5 } as const;
export const font = 'Arial';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a colour means; the writers choose it. */
export type Tone = 'plain' | 'good' | 'open' | 'bad' | 'quiet';

export interface Paragraph {
  readonly text: string;
  readonly style: 'body' | 'bullet' | 'strong' | 'quiet';
}

interface Placed {
  readonly box: Box;
}
interface Described extends Placed {
  /** What is to be seen, for those who cannot. */
  readonly alt: string;
}

export interface TextBlock extends Placed {
  readonly kind: 'text';
  readonly paragraphs: readonly Paragraph[];
  /** In points; chosen so that all of it fits (fit.ts). */
  readonly size: number;
  /** A panel behind the text; `plain`: none. */
  readonly tone: Tone;
}

/** One figure, large, with what it is below. */
export interface TileBlock extends Placed {
  readonly kind: 'tile';
  readonly value: string;
  readonly label: string;
  readonly tone: Tone;
}

export interface Column {
  readonly title: string;
  /** Inches. */
  readonly width: number;
  readonly align: 'left' | 'right';
}

export interface TableBlock extends Described {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly size: number;
  /** Of each row, the head first; inches. */
  readonly heights: readonly number[];
}

export interface ChartBlock extends Described {
  readonly kind: 'chart';
  readonly form: 'line' | 'column';
  readonly title: string;
  readonly categories: readonly string[];
  /** False where the categories are only an order. */
  readonly hasLabels: boolean;
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly xTitle: string;
  readonly yTitle: string;
}

export interface DiagramNode {
  readonly id: string;
  readonly box: Box;
  readonly title: string;
  readonly detail: string;
  readonly shape: 'process' | 'topic';
}

export interface DiagramBlock extends Described {
  readonly kind: 'diagram';
  readonly nodes: readonly DiagramNode[];
  /** From the right edge of one to the left edge of the other. */
  readonly arrows: readonly {
    readonly from: string;
    readonly to: string;
    readonly isQuiet: boolean;
  }[];
}

export type Block = TextBlock | TileBlock | TableBlock | ChartBlock | DiagramBlock;

export type Section =
  'introduction' | 'data' | 'architecture' | 'results' | 'problems' | 'skills' | 'conclusion';

export interface Slide {
  readonly section: Section;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** What to say, about a minute of it. */
  readonly notes: string;
  /** Where its figures come from, a line. */
  readonly sources: string;
}

export interface Deck {
  readonly title: string;
  readonly lang: 'fr' | 'en';
  readonly footer: string;
  readonly slides: readonly Slide[];
}
