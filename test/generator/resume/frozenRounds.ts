/**
 * Rounds of one fate: what a generator of a name sent last is on its way when it is killed, and the next one of the name
 * starts before the broker sees it.
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
import { produceKey } from '../../support/holdingRelay.ts';
import type { HoldingRelay } from '../../support/holdingRelay.ts';
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
  readonly #children: Child[] = [];
  readonly #closing = new AbortController();

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
    this.#closing.signal.throwIfAborted();
    const definition = join(this.folder, 'definition.json');
    const chain = resolveChain({ name: 'test', generator }, 'the test');
    writeFileSync(definition, JSON.stringify(chain));
    const where = [
      `--definition=${definition}`,
      `--bootstrap-servers=127.0.0.1:${this.#broker.port}`,
    ];
    const args = [courant, 'generate', ...where, `--folder=${this.folder}`, `--name=${name}`];
    const child = run([...args, ...more, '-o', 'json'], env);
    this.#children.push(child);
    return child;
  }

  /** Freezes the broker, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#closing.signal.throwIfAborted();
    signal(this.#broker.pid, name);
  }

  /**
   * Returns once the topic holds so many records more.
   * @throws Error when nobody is left that could write them
   */
  async untilRecords(more: number): Promise<void> {
    const { signal: closing } = this.#closing;
    const count = (await recordsIn(this.#broker.connection)) + more;
    while ((await recordsIn(this.#broker.connection)) < count) {
      await pause(50, undefined, { signal: closing });
      if (this.#children.every(hasEnded)) throw new Error(await this.#lastWords());
    }
  }

  async #lastWords(): Promise<string> {
    const ended = await this.#children.at(-1);
    return `the generator ended with ${ended?.exitCode}: ${ended?.stderr}\n${ended?.stdout}`;
  }

  /** Ends what still runs, and the round that is under way: it must not reach into the next test. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.#children);
    signal(this.#broker.pid, 'SIGCONT');
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Child = ReturnType<typeof run>;

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  return execa(process.execPath, args, { reject: false, env });
}

function hasEnded({ exitCode, signalCode }: Child): boolean {
  return exitCode !== null || signalCode !== null;
}

export interface RoundOptions {
  readonly generator: object;
  readonly name: string;
}

/** The broker is frozen, so that the requests lie in its buffers. What it does first when it goes on is a matter of luck. */
export async function frozenRound(
  launcher: Launcher,
  { generator, name }: RoundOptions,
): Promise<void> {
  const first = launcher.launch(generator, name, '--sole');
  await launcher.untilRecords(20_000);
  launcher.signal('SIGSTOP');
  // Nobody tells from outside that the requests have arrived: at full speed they do within milliseconds.
  await pause(300 + Math.random() * 700);
  first.kill('SIGKILL');
  await first;
  const second = launcher.launch(generator, name, '--sole');
  // Long enough for it to stand before the broker, too.
  await pause(3_000 + Math.random() * 2_000);
  launcher.signal('SIGCONT');
  await launcher.untilRecords(20_000);
  second.kill('SIGTERM');
  await second;
}

/**
 * The same without luck: the requests are held by the network, and delivered when the second one has sent its own.
 * @returns how the broker answers them: 0, or an error code of Kafka's protocol
 */
export async function heldRound(
  launcher: Launcher,
  relay: HoldingRelay,
  { generator, name }: RoundOptions,
): Promise<number[]> {
  const first = launcher.launch(generator, name, '--sole');
  await launcher.untilRecords(20_000);
  // One a partition.
  await relay.hold(produceKey, 4);
  first.kill('SIGKILL');
  await first;
  const second = launcher.launch(generator, name, '--sole');
  await launcher.untilRecords(20_000);
  const answers = await relay.release();
  second.kill('SIGTERM');
  await second;
  return answers;
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
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
