/** Tables as programs of any country write them, made at random: what is read is held against a model of its own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAll, useFiles } from '../useFiles.ts';

const files = useFiles();
let made = 0;

interface Locale {
  readonly decimal: string;
  readonly group: string;
}

const locales: readonly Locale[] = [
  { decimal: '.', group: '' },
  { decimal: '.', group: ',' },
  { decimal: '.', group: ' ' },
  { decimal: '.', group: "'" },
  { decimal: ',', group: '' },
  { decimal: ',', group: '.' },
  { decimal: ',', group: ' ' },
  { decimal: ',', group: "'" },
  { decimal: ',', group: '\u202f' },
];

interface Amount {
  /** Digits before and after the sign; an empty fraction is none. */
  readonly whole: string;
  readonly fraction: string;
  readonly isNegative: boolean;
}

const amount: fc.Arbitrary<Amount> = fc.record({
  whole: fc.integer({ min: 0, max: 9_999_999 }).map(String),
  fraction: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 5 }),
  isNegative: fc.boolean(),
});

function written({ whole, fraction, isNegative }: Amount, { decimal, group }: Locale): string {
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= 3)
    parts.unshift(whole.slice(Math.max(0, end - 3), end));
  const digits = group === '' ? whole : parts.join(group);
  return `${isNegative ? '-' : ''}${digits}${fraction === '' ? '' : decimal + fraction}`;
}

const meant = ({ whole, fraction, isNegative }: Amount) =>
  Number(`${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`) + 0;

type Cell = Amount | string;

const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 8, arbitrary: amount },
  { weight: 1, arbitrary: fc.constantFrom('', 'NA', 'off', 'n/a', '-', '5 °C', '007x') },
);

const column = fc.record({
  locale: fc.constantFrom(...locales),
  cells: fc.array(cell, { minLength: 6, maxLength: 12 }),
});

const dress = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf8', 'utf16le'),
  marks: fc.integer({ min: 1, max: 2 }),
  isQuoted: fc.boolean(),
  padding: fc.constantFrom('', ' ', '  '),
  trailing: fc.integer({ min: 0, max: 2 }),
  comment: fc.constantFrom(undefined, '#', '//'),
  skipLines: fc.integer({ min: 0, max: 2 }),
  ragged: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});
type Dress = typeof dress extends fc.Arbitrary<infer T> ? T : never;

function textOf(rows: readonly (readonly string[])[], look: Dress): string {
  const { delimiter, newline, isQuoted, padding, trailing, comment, skipLines, ragged } = look;
  const quoted = (text: string) =>
    isQuoted || text.includes(delimiter)
      ? `${padding}"${text}"${padding}`
      : `${padding}${text}${padding}`;
  const lines = rows.flatMap((row, at) => {
    const line = row.map(quoted).join(delimiter) + (at === 0 ? '' : delimiter.repeat(trailing));
    const bad = at > 0 && ragged[at - 1] === true ? [row.slice(1).map(quoted).join(delimiter)] : [];
    return [line, ...bad, ...(comment === undefined ? [] : [`${comment} "${delimiter}1`])];
  });
  const preamble = Array.from({ length: skipLines }, (_, at) => `line ${at} with a "${delimiter}`);
  return `${'\ufeff'.repeat(look.marks)}${[...preamble, ...lines].join(newline)}${newline}`;
}

