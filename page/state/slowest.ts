/** The one leg that holds up the others, in a sentence. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import type { LiveState, QueryInsight } from '../live.ts';
import { generatorNode, nobody, queryNode } from './point.ts';
import type { Silent } from './point.ts';

/** A batch takes up to a second, and one more may be under way. */
const leastSeconds = 3;
/** A generator that sends less than this share of what it was asked for does not keep up. */
const enough = 0.9;

/** `null` where all keep up, or nothing is known. Who is silent is not slow. */
export function slowestOf(
  status: StatusDocument,
  insights: readonly QueryInsight[],
  silent: Silent = nobody,
): LiveState['slowest'] {
  const behind = status.queries
    .filter(({ name, state }) => state === 'running' && !silent.has(queryNode(name)))
    .filter((query) => isBehind(query, insightOf(insights, query)))
    .sort((one, other) => (other.lagRows ?? 0) - (one.lagRows ?? 0));
  const [slowest] = behind;
  if (slowest !== undefined) {
    return {
      node: queryNode(slowest.name),
      sentence: sentenceOf(slowest, insightOf(insights, slowest), readingsRate(status)),
    };
  }
  return silent.has(generatorNode) ? null : slowGenerator(status);
}

function insightOf(insights: readonly QueryInsight[], { name }: StatusQuery) {
  return insights.find((insight) => insight.name === name);
}

/** What arrived while one batch ran is no backlog. */
function isBehind(
  { lagRows, lagSeconds }: StatusQuery,
  insight: QueryInsight | undefined,
): boolean {
  if (lagRows === null || lagRows === 0) return false;
  const isLate = (lagSeconds ?? 0) >= leastSeconds;
  return isLate || (insight?.trend === 'growing' && (lagSeconds ?? 0) >= leastSeconds / 2);
}

function sentenceOf(
  query: StatusQuery,
  insight: QueryInsight | undefined,
  comesIn: number | null,
): string {
  const reads =
    query.ratePerSecond === 0
      ? `has ended no batch lately, and ${rows(comesIn)}/s come in`
      : `reads ${rows(query.ratePerSecond)} of ${rows(comesIn)}/s`;
  const trend = insight?.trend === undefined || insight.trend === null ? '' : `, ${insight.trend}`;
  const drain =
    insight === undefined || insight.drainSeconds === null
      ? ''
      : `, ${inWords(insight.drainSeconds)} to drain at this rate`;
  return `${query.name} ${reads}: ${rows(query.lagRows)} rows behind${trend}${drain}`;
}

function slowGenerator({ generator, legs }: StatusDocument): LiveState['slowest'] {
  const { askedPerSecond: asked, ratePerSecond: rate } = generator;
  const areWell = legs.every(({ name, state }) => name !== 'generator' || state === 'running');
  if (!areWell || asked === null || rate === null || asked === 0 || rate >= asked * enough)
    return null;
  return {
    node: generatorNode,
    sentence: `the generator sends ${rows(rate)} of ${rows(asked)}/s that it was asked for`,
  };
}

function readingsRate({ kafka }: StatusDocument): number | null {
  return kafka.topics.find(({ name }) => name === topicNames.readings)?.ratePerSecond ?? null;
}

/** As people say it: no fraction of a second counts here. */
function inWords(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function rows(count: number | null): string {
  return count === null ? 'an unknown number' : Math.round(count).toLocaleString('en');
}
