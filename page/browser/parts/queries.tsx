/** Each query: how far behind, whether that grows, where its watermark stands, and what it is. */
import type { QueryInsight } from '../../live.ts';
import { chain, isStale, live, queryNames } from '../state/store.ts';
import { duration, noData, perSecond, whole } from '../state/words.ts';

type Query = NonNullable<typeof live.value>['status']['queries'][number];

const trends = {
  growing: '↗ growing',
  steady: '→ steady',
  draining: '↘ draining',
} as const;

export function Queries() {
  const told = live.value?.status.queries ?? [];
  const unknown = queryNames.value.filter((name) => !told.some((query) => query.name === name));
  return (
    <section class="panel queries" aria-labelledby="queries-title">
      <h2 id="queries-title">Queries</h2>
      <div class="cards">
        {told.map((query) => (
          <QueryCard key={query.name} query={query} insight={insightOf(query.name)} />
        ))}
        {unknown.map((name) => (
          <article key={name} class="card silent">
            <h3>{name}</h3>
            <p class="quiet">{noData}</p>
          </article>
        ))}
      </div>
    </section>
  );
}

function insightOf(name: string): QueryInsight | undefined {
  return live.value?.insights.find((insight) => insight.name === name);
}

interface CardParts {
  readonly query: Query;
  readonly insight: QueryInsight | undefined;
}

function QueryCard({ query, insight }: CardParts) {
  return (
    <article class={`card ${toneOf(query)}`}>
      <header>
        <h3>{query.name}</h3>
        <span class="tag">{isSilent(query) ? noData : query.state}</span>
      </header>
      {query.error !== null && <p class="error">{query.error.message}</p>}
      <Figures query={query} insight={insight} />
      {insight?.watermarkWhy !== null && insight?.watermarkWhy !== undefined && (
        <p class="why">The watermark stands still: {insight.watermarkWhy}.</p>
      )}
      <Batch query={query} insight={insight} />
      <Sentence query={query} insight={insight} />
    </article>
  );
}

/** Whatever its process does. */
function isSilent({ name }: Query): boolean {
  return isStale.value || live.value?.silent.includes(`query:${name}`) === true;
}

function toneOf(query: Query): string {
  const { name, state } = query;
  const node = `query:${name}`;
  if (isStale.value) return 'silent';
  if (state === 'failed' || live.value?.causes.some(({ nodes }) => nodes.includes(node)) === true)
    return 'cause';
  if (state !== 'running' || isSilent(query)) return 'silent';
  return live.value?.slowest?.node === node ? 'slow' : 'runs';
}

/** Of one that does not run, what was known last is no figure of now. */
function Figures({ query, insight }: CardParts) {
  const runs = query.state === 'running' && !isSilent(query);
  const now = <T,>(figure: T): T | null => (runs ? figure : null);
  const lagMs = query.lagSeconds === null ? null : query.lagSeconds * 1_000;
  return (
    <dl class="figures">
      <Figure name="reads" value={perSecond(now(query.ratePerSecond))} />
      <Figure name="behind" value={whole(now(query.lagRows))} unit="rows" />
      <Figure name="behind in time" value={duration(now(lagMs))} />
      <Figure name="trend" value={trendText(now(insight?.trend ?? null))} />
      <Figure name="to drain" value={drainText(query, runs, insight)} />
      <Figure name="watermark behind" value={gapText(insight, runs)} />
    </dl>
  );
}

export function Figure(parts: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
}) {
  const isKnown = parts.value !== noData;
  return (
    <div>
      <dt>{parts.name}</dt>
      <dd class={isKnown ? '' : 'unknown'}>
        {parts.value}
        {isKnown && parts.unit !== undefined && <small> {parts.unit}</small>}
      </dd>
    </div>
  );
}

function trendText(trend: QueryInsight['trend']): string {
  return trend === null ? noData : trends[trend];
}

function drainText({ lagRows }: Query, runs: boolean, insight?: QueryInsight): string {
  if (!runs || insight === undefined) return noData;
  if (insight.drainSeconds !== null) return duration(insight.drainSeconds * 1_000);
  if (lagRows === 0) return 'nothing waits';
  if (insight.trend === null) return noData;
  return insight.trend === 'growing' ? 'never, at this rate' : 'stays as it is';
}

function gapText(insight: QueryInsight | undefined, runs: boolean): string {
  if (!runs || insight === undefined) return noData;
  return insight.watermarkGapMs === null ? 'none' : duration(insight.watermarkGapMs);
}

const phaseNames = [
  ['planningMs', 'planning'],
  ['runningMs', 'running'],
  ['committingMs', 'committing'],
] as const;

function Batch({ query, insight }: CardParts) {
  const { lastBatchMs } = query;
  const phases = insight?.phases ?? null;
  if (phases === null) {
    const split = lastBatchMs === null ? '' : ' (how it was spent is not reported)';
    return <p class="quiet">{`last batch ${duration(lastBatchMs)}${split}`}</p>;
  }
  const all = phaseNames.reduce((sum, [phase]) => sum + phases[phase], 0);
  return (
    <div class="batch">
      <p class="quiet">{`last batch ${duration(lastBatchMs ?? all)}: ${phaseText(phases)}`}</p>
      <PhaseBar phases={phases} all={Math.max(1, all)} />
    </div>
  );
}

type Phases = NonNullable<QueryInsight['phases']>;

function phaseText(phases: Phases): string {
  return phaseNames.map(([phase, name]) => `${name} ${duration(phases[phase])}`).join(', ');
}

function PhaseBar({ phases, all }: { readonly phases: Phases; readonly all: number }) {
  let start = 0;
  return (
    <svg class="phases" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
      {phaseNames.map(([phase, name]) => {
        const width = (100 * phases[phase]) / all;
        start += width;
        return <rect key={name} class={name} x={start - width} width={width} height={6} />;
      })}
    </svg>
  );
}

function Sentence({ query, insight }: CardParts) {
  const sql = chain.value?.queries.find(({ name }) => name === query.name)?.sql ?? '';
  const mode = query.mode === null ? 'mode not known' : modeText(query.mode);
  return (
    <>
      <p class="quiet">{`${insight?.planSentence ?? 'not analyzed yet'} · ${mode}`}</p>
      <details>
        <summary>Its SQL</summary>
        <pre tabIndex={0} aria-label={`SQL of ${query.name}`}>
          {sql === '' ? 'not known' : sql.trim()}
        </pre>
      </details>
    </>
  );
}

function modeText({ kind, reason }: NonNullable<Query['mode']>): string {
  const name = kind === 'realTime' ? 'real time' : 'micro-batches';
  return reason === undefined ? name : `${name}: ${reason}`;
}
