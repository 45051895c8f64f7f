/** The deck: at most twelve slides, under seven headings in a fixed order. */
import type { Language } from '../language/language.ts';
import { diagram, versions } from './architecture.ts';
import { conclusion } from './conclusion.ts';
import { fields, values } from './data.ts';
import { introduction, tools } from './introduction.ts';
import { problems, skills } from './problems.ts';
import { law, rates, scaling } from './results.ts';
import type { Deck, Slide } from './slide.ts';
import type { Draw, Story } from './story.ts';
import { Teller } from './teller.ts';

/** Each under the name of what is said with it. */
const draws = {
  introduction,
  tools,
  fields,
  values,
  diagram,
  versions,
  rates,
  law,
  scaling,
  problems,
  skills,
  conclusion,
} satisfies Record<string, Draw>;

export function deckOf(story: Story, language: Language): Deck {
  return {
    title: `courant: ${story.chain}`,
    lang: language.code,
    footer: language.footer(story.chain),
    slides: Object.entries(draws).map(([name, draw]) =>
      slideOf(story, language, name as keyof typeof draws, draw),
    ),
  };
}

function slideOf(story: Story, language: Language, name: keyof typeof draws, draw: Draw): Slide {
  const teller = new Teller(language);
  const draft = draw(story, teller);
  const { sources } = teller;
  return { ...draft, sources, notes: language.notes[name](story, teller.show) };
}
