/** `import … from 'courant/constructs'`: the chain's parts for a cdk8s app of one's own. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, setRoot } from './build.mjs';

setRoot();
const constructs = await import(pathToFileURL(join(await ensureBuilt(), 'charts/index.js')).href);
export const {
  FlinkQueries,
  KafkaCluster,
  SensorGenerator,
  StreamingChain,
  StreamingQueries,
  Topic,
  User,
} = constructs;
