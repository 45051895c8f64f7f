/**
 * Rounds of one fate: a generator of a name sends to a broker that is frozen, so that its last requests lie in the broker's
 * buffers; it is killed, and the next one of the name starts before the broker goes on.
 */
import { execa } from 'execa';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { resolveChain } from '../../../chain/chain.ts';
import { readingHeaders, topicNames } from '../../../chain/names.ts';
import { includes, normalize } from '../../../chain/ranges.ts';
import { openKafka } from '../../../kafka/client.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { readProgress } from '../../../kafka/progress.ts';
import type { TestBroker } from '../../support/broker.ts';
import { recordsIn } from '../useGenerator.ts';

const courant = new URL('../../../bin/courant.mjs', import.meta.url).pathname;

/** What lies in the topic of one producer, by its numbers. */
export interface Seen {
  readonly records: number;
  /** Numbers that are there again, though nobody foretold it. */
  readonly doubled: number;
  readonly foretold: number;
  readonly outOfOrder: number;
  /** Numbers below the highest one that are in no record and in no account. */
  readonly missing: number;
}

/** A process of its own, which can be killed. @param generator fields of the definition's generator */
export class Launcher {
  readonly folder: string;
  readonly #broker: TestBroker;
  readonly #children: { kill(signal: NodeJS.Signals): boolean }[] = [];

  private constructor(folder: string, broker: TestBroker) {
    this.folder = folder;
    this.#broker = broker;
  }

  static async open(broker: TestBroker): Promise<Launcher> {
    return new Launcher(await mkdtemp(join(tmpdir(), 'courant-fence-')), broker);
  }

  launch(generator: object, name: string, ...more: readonly string[]) {
    return this.launchWith({}, generator, name, ...more);
  }

  /** @param env beside the test's own */
  launchWith(
    env: Readonly<Record<string, string>>,
    generator: object,
    name: string,
    ...more: readonly string[]
  ) {
    const definition = join(this.folder, 'definition.json');
    const chain = resolveChain({ name: 'test', generator }, 'the test');
    writeFileSync(definition, JSON.stringify(chain));
    const where = [
      `--definition=${definition}`,
      `--bootstrap-servers=127.0.0.1:${this.#broker.port}`,
    ];
    const args = [courant, 'generate', ...where, `--folder=${this.folder}`, `--name=${name}`];
    const child = execa(process.execPath, [...args, ...more, '-o', 'json'], { reject: false, env });
    this.#children.push(child);
    return child;
  }

  /** Ends what still runs. */
  close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    return rm(this.folder, { recursive: true, force: true });
  }
}

export async function frozenRound(
  broker: TestBroker,
  launcher: Launcher,
  { generator, name }: { readonly generator: object; readonly name: string },
): Promise<void> {
  const before = await recordsIn(broker.connection);
  const first = launcher.launch(generator, name, '--sole');
  await untilRecords(broker, before + 20_000);
  signal(broker.pid, 'SIGSTOP');
  // Nobody tells from outside that the requests have arrived: at full speed they do within milliseconds.
  await pause(300 + Math.random() * 700);
  first.kill('SIGKILL');
  await first;
  const second = launcher.launch(generator, name, '--sole');
  // Long enough for it to stand before the broker, too.
  await pause(3_000 + Math.random() * 2_000);
  signal(broker.pid, 'SIGCONT');
  const thawed = await recordsIn(broker.connection);
  await untilRecords(broker, thawed + 20_000);
  second.kill('SIGTERM');
  await second;
}

export async function untilRecords(broker: TestBroker, count: number): Promise<void> {
  while ((await recordsIn(broker.connection)) < count) await pause(50);
}

export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(pid, name);
}

/** Looks at the topic itself, and at the account only for what was foretold. */
export async function seenOf(broker: TestBroker, producer: string): Promise<Seen> {
  const kafka = await openKafka(broker.connection);
  try {
    const reports = (await readProgress(kafka)).generators.filter(
      (report) => report.producer === producer,
    );
    const all = await Promise.all(reports.map((report) => inPartition(kafka, report)));
    const sum = (field: keyof Seen) => all.reduce((total, seen) => total + seen[field], 0);
    return {
      records: sum('records'),
      doubled: sum('doubled'),
      foretold: sum('foretold'),
      outOfOrder: sum('outOfOrder'),
      missing: sum('missing'),
    };
  } finally {
    await kafka.close();
  }
}

type Report = Awaited<ReturnType<typeof readProgress>>['generators'][number];

async function inPartition(kafka: Kafka, report: Report): Promise<Seen> {
  const { producer, partition, possiblyDoubled, unknown, failed } = report;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const numbers: number[] = [];
  await kafka.scan(
    topicNames.readings,
    ranges.filter((range) => range.partition === partition),
    (record) => {
      const headers = record.headers();
      if (headers[readingHeaders.producer]?.toString() !== producer) return;
      numbers.push(Number(headers[readingHeaders.seq]?.toString()));
    },
  );
  const marked = normalize(possiblyDoubled);
  const excused = normalize([...unknown, ...failed]);
  const distinct = new Set<number>();
  let [doubled, foretold, outOfOrder, highest] = [0, 0, 0, -1];
  for (const number of numbers) {
    if (distinct.has(number) && includes(marked, number)) foretold += 1;
    else if (distinct.has(number)) doubled += 1;
    else if (number < highest) outOfOrder += 1;
    distinct.add(number);
    highest = Math.max(highest, number);
  }
  let missing = 0;
  for (let number = 0; number < highest; number++) {
    if (!distinct.has(number) && !includes(excused, number)) missing += 1;
  }
  return { records: numbers.length, doubled, foretold, outOfOrder, missing };
}
