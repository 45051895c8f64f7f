/** The deck as PowerPoint is to find it: parts that parse and belong together, and text within its box. */
import JSZip from 'jszip';
import { beforeAll, describe, expect, test } from 'vitest';
import { deckOfStory, documentOf, render } from '../../deck/report.ts';
import type { ReportDocument } from '../../deck/report.ts';
import { languageOf } from '../../deck/language/language.ts';
import type { LanguageName } from '../../deck/language/language.ts';
import { showFigure, showNumber } from '../../deck/language/numbers.ts';
import { withoutStrayAxes, withoutStrayTypes } from '../../deck/pptx/mend.ts';
import { places } from '../../deck/slides/grid.ts';
import { ownWordsOf } from '../../deck/slides/ownWords.ts';
import type { Box, Deck } from '../../deck/slides/slide.ts';
import { page } from '../../deck/slides/slide.ts';
import type { Story } from '../../deck/slides/story.ts';
import { hasOffice, renderedWords } from './rendered.ts';
import type { Word } from './rendered.ts';
import { storyOf } from './stories.ts';
import type { StoryWanted } from './stories.ts';

const nothing = ownWordsOf('');
const hostile: StoryWanted = {
  sensors: ['<b>&amp;"\'</b>', '😀🚀', 'مرحبا', 'x'.repeat(200), 'a\u202eb\u0000c'],
  kinds: ['<kind>&', '😀'.repeat(40), 'مستشعر الحرارة', 'K'.repeat(200), 'a\u202eb\u0007'],
  queries: ['q'.repeat(200), 'r_'.repeat(100), 'c', 'd', 'e', 'f', 'g'],
  skills: ['<script>alert(1)</script> & "quotes" ]]>', 'שלום '.repeat(40), 'word'.repeat(100)],
};
const losses: StoryWanted = {
  proof: {
    verdict: 'notProven',
    ok: false,
    lost: 3,
    problems: [
      'producer "p-0", partition 2: 3 readings acknowledged by Kafka are not in the topic',
    ],
  },
};
const wanted = { plain: {}, hostile, losses, empty: { readings: 0, sensors: [] } } as const;

interface Made {
  readonly story: Story;
  readonly deck: Deck;
  readonly document: ReportDocument;
  readonly pptx: Buffer;
  readonly zip: JSZip;
}

async function made(of: StoryWanted, lang: LanguageName): Promise<Made> {
  const story = await storyOf(of);
  const deck = deckOfStory(story, lang, nothing);
  const pptx = await render(deck, 'pptx');
  return {
    story,
    deck,
    pptx,
    document: documentOf(story, deck, []),
    zip: await JSZip.loadAsync(pptx),
  };
}

const headings: Record<LanguageName, readonly string[]> = {
  fr: [
    'Introduction et besoin',
    'Caractérisation des sources et des données',
    'Architecture des pipelines',
    'Résultats obtenus',
    'Problèmes rencontrés',
    'Compétences acquises',
    'Conclusion',
  ],
  en: [
    'Introduction and need',
    'Sources and data',
    'Architecture of the pipelines',
    'Results',
    'Problems met',
    'Skills gained',
    'Conclusion',
  ],
};

