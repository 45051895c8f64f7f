/** The engines of a chain with their versions, in a sentence. */
import type { DefinitionFacts } from '../facts/definition.ts';
import type { Show } from './spoken.ts';

/** Which engines run queries. */
export function processedBy({
  spark,
  flink,
}: Pick<DefinitionFacts['versions'], 'spark' | 'flink'>): 'spark' | 'flink' | 'both' {
  if (flink === undefined) return 'spark';
  return spark === undefined ? 'flink' : 'both';
}

/** @param and the word between two */
export function enginesOf(
  { spark, flink }: DefinitionFacts['versions'],
  show: Show,
  and: string,
): string {
  const named = [spark && `Spark ${show(spark)}`, flink && `Flink ${show(flink)}`];
  return named.filter((text) => text !== undefined).join(` ${and} `);
}
