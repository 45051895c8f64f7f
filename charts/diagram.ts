/** The chain as a picture, in Mermaid's language, which GitHub and many others draw. */
import { topicSettings } from '../chain/chain.ts';
import { kafkaUserName, topicNames } from '../chain/names.ts';
import { number } from '../chain/words/counted.ts';
import { chainSize, executorCores } from '../chain/definition/sizing.ts';
import type { ChainSource } from './legs.ts';

/** Legs, topics, and who writes and reads them, as whom. */
export function diagramOf(source: ChainSource): string {
  return ['flowchart LR', ...[...nodes(source), ...arrows(source)].map((line) => `  ${line}`)].join(
    '\n',
  );
}

function nodes({ chain, queries }: ChainSource): string[] {
  const { brokers, executors } = chainSize(chain);
  const { replicas, rate } = chain.generator;
  const topic = (name: string): string => {
    const { partitions } = topicSettings(chain, name);
    return `${idOf(name)}[("${name}<br/>${name === topicNames.progress ? 1 : partitions} × ${chain.profile === 'laptop' ? 1 : 3}")]`;
  };
  return [
    `generator["generator × ${replicas}<br/>${rate === 'max' ? rate : number(rate)} readings/s each"]`,
    `subgraph kafka["Kafka, ${brokers.replicas === 1 ? '1 node' : `${brokers.replicas} brokers`}; topics: partitions × replicas"]`,
    ...[...Object.values(topicNames), ...Object.keys(queries)].map((name) => `  ${topic(name)}`),
    'end',
    `subgraph spark["Spark, ${executors.replicas} × ${executorCores(chain)} tasks"]`,
    ...Object.keys(queries).map((name) => `  ${idOf(name)}_sql["${name}.sql"]`),
    'end',
    'verify["courant verify"]',
  ];
}

function arrows({ chain, queries }: ChainSource): string[] {
  const [readings, deadLetters, progress] = Object.values(topicNames).map(idOf);
  const names = Object.keys(queries);
  return [
    `generator -->|${kafkaUserName(chain.name, 'generator')}| ${readings}`,
    `generator -.-> ${deadLetters}`,
    `generator -.-> ${progress}`,
    ...names.flatMap((name) => [
      `${readings} -->|${kafkaUserName(chain.name, 'spark')}| ${idOf(name)}_sql`,
      `${idOf(name)}_sql --> ${idOf(name)}`,
    ]),
    `spark -.-> ${deadLetters}`,
    `spark -.-> ${progress}`,
    `kafka -.->|${kafkaUserName(chain.name, 'verify')}| verify`,
  ];
}

function idOf(topic: string): string {
  return `topic_${topic.replace(/[^A-Za-z0-9]/g, '_')}`;
}