describe.each(Object.entries(wanted))('a deck of a run that is %s', (name, of) => {
  const all = new Map<LanguageName, Made>();
  beforeAll(async () => {
    for (const lang of ['fr', 'en'] as const) all.set(lang, await made(of, lang));
  });

  test('has twelve slides at most, under the headings in their order', () => {
    for (const [lang, { deck }] of all) {
      expect(deck.slides.length).toBeLessThanOrEqual(12);
      const sections = [...new Set(deck.slides.map(({ section }) => section))];
      const first = sections.map((of) => deck.slides.find(({ section }) => section === of)?.title);
      expect(first).toEqual(headings[lang]);
    }
  });

  test('is made of parts that parse, and of relationships that lead somewhere', async () => {
    for (const { zip, pptx } of all.values()) {
      expect(pptx.length).toBeLessThan(500_000);
      const names = Object.keys(zip.files);
      expect(names.filter((path) => path.endsWith('/'))).toEqual([]);
      for (const path of names.filter((one) => /\.(xml|rels)$/.test(one))) {
        const xml = (await zip.file(path)?.async('string')) ?? '';
        expect(xmlProblem(xml), path).toBeUndefined();
        if (path.endsWith('.rels')) expect(missingTargets(path, xml, names), path).toEqual([]);
      }
      const types = (await zip.file('[Content_Types].xml')?.async('string')) ?? '';
      const declared = [...types.matchAll(/PartName="\/([^"]+)"/g)].map(([, part]) => part!);
      expect(declared.filter((part) => !names.includes(part))).toEqual([]);
    }
  });

  test('has a minute to say with each slide, and a description of each picture', async () => {
    for (const { deck, zip } of all.values()) {
      for (const { notes, title } of deck.slides) {
        expect(notes.split(' ').length, title).toBeGreaterThan(80);
        expect(notes.split(' ').length, title).toBeLessThan(190);
      }
      const slides = await Promise.all(
        zip.file(/^ppt\/slides\/slide\d+\.xml$/).map((one) => one.async('string')),
      );
      const frames = slides.flatMap((xml) => [
        ...xml.matchAll(/<p:graphicFrame>.*?<p:cNvPr [^>]*>/gs),
      ]);
      expect(frames.length).toBeGreaterThan(5);
      expect(frames.filter(([frame]) => !/ descr="[^"]+"/.test(frame))).toEqual([]);
    }
  });

  test.runIf(name !== 'empty')('has two native charts at least', async () => {
    for (const { zip } of all.values()) {
      expect(zip.file(/^ppt\/charts\/chart\d+\.xml$/).length).toBeGreaterThanOrEqual(2);
    }
  });

  test.runIf(hasOffice())(
    'shows no text outside its box, and no number that is not in the JSON',
    () => {
      const { deck, pptx, document } = all.get('fr')!;
      const pages = renderedWords(pptx);
      expect(pages.length).toBe(deck.slides.length);
      for (const [at, words] of pages.entries()) {
        const boxes = boxesOf(deck, at);
        const outside = words.filter((word) => !boxes.some((box) => isWithin(word, box)));
        expect(outside, `slide ${at + 1}`).toEqual([]);
        const charts = deck.slides[at]!.blocks.filter(({ kind }) => kind === 'chart');
        const told = words.filter((word) => !charts.some(({ box }) => isWithin(word, box)));
        expect(strangeNumbers(told, document, at), `slide ${at + 1}`).toEqual([]);
      }
    },
  );
});

test.each([
  [{ folder: 'sql' }, 'Spark Structured Streaming', 'Flink: the shortest latency'],
  [{ flink: { folder: 'sql' } }, 'Flink SQL', 'Spark: rows in small batches'],
  [
    { spark: { folder: 'sql' }, flink: { folder: 'sql2' } },
    'Spark Structured Streaming and Flink SQL',
    'one engine: nothing to hold',
  ],
])(
  'the tool that processes is the one that the chain has: %j',
  async (engines, chosen, instead) => {
    const { deck } = await made({ engines }, 'en');
    const slide = deck.slides.find(({ title }) => title.startsWith('The tool for each part'));
    const text = JSON.stringify(slide?.blocks);
    expect(text).toContain(chosen);
    expect(text).toContain(instead);
  },
);

test('a run with losses says so on the first slide and on the last', async () => {
  const { deck } = await made(losses, 'fr');
  const texts = [deck.slides[0], deck.slides.at(-1)].map((slide) => JSON.stringify(slide?.blocks));
  for (const text of texts) expect(text).toContain('Non prouvé');
  const { deck: proven } = await made({}, 'fr');
  expect(JSON.stringify(proven)).not.toContain('Non prouvé');
});

test('axes and parts that nobody declares go, and the others stay', () => {
  const axes =
    '<c:axId val="1"/><c:axId val="2"/><c:axId val="3"/><c:catAx><c:axId val="1"/></c:catAx><c:valAx><c:axId val="2"/></c:valAx>';
  expect(withoutStrayAxes(axes)).toBe(axes.replace('<c:axId val="3"/>', ''));
  const types =
    '<Override PartName="/a.xml" ContentType="x"/><Override PartName="/b.xml" ContentType="x"/>';
  expect(withoutStrayTypes(types, new Set(['a.xml']))).toBe(
    '<Override PartName="/a.xml" ContentType="x"/>',
  );
});

/** What is wrong with the nesting or the characters of an XML text. */
function xmlProblem(xml: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- XML forbids them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml))
    return 'a forbidden character';
  const open: string[] = [];
  const rest = xml.replace(/<\?.*?\?>/gs, '').replace(/<!--.*?-->/gs, '');
  for (const [tag, end, name, closed] of rest.matchAll(
    /<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (end === '/' && open.pop() !== name) return `${tag} closes another element`;
    if (end === '' && closed === '') open.push(name!);
  }
  const text = rest.replace(/<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g, '');
  if (/[<>]/.test(text)) return `what is no element: ${text.slice(0, 80)}`;
  if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(rest)) return 'a lone &';
  return open.length === 0 ? undefined : `${open.join(' ')} stay open`;
}

