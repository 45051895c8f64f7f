/** `courant report`: the run as a deck and a page, made from what can be shown and from nothing else. */
import { z } from 'zod';
import { CourantError } from '../chain/errors.ts';
import type { Kafka } from '../kafka/client.ts';
import { untilRead, rowsLeft } from '../targets/data/catchUp.ts';
import { KafkaObserver } from '../targets/data/kafkaSnapshot.ts';
import { withOpenKafka } from '../targets/data/openKafka.ts';
import { inStep } from '../targets/steps.ts';
import type { ChainFolder, Reporter, Target } from '../targets/target.ts';
import { gatherFacts } from './facts/facts.ts';
import type { Facts, Span } from './facts/facts.ts';
import { readErrorAdvice } from './facts/errorAdvice.ts';
import { figuresIn, seriesIn } from './figure.ts';
import { htmlOf } from './html/html.ts';
import type { LanguageName } from './language/language.ts';
import { languageOf } from './language/language.ts';
import { measure, notMeasured } from './measure/measure.ts';
import type { Measured } from './measure/measure.ts';
import { pausingOf } from './measure/pausing.ts';
import { pptxOf } from './pptx/pptx.ts';
import { deckOf } from './slides/deck.ts';
import { comparedAt } from './slides/introduction.ts';
import type { OwnWords } from './slides/ownWords.ts';
import type { Deck } from './slides/slide.ts';
import type { Story } from './slides/story.ts';

export const formats = ['pptx', 'html'] as const;
export type Format = (typeof formats)[number];

const figure = z.object({
  id: z.string(),
  /** `null`: not known; `missing` says why. */
  value: z.union([z.number(), z.string(), z.null()]),
  unit: z.enum(['count', 'perSecond', 'ms', 'bytes', 'percent', 'cores', 'value', 'text']),
  source: z.string(),
  missing: z.string().optional(),
});

/** What `courant report -o json` prints. */
export const reportDocument = z.object({
  chain: z.string(),
  target: z.enum(['local', 'kind']),
  language: z.enum(['fr', 'en']),
  verdict: z.enum(['proven', 'provenSoFar', 'notProven']),
  /** What breaks the law, a sentence each. */
  problems: z.array(z.string()),
  figures: z.array(figure),
  /** What the charts show; a point a category. */
  series: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      unit: z.string(),
      source: z.string(),
      points: z.array(z.number().nullable()),
    }),
  ),
  slides: z.array(z.object({ number: z.number(), section: z.string(), title: z.string() })),
  /** Paths of what was written. */
  files: z.array(z.string()),
});
export type ReportDocument = z.infer<typeof reportDocument>;

export interface ReportParts {
  readonly target: Target;
  readonly chainFolder: ChainFolder;
  readonly queries: readonly string[];
  readonly report: Reporter;
  readonly signal: AbortSignal;
  /** Run the parts that need a running chain. */
  readonly isMeasured: boolean;
}

/** Gathers all that is told, measuring first where that is wanted. */
export async function gatherStory(parts: ReportParts, own: OwnWords): Promise<Story> {
  const { target, isMeasured, signal } = parts;
  return withOpenKafka(
    target,
    async (kafka) => {
      const measured = isMeasured
        ? await measure(kafka, parts)
        : { ...notMeasured(parts), steady: undefined };
      const { steady, ...kept } = measured;
      const facts = await (isMeasured
        ? atRest(kafka, parts, steady)
        : gathered(kafka, parts, steady));
      return { ...facts, ...kept, skills: own.skills, advice: await readErrorAdvice() };
    },
    signal,
  ).catch((error: unknown) => {
    throw signal.aborted ? interrupted(error) : error;
  });
}

function interrupted(cause: unknown): CourantError {
  return new CourantError({
    code: 'COURANT_INTERRUPTED',
    message: 'interrupted before the report was made',
    left: 'the chain is as it was, and no report was written',
    cause,
  });
}

function gathered(kafka: Kafka, parts: ReportParts, steady: Span | undefined): Promise<Facts> {
  return inStep(parts.report, 'looking at the run', (step) =>
    gatherFacts(kafka, {
      ...parts,
      steady,
      onProgress: (text) => {
        step.progress(text);
      },
    }),
  );
}

/** A proof to the end needs that all is read: where the generators can be paused they are, for as long as it takes. */
async function atRest(kafka: Kafka, parts: ReportParts, steady: Span | undefined): Promise<Facts> {
  const { target, chainFolder, report, signal, queries } = parts;
  const pausing = await pausingOf(target, chainFolder.chain);
  if (pausing === undefined) return gathered(kafka, parts, steady);
  const observer = new KafkaObserver(kafka);
  try {
    // Generators that do not end in time go on: then the proof says what is open.
    await pausing.pause({ report, signal }).catch(() => {
      signal.throwIfAborted();
    });
    await untilRead({
      rowsLeft: async () => rowsLeft(await observer.observe(), queries),
      signal,
    }).catch(() => {
      signal.throwIfAborted();
    });
    return await gathered(kafka, parts, steady);
  } finally {
    const unhurried = new AbortController().signal;
    await pausing.resume({ report, signal: unhurried }).catch(() => {
      report.note('the generators do not run yet; look at them: courant status');
    });
  }
}

export function deckOfStory(story: Story, language: LanguageName, own: OwnWords): Deck {
  const deck = deckOf(story, languageOf(language));
  return { ...deck, slides: deck.slides.map((slide, at) => withOwnWords(deck, slide, at, own)) };
}

/** What the user wrote under a heading is said with its first slide. */
function withOwnWords(
  { slides }: Deck,
  slide: Deck['slides'][number],
  at: number,
  { said }: OwnWords,
) {
  const isFirst = slides.findIndex(({ section }) => section === slide.section) === at;
  const own = isFirst ? said.get(slide.section) : undefined;
  return own === undefined ? slide : { ...slide, notes: `${slide.notes} ${own}` };
}

export async function render(deck: Deck, format: Format): Promise<Buffer> {
  return format === 'pptx' ? pptxOf(deck) : Buffer.from(htmlOf(deck));
}

export function documentOf(story: Story, deck: Deck, files: readonly string[]): ReportDocument {
  const told: Facts & Measured = story;
  return reportDocument.parse({
    chain: story.chain,
    target: story.target,
    language: deck.lang,
    verdict: story.law.verdict,
    problems: story.law.problems,
    figures: [...figuresIn(told), comparedAt],
    series: seriesIn(told),
    slides: deck.slides.map(({ section, title }, at) => ({ number: at + 1, section, title })),
    files,
  });
}
