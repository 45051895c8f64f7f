import { expect, test } from 'vitest';
import { ownWordsOf } from '../../deck/slides/ownWords.ts';

test('words under the heading of the skills go to their slide, in either language', () => {
  for (const heading of ['Compétences acquises', 'competences acquises', 'Skills gained']) {
    const { skills } = ownWordsOf(
      `# ${heading}\n\n- Kafka **partitions**\n- a line\n  that goes on\n`,
    );
    expect(skills).toEqual(['Kafka partitions', 'a line that goes on']);
  }
});

test('words under another heading are said there, and those without a heading are skills', () => {
  const { skills, said, unknown } = ownWordsOf('first\n\n## Conclusion\nI would do it again.\n');
  expect(skills).toEqual(['first']);
  expect(said.get('conclusion')).toBe('I would do it again.');
  expect(unknown).toEqual([]);
});

test('a heading that no slide has is told', () => {
  expect(ownWordsOf('## Bilan\nlost').unknown).toEqual(['Bilan']);
  expect(ownWordsOf('## Bilan\nlost').skills).toEqual([]);
});

test('what acts on others is taken out of the words', () => {
  expect(ownWordsOf('a\u202eb\u0000c\ud800').skills).toEqual(['abc\ufffd']);
});
