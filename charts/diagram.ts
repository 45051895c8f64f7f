/** The chain as a picture, in Mermaid's language, which GitHub and many others draw. */
import { topicSettings } from '../chain/chain.ts';
import { kafkaUserName, topicNames } from '../chain/names.ts';
import { number } from '../chain/words/counted.ts';
import { chainSize, executorCores } from '../chain/definition/sizing.ts';
import type { Engine } from '../chain/chain.ts';
import { outputsOf } from './legs.ts';
import type { ChainSource, QueryTexts } from './legs.ts';

/** Legs, topics, and who writes and reads them, as whom. */
export function diagramOf(source: ChainSource): string {
  return ['flowchart LR', ...[...nodes(source), ...arrows(source)].map((line) => `  ${line}`)].join(
    '\n',
  );
}

function nodes(source: ChainSource): string[] {
  const { chain, queries, flinkQueries = {} } = source;
  const { brokers, executors } = chainSize(chain);
  const { replicas, rate } = chain.generator;
  const topic = (name: string): string => {
    const { partitions } = topicSettings(chain, name);
    return `${idOf(name)}[("${name}<br/>${name === topicNames.progress ? 1 : partitions} × ${chain.profile === 'laptop' ? 1 : 3}")]`;
  };
  return [
    `generator["generator × ${replicas}<br/>${rate === 'max' ? rate : number(rate)} readings/s each"]`,
    `subgraph kafka["Kafka, ${brokers.replicas === 1 ? '1 node' : `${brokers.replicas} brokers`}; topics: partitions × replicas"]`,
    ...[...Object.values(topicNames), ...outputsOf(source)].map((name) => `  ${topic(name)}`),
    'end',
    ...engine('spark', `Spark, ${executors.replicas} × ${executorCores(chain)} tasks`, queries),
    ...engine('flink', 'Flink, one for each query', flinkQueries),
    'verify["courant verify"]',
  ];
}

function engine(id: Engine, title: string, queries: QueryTexts['queries']): string[] {
  const names = Object.keys(queries);
  if (names.length === 0) return [];
  const files = names.map((name) => `  ${idOf(name)}_sql["${name}.sql"]`);
  return [`subgraph ${id}["${title}"]`, ...files, 'end'];
}

function arrows({ chain, queries, flinkQueries = {} }: ChainSource): string[] {
  const [readings, deadLetters, progress] = Object.values(topicNames).map(idOf);
  const ran = [
    { engine: 'spark', names: Object.keys(queries) },
    { engine: 'flink', names: Object.keys(flinkQueries) },
  ] as const;
  const used = ran.filter(({ names }) => names.length > 0);
  return [
    `generator -->|${kafkaUserName(chain.name, 'generator')}| ${readings}`,
    `generator -.-> ${deadLetters}`,
    `generator -.-> ${progress}`,
    ...used.flatMap(({ engine, names }) =>
      names.flatMap((name) => [
        `${readings} -->|${kafkaUserName(chain.name, engine)}| ${idOf(name)}_sql`,
        `${idOf(name)}_sql --> ${idOf(name)}`,
      ]),
    ),
    ...used.flatMap(({ engine }) => [
      `${engine} -.-> ${deadLetters}`,
      `${engine} -.-> ${progress}`,
    ]),
    `kafka -.->|${kafkaUserName(chain.name, 'verify')}| verify`,
  ];
}

function idOf(topic: string): string {
  return `topic_${topic.replace(/[^A-Za-z0-9]/g, '_')}`;
}
