/** Writes figures for one slide, and remembers where they come from and which are not known. */
import type { Figure, Series } from '../figure.ts';
import type { Language } from '../language/language.ts';
import { showFigure, showNumber } from '../language/numbers.ts';

export class Teller {
  readonly language: Language;
  readonly #sources = new Set<string>();

  constructor(language: Language) {
    this.language = language;
  }

  readonly show = (figure: Figure): string => {
    this.from(figure);
    return showFigure(figure, this.language.numbers);
  };

  /** A count of what is shown here. */
  readonly count = (count: number): string => showNumber(count, 'count', this.language.numbers);

  /** Something whose figures stand in a chart. */
  readonly from = ({ source }: Pick<Figure | Series, 'source'>): void => {
    this.#sources.add(source);
  };

  get sources(): string {
    const all = [...this.#sources];
    return all.length === 0
      ? ''
      : `${this.language.sources}${this.language.colon}${all.map(this.language.source).join(' · ')}`;
  }
}
