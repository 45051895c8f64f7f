import { beforeEach, expect, test } from 'vitest';
import type { QueryProgress } from '../../../chain/progress.ts';
import { waitForRows } from '../../../targets/data/waitForRows.ts';
import type { Reporter } from '../../../targets/target.ts';
import { batchReport, queryReport, row } from '../../support/law.ts';
import { useTraces } from '../../support/useTraces.ts';

const bench = useTraces();
const outputs = ['broken', 'good'];
const sinceMs = Date.now();
const { signal } = new AbortController();

beforeEach(() => bench.traces.clear(outputs));

/** Keeps what a person would read. */
class Lines implements Reporter {
  readonly all: string[] = [];
  step(title: string) {
    let isOpen = true;
    const end = (line: string): void => {
      if (isOpen) this.all.push(line);
      isOpen = false;
    };
    return {
      progress: () => undefined,
      done: (detail?: string) => {
        end(`✓ ${title}: ${detail}`);
      },
      failed: () => {
        end(`✗ ${title}`);
      },
    };
  }
  note(text: string): void {
    this.all.push(text);
  }
}

const failure = { code: 'COURANT_QUERY_FAILED', message: 'it divided by zero', hint: 'mend it' };

function failed(query: string, fields: Partial<QueryProgress> = {}): QueryProgress {
  const state = { state: 'failed', error: failure, restarts: 2 } as const;
  const time = new Date().toISOString();
  return queryReport(query, { kind: 'stateless' }, { ...state, time, ...fields });
}

/** What comes once the wait has begun: its first look is the base. */
function whenLooked(write: () => Promise<void>): () => { sinceMs: number; replicas: number } {
  let looks = 0;
  let written: Promise<void> | undefined;
  return () => {
    looks += 1;
    if (looks > 1) written ??= write();
    return { sinceMs, replicas: 1 };
  };
}

function wait(report: Reporter, facts: () => { sinceMs: number; replicas: number }) {
  return waitForRows(bench.broker.connection, { outputs, facts, report, signal });
}

test('rows of one query end it, with a warning of the one that failed', async () => {
  const time = new Date().toISOString();
  const lines = new Lines();
  const facts = whenLooked(async () => {
    await bench.traces.report([
      failed('broken', { restarts: 1 }),
      queryReport('good', { kind: 'stateless' }, { time }),
      batchReport('good', 0, { time }),
    ]);
    await bench.traces.write('good', [row('good', 0, '1')]);
  });
  const { warnings, firstRowMs } = await wait(lines, facts);
  expect(warnings).toEqual([{ query: 'broken', ...failure }]);
  expect(firstRowMs).toBeGreaterThan(0);
  expect(lines.all).toEqual([
    '✓ waiting for rows in an output topic: "good" grows',
    'query broken COURANT_QUERY_FAILED: it divided by zero',
    '  → mend it',
  ]);
});

test('where every query failed for good, the error is that of the first', async () => {
  const lines = new Lines();
  await bench.traces.report(outputs.map((query) => failed(query)));
  const facts = () => ({ sinceMs, replicas: 1 });
  await expect(wait(lines, facts)).rejects.toMatchObject({
    ...failure,
    details: ['query good COURANT_QUERY_FAILED: it divided by zero', '  → mend it'],
    left: 'everything was kept so that you can look',
  });
  expect(lines.all).toEqual(['✗ waiting for rows in an output topic']);
});

test('a query that is refused ends it at once, whatever the others did', async () => {
  const error = { ...failure, code: 'COURANT_QUERY_INVALID', message: 'broken.sql:2: no column' };
  await bench.traces.report([failed('broken', { error, restarts: 0 })]);
  const refused = wait(new Lines(), () => ({ sinceMs, replicas: 1 }));
  await expect(refused).rejects.toMatchObject({ ...error, exitCode: 2 });
});

test('what cannot heal in the cluster ends it too', async () => {
  const broken = (): never => {
    throw new Error('the image is not there');
  };
  await expect(wait(new Lines(), broken)).rejects.toThrow('the image is not there');
});
