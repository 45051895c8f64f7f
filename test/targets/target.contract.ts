/** What every target keeps: the same suite for each, in order, over one chain. A skip carries its reason. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopicRecord } from '../../kafka/client.ts';
import { verify } from '../../verify/verify.ts';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import { newestRows } from '../../targets/data/topicRows.ts';
import { readStatus, statusDocument } from '../../targets/data/status.ts';
import type { Reporter, Target, UpResult } from '../../targets/target.ts';
import { waitFor } from '../../targets/wait.ts';

/** Of a chain whose queries are Spark's. */
const ownLegs = ['generator', 'kafka', 'spark'] as const;

export interface Harness {
  readonly target: Target;
  /** An output topic of its queries. */
  readonly output: string;
  /** Ends and removes what is left, also after a failure. */
  dispose(): Promise<void>;
}

interface Deadlines {
  readonly upMs: number;
  readonly otherMs: number;
}

const { signal } = new AbortController();

/** Keeps the titles of steps, and whether each ended. */
class Steps implements Reporter {
  readonly open = new Set<string>();
  readonly ended: string[] = [];

  step(title: string) {
    this.open.add(title);
    const end = (): void => {
      if (this.open.delete(title)) this.ended.push(title);
    };
    return { progress: () => undefined, done: end, failed: end };
  }

  note(): void {
    // Not part of the contract.
  }
}

/** The row of the oldest reading that is in an output topic. */
async function firstRow(target: Target, topic: string): Promise<TopicRecord | undefined> {
  return withOpenKafka(target, async (kafka) => {
    let first: TopicRecord | undefined;
    for await (const block of kafka.read(topic, (await kafka.offsets([topic])).get(topic) ?? [])) {
      for (const row of block) if (first === undefined || timeOf(row) < timeOf(first)) first = row;
    }
    return first;
  });
}

function timeOf({ value }: TopicRecord): string {
  return (JSON.parse(String(value ?? '{}')) as { event_time?: string }).event_time ?? '';
}

/** True for the same reading in a row that was written since; a row of before must not be there any more. */
function sameReading(
  now: TopicRecord,
  before: TopicRecord | undefined,
  sinceMs: number,
): true | undefined {
  expect(now.timestampMs, 'rows of before are gone').toBeGreaterThanOrEqual(sinceMs - 1_000);
  return before !== undefined && timeOf(now) === timeOf(before) ? true : undefined;
}

export function targetContract(
  name: Target['name'],
  make: () => Promise<Harness>,
  { upMs, otherMs }: Deadlines,
): void {
  describe(`target ${name}`, () => {
    let harness: Harness;
    let target: Target;
    let report: Steps;
    beforeAll(async () => {
      harness = await make();
      target = harness.target;
      report = new Steps();
    });
    afterAll(() => harness.dispose(), otherMs);
    const up = (): Promise<UpResult> => target.up({ report, signal });

    test('doctor tells every check with what was found and what is needed', async () => {
      const checks = await target.doctor();
      expect(checks.length).toBeGreaterThan(2);
      expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
      for (const check of checks) {
        expect(check.found + check.needed).not.toBe('');
        expect(check.hint === null, `${check.id}: a hint where it failed`).toBe(check.ok);
      }
    });

    test('before the start nothing runs, and Kafka is refused with the way out', async () => {
      expect(await target.state()).toMatchObject({ running: false, phase: 'stopped' });
      const refused = target.withKafka(() => Promise.resolve());
      await expect(refused).rejects.toMatchObject({ code: 'COURANT_NOT_RUNNING' });
    });

    test(
      'up returns when rows were seen, and every step ended',
      async () => {
        const started = await up();
        expect(started).toMatchObject({ ready: true, target: name, unchanged: false });
        expect(started.firstRowMs).toBeGreaterThan(0);
        expect([...report.open]).toEqual([]);
        expect(report.ended.length).toBeGreaterThan(1);
        const rows = await withOpenKafka(target, (kafka) => newestRows(kafka, harness.output, 3));
        expect(rows).not.toHaveLength(0);
      },
      upMs,
    );

    test(
      'the state names every leg, and the status is one document',
      async () => {
        const state = await target.state();
        expect(state).toMatchObject({ running: true, phase: 'running', replicas: 1 });
        expect(new Set(state.legs.map((leg) => leg.name))).toEqual(new Set(ownLegs));
        expect(statusDocument.parse(await readStatus(target)).target).toBe(name);
      },
      otherMs,
    );

    test(
      'up again changes nothing and says so',
      async () => {
        expect((await up()).unchanged).toBe(true);
      },
      upMs,
    );

    test(
      'a query that was reset starts over: its rows are gone, and those of the first readings come again',
      async () => {
        const { output } = harness;
        const before = await firstRow(target, output);
        const sinceMs = Date.now();
        await target.resetQuery(output);
        await waitFor({
          poll: async () => {
            const now = await firstRow(target, output).catch(() => undefined);
            return now === undefined ? undefined : sameReading(now, before, sinceMs);
          },
          deadlineMs: otherMs / 2,
          everyMs: 1_000,
          late: () =>
            new Error(
              `no row of the reading of ${before === undefined ? 'nothing' : timeOf(before)} came again`,
            ),
        });
      },
      otherMs,
    );

    test(
      'scale returns when as many generators run',
      async () => {
        await target.scale(2, { report, signal });
        const { replicas, legs } = await target.state();
        expect(replicas).toBe(2);
        expect(legs.filter((leg) => leg.name === 'generator')).toHaveLength(2);
      },
      otherMs,
    );

    test(
      'every leg has printed something',
      async () => {
        for (const leg of ownLegs) {
          const lines: string[] = [];
          for await (const line of target.logs({ leg, follow: false, signal })) {
            expect(line.leg).toBe(leg);
            lines.push(line.line);
          }
          expect(lines.length, leg).toBeGreaterThan(0);
        }
      },
      otherMs,
    );

    test(
      'after drain everything was read, and nothing was lost',
      async () => {
        await target.drain({ report, signal });
        const result = await withOpenKafka(target, (kafka) => verify(kafka, { deep: false }));
        expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
      },
      otherMs,
    );

    test(
      'down with the data kept leaves a run that can still be read',
      async () => {
        const { left } = await target.down({ report, keepData: true });
        expect(left).toEqual([]);
        expect((await target.state()).running).toBe(false);
        const rows = await withOpenKafka(target, (kafka) => newestRows(kafka, harness.output, 1));
        expect(rows).toHaveLength(1);
      },
      otherMs,
    );

    test(
      'down tells what it removes, and leaves nothing',
      async () => {
        expect(await target.removable({ keepData: false })).not.toEqual([]);
        const { removed, left } = await target.down({ report, keepData: false });
        expect(left).toEqual([]);
        expect(removed).not.toEqual([]);
        expect(await target.state()).toMatchObject({ running: false, phase: 'stopped', legs: [] });
        expect(await target.removable({ keepData: false })).toEqual([]);
        expect([...report.open]).toEqual([]);
      },
      otherMs,
    );
  });
}
