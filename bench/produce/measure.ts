/** One client against one receiver: what arrived within a span, and what that cost. */
import { setTimeout as pause } from 'node:timers/promises';
import { round } from '../figures.ts';
import type { Child, ObserverAnswer } from '../processes.ts';
import type { Receiver } from './receivers.ts';

/** A client that is compared: a process that produces until it is ended. */
export interface Client {
  readonly name: string;
  /** A Node process, which can tell of its event loop. */
  readonly isObserved?: boolean;
  /** @param flags further ones of the client's own */
  start(servers: string, flags?: readonly string[]): Child;
}

export interface Span {
  /**
   * CPU time of the client before the span begins, so that compilers get warm: on a busy machine a fixed time would
   * compare those that start fast with those that do not.
   */
  readonly warmCpuSeconds: number;
  readonly spanMs: number;
}

export type Measured = Awaited<ReturnType<typeof measure>>;

const firstRecordMs = 60_000;
/** A client that waits more than it works is as warm as it gets. */
const warmDeadlineMs = 45_000;
const lookMs = 200;

/** Starts the client, measures it, and ends it. @throws with its last words when it sends nothing or ends */
export async function measure(client: Client, receiver: Receiver, span: Span) {
  const { records } = await receiver.arrived();
  const child = client.start(receiver.servers);
  try {
    await untilMoreThan(records, receiver, child);
    await untilWarm(child, span.warmCpuSeconds);
    return {
      client: client.name,
      receiver: receiver.name,
      ...(await within(span, child, client, receiver)),
    };
  } catch (error) {
    throw new Error(`${client.name}: ${child.lastWords}`, { cause: error });
  } finally {
    await child.kill();
  }
}

async function untilMoreThan(records: number, receiver: Receiver, child: Child): Promise<void> {
  const deadline = Date.now() + firstRecordMs;
  while ((await receiver.arrived()).records <= records) {
    if (child.isGone || Date.now() > deadline) throw new Error('nothing arrived');
    await pause(lookMs / 4);
  }
}

async function untilWarm(child: Child, seconds: number): Promise<void> {
  const deadline = Date.now() + warmDeadlineMs;
  while ((await child.cpuSeconds()) < seconds && Date.now() < deadline) await pause(lookMs);
}

async function within(span: Span, child: Child, client: Client, receiver: Receiver) {
  const question = { ask: 'begin', eventLoop: true } as const;
  if (client.isObserved) await child.ask(question);
  const before = await look(child, receiver);
  const mostBytes = await mostResident(child, span.spanMs);
  const after = await look(child, receiver);
  const loop = client.isObserved
    ? ((await child.ask({ ...question, ask: 'end' })) as ObserverAnswer)
    : null;
  const seconds = (after.atMs - before.atMs) / 1_000;
  const records = after.records - before.records;
  const cpu = after.cpu - before.cpu;
  const receiverCpu = after.receiverCpu - before.receiverCpu;
  return {
    readingsPerSecond: Math.round(records / seconds),
    // Of the client, all its threads.
    cpuSecondsAMillion: round(cpu / (records / 1e6), 3),
    receiverCpuSecondsAMillion: round(receiverCpu / (records / 1e6), 3),
    // Of one core.
    cpuPercent: round((cpu / seconds) * 100, 1),
    receiverCpuPercent: round((receiverCpu / seconds) * 100, 1),
    // Clients that are not observed do not tell.
    eventLoopP99Ms: loop === null ? null : round(loop.eventLoopP99Ms ?? 0, 1),
    eventLoopMaxMs: loop === null ? null : round(loop.eventLoopMaxMs ?? 0, 1),
    // The most that was seen.
    residentMiB: Math.round(mostBytes / 2 ** 20),
    // As they were sent, compressed or not.
    bytesAReading:
      after.bytes === null ? null : round((after.bytes - (before.bytes ?? 0)) / records, 1),
  };
}

async function look(child: Child, receiver: Receiver) {
  const [arrived, cpu, receiverCpu] = await Promise.all([
    receiver.arrived(),
    child.cpuSeconds(),
    receiver.cpuSeconds(),
  ]);
  return { ...arrived, cpu, receiverCpu };
}

async function mostResident(child: Child, spanMs: number): Promise<number> {
  const end = performance.now() + spanMs;
  let most = 0;
  for (;;) {
    most = Math.max(most, await child.residentBytes());
    const leftMs = end - performance.now();
    if (leftMs <= 0) return most;
    await pause(Math.min(lookMs, leftMs));
  }
}
