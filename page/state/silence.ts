/** Legs whose process is there and that say nothing: hung, stopped by a signal, or started a moment ago. */
import { engines } from '../../chain/engines.ts';
import type { Engine } from '../../chain/engines.ts';
import { counted } from '../../chain/words/counted.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import { generatorNode, queryNode } from './point.ts';

/** Generators report every second or so, queries with each batch. */
const patienceMs = 10_000;
/** A batch may take longer than the one before it. */
const batches = 3;

export interface Silence {
  readonly node: string;
  /** False where the part has figures of others, as one of several generators. */
  readonly isWhole: boolean;
  /** Why; `null` where another part is the reason. */
  readonly sentence: string | null;
}

interface Reports {
  readonly progress: Pick<ProgressSnapshot, 'reports' | 'queries'>;
  readonly atMs: number;
}
interface Heard extends Reports {
  /** Since when Kafka answers: who could not report before is not silent yet. */
  readonly sinceMs: number;
}

/** Follows them over time. */
export class Silences {
  #sinceMs: number | undefined;

  /** @param reports as Kafka has them now; `undefined` while it does not answer: then nobody can be heard */
  of(status: StatusDocument, reports: Reports | undefined): Silence[] {
    if (reports === undefined) {
      this.#sinceMs = undefined;
      return [];
    }
    this.#sinceMs ??= reports.atMs;
    const heard = { ...reports, sinceMs: this.#sinceMs };
    return [...ofGenerators(status, heard), ...ofQueries(status, heard)];
  }
}

function ofGenerators({ legs }: StatusDocument, { progress, atMs, sinceMs }: Heard): Silence[] {
  const running = legs.filter(({ name, state }) => name === 'generator' && state === 'running');
  const late = running.filter((leg) => atMs - Math.max(sinceMs, startOf(leg)) > patienceMs);
  const isFresh = ({ time }: { readonly time: string }) => atMs - Date.parse(time) <= patienceMs;
  const heard = new Set(progress.reports.filter(isFresh).map(({ producer }) => producer)).size;
  const missing = late.length - heard;
  if (missing <= 0) return [];
  const who = running.length === 1 ? String(late[0]?.id) : counted(missing, 'generator');
  const has = missing === 1 ? 'has' : 'have';
  const sentence = `${who} ${has} reported nothing for ${patienceMs / 1_000} s or more`;
  return [{ node: generatorNode, isWhole: missing === running.length, sentence }];
}

function ofQueries(status: StatusDocument, heard: Heard): Silence[] {
  return engines.flatMap((engine) => ofEngine(engine, status, heard));
}

function ofEngine(engine: Engine, status: StatusDocument, heard: Heard): Silence[] {
  const runner = status.legs.find(({ name }) => name === engine);
  const known = status.queries.filter(
    (query) => query.engine === engine && (query.state === 'running' || query.state === 'starting'),
  );
  const silent = known.flatMap((query) => {
    const ms = silentMs(query, runner, heard);
    return ms === null ? [] : [{ query, ms }];
  });
  const isWhole = runner !== undefined && silent.length === known.length;
  const leastMs = Math.min(...silent.map(({ ms }) => ms));
  return silent.map(({ query, ms }) => {
    const node = queryNode(query.name);
    const [who, did, forMs] = isWhole
      ? [runner.id, 'reported nothing', leastMs]
      : [query.name, 'ended no batch', ms];
    if (forMs === 0) return { node, isWhole: true, sentence: null };
    return {
      node,
      isWhole: true,
      sentence: `${who} has ${did} for ${Math.round(forMs / 1_000)} s`,
    };
  });
}

/** `null`: it is heard; 0: it cannot be yet. */
function silentMs(query: StatusQuery, runner: Leg | undefined, heard: Heard): number | null {
  if (runner !== undefined && runner.state !== 'running') return 0;
  const report = heard.progress.queries.find((one) => one.query === query.name);
  const reportedMs = Date.parse(report?.time ?? '');
  const startedMs = runner === undefined ? 0 : startOf(runner);
  const ms = heard.atMs - Math.max(reportedMs, startedMs, heard.sinceMs);
  const longMs = Math.max(patienceMs, batches * (query.lastBatchMs ?? 0));
  if (ms > longMs && query.lagRows !== 0) return ms;
  return reportedMs < startedMs ? 0 : null;
}

function startOf({ since }: Leg): number {
  return since === null ? 0 : Date.parse(since);
}