function missingTargets(path: string, xml: string, names: readonly string[]): string[] {
  const folder = path.replace(/_rels\/[^/]*$/, '');
  const targets = [...xml.matchAll(/<Relationship [^>]*Target="([^"]+)"[^>]*>/g)]
    .filter(([tag]) => !tag.includes('TargetMode="External"'))
    .map(([, target]) => new URL(target!, `file:///${folder}`).pathname.slice(1));
  return targets.filter((target) => !names.includes(target));
}

/** Of every block and line of a slide. */
function boxesOf(deck: Deck, at: number): Box[] {
  const own = deck.slides[at]!.blocks.map(({ box }) => box);
  return [...own, places.title, places.sources, places.footer, places.number];
}

/** Half a line of the smallest text more or less is a letter's own room. */
const tolerance = 0.08;

function isWithin({ left, right, top, bottom }: Word, { x, y, w, h }: Box): boolean {
  const isOnPage = left >= 0 && right <= page.width && top >= 0 && bottom <= page.height;
  const across = left >= x - tolerance && right <= x + w + tolerance;
  return isOnPage && across && top >= y - tolerance && bottom <= y + h + tolerance;
}

/** Numbers in what is shown that no figure of the document has, as it is written there. */
function strangeNumbers(words: readonly Word[], document: ReportDocument, at: number): string[] {
  const { numbers } = languageOf(document.language);
  const known = [
    ...document.figures.map((figure) => showFigure(figure as never, numbers)),
    ...document.series.map(({ name }) => name),
    ...document.problems,
    ...document.figures.map(({ source }) => source),
    showNumber(at + 1, 'count', numbers),
    showNumber(document.slides.length, 'count', numbers),
    ...'p50 p95 p99'.split(' '),
  ].flatMap(numbersIn);
  const shown = numbersIn(textOf(words));
  return shown.filter((number) => !known.includes(number));
}

/** A blank within a number is narrower than what lies between two cells. */
function textOf(words: readonly Word[]): string {
  return words
    .map(({ text, left, top }, at) => {
      const before = words[at - 1];
      const isNear = before !== undefined && before.top === top && left - before.right < 0.1;
      return `${isNear ? '\u00a0' : ' '}${text}`;
    })
    .join('');
}

function numbersIn(text: string): string[] {
  const joined = text.replace(/(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  return joined.match(/\d+(?:[.,]\d+)?/g) ?? [];
}
