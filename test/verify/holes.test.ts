/** Holes in the sequence numbers: below the highest one that is known, somebody must say what became of each. */
import { describe, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress } from '../../chain/progress.ts';
import { ledger, reading, span, truth } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings } = topicNames;

describe('holes in the sequence numbers', () => {
  async function topic(seqs: readonly number[], accounts: Partial<GeneratorProgress>[]) {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      seqs.map((seq) => reading(seq)),
    );
    await bench.traces.report(accounts.map((fields) => ledger({ state: 'stopped', ...fields })));
  }

  it.each([
    ['above the ledger', [...span(0, 99), ...span(150, 199)], [[0, 99, 0, 99]], [100, 149]],
    [
      'within the ledger',
      [...span(0, 49), ...span(100, 149)],
      [
        [0, 9, 0, 9],
        [100, 149, 50, 99],
      ],
      [50, 99],
    ],
  ] as const)('are a problem %s', async (_, seqs, acknowledged, hole) => {
    await topic(seqs, [
      { acknowledged: acknowledged as unknown as [number, number, number, number][] },
    ]);
    const { result, text } = await check(bench);
    expect(result).toMatchObject({ verdict: 'notProven', lost: 0, unaccounted: 50 });
    expect(result.findings).toMatchObject([{ kind: 'unaccounted', ranges: [hole] }]);
    expect(text).toContain('50 sequence numbers below the highest one are neither');
  });

  it('are a problem without any ledger', async () => {
    await topic([...span(0, 49), ...span(100, 149)], []);
    expect((await check(bench)).result).toMatchObject({ verdict: 'notProven', unaccounted: 50 });
  });

  it('are none where somebody says what became of each number', async () => {
    await topic(
      [...span(0, 9), ...span(40, 49)],
      [
        {
          acknowledged: [
            [0, 14, 0, 9],
            [40, 49, 10, 19],
          ],
          failed: [[15, 19]],
          unknown: [[20, 39]],
        },
      ],
    );
    await bench.traces.report([truth({ withheld: [[10, 14]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ problems: [], unaccounted: 0, unknown: 20, failed: 5 });
  });

  it('are waited for, where the next report tells of them', async () => {
    await topic(
      [...span(0, 9), ...span(12, 19)],
      [{ state: 'running', acknowledged: [[0, 9, 0, 9]] }],
    );
    const checked = check(bench);
    await bench.traces.report([
      ledger({
        acknowledged: [
          [0, 9, 0, 9],
          [12, 19, 10, 17],
        ],
        failed: [[10, 11]],
      }),
    ]);
    expect((await checked).result).toMatchObject({ problems: [], unaccounted: 0 });
  });

  it('may have been deleted only below the log’s start, and only as many as lay there', async () => {
    await topic(span(0, 9), []);
    await bench.traces.deleteRecords(readings);
    await bench.traces.write(
      readings,
      span(10, 14).map((seq) => reading(seq)),
    );
    expect((await check(bench)).result).toMatchObject({ problems: [], unaccounted: 0 });
    await bench.traces.write(
      readings,
      span(20, 24).map((seq) => reading(seq)),
    );
    expect((await check(bench)).result.findings).toMatchObject([
      { kind: 'unaccounted', ranges: [[15, 19]] },
    ]);
    await topic(span(0, 9), []);
    await bench.traces.deleteRecords(readings);
    await bench.traces.write(
      readings,
      span(20, 24).map((seq) => reading(seq)),
    );
    expect((await check(bench)).result.findings).toMatchObject([
      { kind: 'unaccounted', ranges: [[10, 19]] },
    ]);
  });
});
