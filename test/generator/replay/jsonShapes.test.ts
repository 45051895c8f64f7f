/** JSON that does not hold rows: refused with what makes rows of it, or warned of. */
import { describe, expect, it } from 'vitest';
import { readAll, refusal, useFiles } from './useFiles.ts';

const files = useFiles();

describe('JSON that is not as rows are', () => {
  it('one object a line is what a hint asks for', async () => {
    await files.write('pretty.ndjson', '{"a":1,\n"b":2}\n{"a":2,\n"b":3}\n');
    expect((await refusal(files, { files: 'pretty.ndjson' })).hint).toContain('jq -c .');
  });

  it('a name within an object is no column, and the hint does not name the object instead', async () => {
    await files.write('within.ndjson', '{"p":{"t":"2020-01-01"}}\n');
    const { hint } = await refusal(files, { files: 'within.ndjson', time: 'p.t' });
    expect(hint).toContain("jq -c '. + .p'");
  });

  it.each([
    ['{"columns":["t"],"data":[["2020-01-01"],["2020-01-02"]]}', true],
    ['{"t":{"0":1,"1":2}}', true],
    ['{"t":1,"v":2}', false],
    ['{"t":[1,2]}\n{"t":[3,4]}', false],
  ])('an object that may hold columns is warned of: %s', async (content, isTold) => {
    await files.write('columnar.json', content);
    const { notes } = await readAll(files, { files: 'columnar.json' });
    expect(notes.some((note) => note.includes('is one object'))).toBe(isTold);
  });
});
