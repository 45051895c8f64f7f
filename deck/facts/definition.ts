/** What the chain is: its parts from the definition, the versions, and what a cluster is asked for. */
import { flinkQueries, sparkQueries, topicSettings } from '../../chain/chain.ts';
import type { ChainDefinition, Engine } from '../../chain/chain.ts';
import { topicNames } from '../../chain/names.ts';
import {
  courantVersion,
  flinkVersion,
  kafkajsVersion,
  kafkaVersion,
  sparkOperatorVersion,
  sparkVersion,
  strimziVersion,
} from '../../chain/versions.ts';
import { planChain } from '../../charts/plan.ts';
import type { Plan } from '../../charts/plan.ts';
import type { ChainFolder } from '../../targets/target.ts';
import { figuresFrom } from '../figure.ts';
import type { Figure } from '../figure.ts';

export interface Part {
  readonly name: string;
  readonly partitions: Figure;
}

export interface QueryPart extends Part {
  readonly engine: Engine;
}

/** @param engineOf who runs the query of a name */
export function definitionFacts(
  { chain, folder, file }: ChainFolder,
  queries: readonly string[],
  engineOf: (query: string) => Engine,
) {
  const figure = figuresFrom(file);
  const { generator } = chain;
  return {
    sourceType: generator.source.type,
    given: givenTo(generator.source),
    replicas: figure('definition.replicas', 'count', generator.replicas),
    rate: figure(
      'definition.rate',
      generator.rate === 'max' ? 'text' : 'perSecond',
      isMadeUp(chain) ? generator.rate : null,
    ),
    readings: topicPart(chain, topicNames.readings, 'readings', file),
    deadLetters: topicPart(chain, topicNames.deadLetters, 'deadLetters', file),
    queries: queries.map((query, at): QueryPart => {
      return { ...topicPart(chain, query, `query.${at}`, file), engine: engineOf(query) };
    }),
    queryCount: figure('definition.queries', 'count', queries.length),
    versions: versionFacts(chain),
    plan: planFacts(chain, folder),
  };
}
/** Whether it is made by the generator, at its own rate, as many times as there are replicas. */
export function isMadeUp({ generator }: ChainDefinition): boolean {
  return generator.source.type === 'random' || generator.source.type === 'records';
}

/** The files or the address that readings are taken from. */
function givenTo(source: ChainDefinition['generator']['source']): string | null {
  if (source.type === 'replay') return source.files;
  return source.type === 'sse' ? source.url : null;
}
export type DefinitionFacts = ReturnType<typeof definitionFacts>;

function topicPart(chain: ChainDefinition, name: string, id: string, file: string): Part {
  const { partitions } = topicSettings(chain, name);
  const figure = figuresFrom(file);
  return { name, partitions: figure(`definition.${id}.partitions`, 'count', partitions) };
}

function versionFacts(chain: ChainDefinition) {
  const figure = figuresFrom('chain/versions.ts, docs/dependencies.md');
  const text = (id: string, value: string) => figure(`version.${id}`, 'text', value);
  return {
    kafka: text('kafka', kafkaVersion),
    spark: sparkQueries(chain) && text('spark', sparkVersion),
    flink: flinkQueries(chain) && text('flink', flinkVersion),
    kafkajs: text('kafkajs', kafkajsVersion),
    strimzi: text('strimzi', strimziVersion),
    sparkOperator: sparkQueries(chain) && text('sparkOperator', sparkOperatorVersion),
    courant: text('courant', courantVersion),
    node: figuresFrom('node --version')('version.node', 'text', process.versions.node),
  };
}

/** A chain whose queries cannot go to Kubernetes has no plan. */
function planFacts(chain: ChainDefinition, folder: string) {
  const figure = figuresFrom('courant plan');
  const plan = planOrNothing(chain, folder);
  return {
    profile: chain.profile,
    pods: (plan?.pods ?? []).map(({ what, replicas, cpuMillis, memoryBytes }, at) => ({
      what,
      replicas: figure(`plan.${at}.replicas`, 'count', replicas),
      cpu: figure(`plan.${at}.cpu`, 'cores', (replicas * cpuMillis) / 1_000),
      memory: figure(`plan.${at}.memory`, 'bytes', replicas * memoryBytes),
    })),
    cpu: figure('plan.cpu', 'cores', plan && plan.total.cpuMillis / 1_000),
    memory: figure('plan.memory', 'bytes', plan?.total.memoryBytes),
  };
}

function planOrNothing(chain: ChainDefinition, folder: string): Plan | undefined {
  try {
    return planChain(chain, folder);
  } catch {
    return undefined;
  }
}
