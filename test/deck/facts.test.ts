import { expect, test } from 'vitest';
import type { SourceType } from '../../chain/chain.ts';
import { Numbers } from '../../deck/facts/numbers.ts';
import { ReadingsLook } from '../../deck/facts/readings.ts';
import { figuresFrom, figuresIn, seriesIn } from '../../deck/figure.ts';
import { languageOf, languageOfLocale } from '../../deck/language/language.ts';
import { showNumber } from '../../deck/language/numbers.ts';
import { deckOf } from '../../deck/slides/deck.ts';
import { storyOf } from './stories.ts';

const readings = (...values: readonly object[]): ReadingsLook => {
  const look = new ReadingsLook();
  for (const value of values) look.add(Buffer.from(JSON.stringify(value)));
  return look;
};
const at = (seconds: number): string => new Date(1_790_000_000_000 + seconds * 1_000).toISOString();

test('fields have their types and what is missing, columns of files too', () => {
  const { fields } = readings(
    { sensor: 'a', event_time: at(0), data: { temp: 3, place: '' } },
    { sensor: 'a', event_time: at(1), data: { temp: 'NA' } },
  ).facts(2);
  const seen = fields.map(({ name, types, missing }) => [name, types.join(), missing.value]);
  expect(seen).toEqual([
    ['sensor', 'string', 0],
    ['event_time', 'string', 0],
    ['data.temp', 'number', 1],
    ['data.place', '', 2],
  ]);
});

test('disorder is a reading before the newest one of its sensor, and no time between two', () => {
  const { disordered, gapP50, sensors } = readings(
    { sensor: 'a', event_time: at(0), value: 1 },
    { sensor: 'a', event_time: at(10), value: 1 },
    { sensor: 'a', event_time: at(5), value: 1 },
    { sensor: 'b', event_time: at(1), value: 1 },
  ).facts(4);
  expect([disordered.value, gapP50.value, sensors.value]).toEqual([1, 10_000, 2]);
});

test('numbers of own fields are distributed by field, where a reading has no value', () => {
  const { kinds } = readings(
    { sensor: 'a', event_time: at(0), data: { amount: 3, currency: 'EUR' } },
    { sensor: 'a', event_time: at(1), data: { amount: 5, currency: 'EUR' } },
    { sensor: 'a', event_time: at(2), kind: 'temperature', value: 21, data: { amount: 7 } },
  ).facts(3);
  expect(kinds.map(({ name, median, most }) => [name, median.value, most.value])).toEqual([
    ['amount', 3, 5],
    ['temperature', 21, 21],
  ]);
});

test('what is no JSON object is counted and changes nothing else', () => {
  const look = readings({ sensor: 'a', event_time: at(0), value: 1 });
  for (const bytes of ['{', '[]', 'null', '']) look.add(Buffer.from(bytes));
  look.add(null);
  const { unreadable, fields } = look.facts(6);
  expect(unreadable.value).toBe(5);
  expect(fields.every(({ missing }) => missing.value === 0)).toBe(true);
});

test('numbers have their quantiles by the nearest rank, and a histogram that adds up', () => {
  const numbers = new Numbers();
  for (let value = 1; value <= 3_000; value += 1) numbers.add(value);
  expect([0, 0.5, 0.99, 1].map((share) => numbers.quantile(share))).toEqual([
    1, 1_500, 2_970, 3_000,
  ]);
  const sum = numbers.histogram(12).reduce((total, share) => total + share, 0);
  expect(sum).toBeGreaterThan(99);
  expect(sum).toBeLessThan(101);
  expect(new Numbers().quantile(0.5)).toBeNull();
});

test('a figure that is not known says why, and every figure says where it is from', async () => {
  expect(figuresFrom('here', 'notMeasured')('a', 'count', null)).toMatchObject({
    value: null,
    missing: 'notMeasured',
  });
  const figures = figuresIn(await storyOf());
  expect(figures.length).toBeGreaterThan(60);
  expect(figures.filter(({ source }) => source === '')).toEqual([]);
  expect(figures.filter(({ value, missing }) => value === null && missing === undefined)).toEqual(
    [],
  );
});

test('sources of figures are told in French, commands and files as they are', async () => {
  const { source } = languageOf('fr');
  const story = await storyOf();
  const told = new Set([...figuresIn(story), ...seriesIn(story)].map((figure) => figure.source));
  const isSame = /^(courant [a-z]|topic [a-z]+$|node --|[\w./]+(, [\w./]+)*$)/;
  const english = [...told].filter((one) => source(one) === one && !isSame.test(one));
  expect(english).toEqual([]);
});

test('each source of readings has a line and a sentence of its own', async () => {
  const story = await storyOf();
  const sources = {
    random: 'random sensors',
    records: 'fields of their own',
    replay: 'replay of rides.csv',
    sse: 'server rides.csv',
  };
  for (const [sourceType, line] of Object.entries(sources)) {
    const definition = {
      ...story.definition,
      ...{ sourceType: sourceType as SourceType, given: 'rides.csv' },
    };
    const texts = JSON.stringify(deckOf({ ...story, definition }, languageOf('en')));
    expect(texts).toContain(line);
  }
});

test('the language is that of the locale, and English where that is another one', () => {
  expect(languageOfLocale({ LANG: 'fr_FR.UTF-8' })).toBe('fr');
  expect(languageOfLocale({ LANG: 'fr_FR.UTF-8', LC_ALL: 'de_DE' })).toBe('en');
  expect(languageOfLocale({ LANG: 'C' })).toBe('en');
  expect(languageOfLocale({})).toBe('en');
});

test('numbers are written as the language writes them', () => {
  const french = { locale: 'fr-FR', byte: 'o', unknown: '–' } as const;
  expect(showNumber(1_234_567, 'count', french)).toBe('1\u00a0234\u00a0567');
  expect(showNumber(1_500, 'ms', french)).toBe('1,5\u00a0s');
  expect(showNumber(2 ** 30, 'bytes', french)).toBe('1\u00a0Gio');
});