/** Whether only one meaning fits the cells, by an account of their own: see docs/replay.md. */
function isClear(amounts: readonly Amount[], locale: Locale): boolean {
  const texts = amounts.map((one) => written(one, locale));
  const hasSign = (sign: string) => texts.some((text) => text.includes(sign));
  // A fraction that is not of three digits shows the sign, and so does a number with both signs or two groups.
  const shows = amounts.some(({ whole, fraction }) => {
    const groups = locale.group === '' ? 1 : Math.ceil(whole.length / 3);
    const isFraction =
      fraction !== '' && (fraction.length !== 3 || whole.length > 3 || whole === '0');
    return isFraction || (/[.,]/.test(locale.group) && groups > 2);
  });
  if (shows) return true;
  const isPlain = !/[,.]/.test(locale.group) || !hasSign(locale.group);
  const isPoint = locale.decimal === '.' || !amounts.some(({ fraction }) => fraction !== '');
  const isSpaced = /[ '\u202f]/.test(locale.group) && hasSign(locale.group);
  return isPlain && isPoint && (!isSpaced || amounts.some(({ whole }) => whole.length <= 3));
}

const isAmount = (one: Cell): one is Amount => typeof one !== 'string';

it('a column with one meaning is read as meant, and every cell that is no number is counted', async () => {
  await fc.assert(
    fc.asyncProperty(column, dress, async ({ locale, cells }, look) => {
      const amounts = cells.filter(isAmount);
      fc.pre(isClear(amounts, locale) && amounts.length > 0);
      const texts = cells.map((one) => (isAmount(one) ? written(one, locale) : one));
      const rows = [['id', 'v', 'w'], ...texts.map((text, at) => [`s${at}`, text, 'x'])];
      made += 1;
      const name = `made-${made}.csv`;
      await files.write(name, Buffer.from(textOf(rows, look), look.encoding as BufferEncoding));
      const { comment, skipLines } = look;
      const fields = { files: name, sensor: 'id', value: 'v', comment, skipLines };
      const { readings, badRows, source } = await readAll(files, fields);
      expect(readings.map(({ sensor }) => sensor)).toEqual(cells.map((_, at) => `s${at}`));
      // JSON has no negative zero.
      expect(JSON.parse(JSON.stringify(readings.map(({ data }) => data?.['v'])))).toEqual(
        cells.map((one) => (isAmount(one) ? meant(one) : one)),
      );
      expect(badRows).toHaveLength(look.ragged.slice(0, cells.length).filter(Boolean).length);
      const others = cells.filter((one) => one !== '' && !isAmount(one));
      expect(source.cells).toEqual(
        others.length === 0
          ? []
          : [{ column: 'v', numbers: amounts.length, others: others.length, example: others[0] }],
      );
    }),
    { numRuns: 200 },
  );
});

it('whatever a column holds, no cell is read in a second way, and all are counted', async () => {
  const mixed = fc.array(fc.tuple(cell, fc.constantFrom(...locales)), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(mixed, async (cells) => {
      const texts = cells.map(([one, locale]) => (isAmount(one) ? written(one, locale) : one));
      made += 1;
      const name = `made-${made}.csv`;
      await files.write(name, ['id\tv', ...texts.map((text, at) => `s${at}\t${text}`)].join('\n'));
      const { readings, source } = await readAll(files, { files: name, sensor: 'id', value: 'v' });
      const read = readings.map(({ data }) => data?.['v']);
      // One decimal sign, and one sign between thousands, explain all numbers that were read.
      const numbers = texts.flatMap((text, at) =>
        typeof read[at] === 'number' ? [{ text, value: read[at] }] : [],
      );
      const explained = locales.some((locale) =>
        numbers.every(({ text, value }) => {
          const { decimal, group } = locale;
          // Spaces are one sign, however narrow.
          const spaced = text.replaceAll('\u202f', ' ');
          const digits = group === '' ? spaced : spaced.replaceAll(group, '');
          return Number(digits.replace(decimal, '.').replaceAll(' ', 'x')) === value;
        }),
      );
      expect(explained).toBe(true);
      for (const [at, text] of texts.entries()) {
        if (typeof read[at] !== 'number') expect(read[at]).toBe(text);
      }
      const counts = source.cells.find(({ column }) => column === 'v');
      const others = texts.filter((text, at) => text !== '' && typeof read[at] !== 'number').length;
      expect(counts?.others ?? 0).toBe(others);
      if (others > 0) expect(counts?.numbers).toBe(numbers.length);
    }),
    { numRuns: 200 },
  );
});
