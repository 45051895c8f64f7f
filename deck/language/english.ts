/** The words of a report in English. */
import type { SourceType } from '../../chain/chain.ts';
import type { Why } from '../figure.ts';
import { englishProcessing } from './processing.ts';

const noun = (count: string, one: string): string => (count === '1' ? one : `${one}s`);
const plural = (count: string, one: string): string => `${count} ${noun(count, one)}`;

type Text = Readonly<Record<string, string>>;

export const english = {
  code: 'en' as 'en' | 'fr',
  numbers: { locale: 'en-US', byte: 'B' as 'B' | 'o', unknown: '–' },
  sections: {
    introduction: 'Introduction and need',
    data: 'Sources and data',
    architecture: 'Architecture of the pipelines',
    results: 'Results',
    problems: 'Problems met',
    skills: 'Skills gained',
    conclusion: 'Conclusion',
  },
  colon: ': ',
  sources: 'Sources',
  /** Where a figure comes from: its command, topic or file, or a phrase. */
  source: (source: string) => source,
  more: (count: string) => `… and ${count} more`,
  verdict: {
    proven: 'Proven: nothing was lost',
    provenSoFar: 'Proven so far: some of it cannot be told yet',
    notProven: 'Not proven',
    empty: 'Nothing was sent yet: there is nothing to prove',
  },
  /** After the verdict, where it is not proven. */
  problemCount: (count: string) => `${plural(count, 'problem')}, listed under “Problems met”`,
  why: {
    notMeasured: 'not measured: courant report --measure, while the chain runs',
    givenCannotScale:
      'what is given cannot be scaled: every replica would send the same files, or the same events',
    noControls: 'the legs are the cluster’s: kill a pod by kubectl',
    notRecorded: 'nobody wrote it down during the run',
    nothingThere: 'nothing is there that it could be told from',
    notReached: 'not reached before the deadline',
    otherPlan: 'the query is neither a window nor rows of one reading each',
  } satisfies Record<Why, string>,
  introduction: {
    need: 'The need',
    lines: [
      'Sensors measure all the time; what they say has to be used while it is fresh.',
      'Three parts are required: produce readings, take them in, process them as they come.',
      'And a fourth one that is seldom asked for: to prove that nothing was lost on the way.',
    ],
    acknowledged: 'readings acknowledged',
    lost: 'lost',
    queries: (count: string): string => (count === '1' ? 'query' : 'queries'),
    rate: 'readings a second, mean',
    tools: 'The tool for each part, and why',
    columns: ['part', 'chosen', 'why', 'instead of'],
    rows: [
      [
        'Generator',
        'TypeScript, kafkajs',
        'a seed makes the same readings again; every record is numbered, so that each can be accounted for',
        'a script without an account: what is lost there is never missed',
      ],
      [
        'Ingestion',
        'Apache Kafka',
        'keeps what it took, in order of each partition; many read the same topic, each at its own pace',
        'a queue that forgets what was read: nothing could be counted again',
      ],
    ],
    processing: englishProcessing.rows,
    asOf: (date: string) => `Comparison as of ${date}: docs/report.md`,
  },
  data: {
    columns: ['field', 'type', 'missing'],
    sensors: (count: string) => noun(count, 'sensor'),
    readings: 'readings',
    lookedAt: (looked: string, total: string) =>
      `Looked at: ${looked} of ${total} readings, the newest of each partition`,
    lookedAtAll: (looked: string) => `Looked at: all ${looked} readings of the topic`,
    gaps: (p50: string, p95: string) => `Between two readings of a sensor: p50 ${p50}, p95 ${p95}`,
    disorder: (count: string, share: string) =>
      `Out of order in event time: ${count} readings (${share})`,
    unreadable: (count: string) => `Records that are no JSON object: ${count}`,
    source: {
      random: () => 'Source: random sensors, made from a seed',
      records: () => 'Source: events of fields of their own, made from a seed',
      replay: (files: string) => `Source: replay of ${files}`,
      sse: (address: string) => `Source: events of the server ${address}`,
    } satisfies Record<SourceType, (given: string) => string>,
    nothing: 'No reading is in the topic yet.',
    values: 'Values, and faults on purpose',
    kindColumns: ['measured', 'unit', 'readings', 'least', 'median', 'most'],
    chart: 'Distribution of values by kind',
    chartX: 'from the least to the greatest value of the kind',
    chartY: '% of its readings',
    noValues: 'No reading has a numeric value: there is no distribution.',
    faultColumns: ['fault on purpose', 'injected', 'found'],
    noFaults: 'No fault was injected on purpose in this run.',
    faults: {
      late: 'late',
      doubled: 'doubled',
      withheld: 'withheld',
      not_json: 'not JSON',
      missing_field: 'missing field',
      wrong_type: 'wrong type',
      bad_time: 'bad time',
      future_time: 'future time',
      oversized: 'oversized',
    } as Text,
  },
  architecture: {
    generator: (count: string) => `generator × ${count}`,
    rate: (rate: string) => `${rate} each`,
    topic: (partitions: string) => plural(partitions, 'partition'),
    engine: (name: string) => `${name} query`,
    proof: 'courant verify',
    proofDetail: 'the law',
    progress: 'reports of each leg',
    legs: 'Each leg is a process of its own and writes where it stands to courant.progress; the proof is read from Kafka alone.',
    alt: 'The chain: generator, topic readings, queries, output topics; dead letters and reports beside them',
    versions: 'Versions, and what it asks for',
    versionColumns: ['software', 'version'],
    planColumns: ['on Kubernetes', 'pods', 'CPU', 'memory'],
    together: 'together',
    noPlan: 'No plan: the queries cannot go to Kubernetes as they are.',
    machine: (cpu: string, cores: string, memory: string) =>
      `This machine: ${cores} × ${cpu}, ${memory} of memory`,
    system: (system: string, node: string) => `${system}, Node ${node}`,
  },
  results: {
    rates: 'Rates: in, read, out',
    ratesY: 'rows a second',
    lag: 'Lag of each query',
    lagY: 'rows not read yet',
    seconds: 'seconds since the beginning',
    in: 'in',
    read: (query: string) => `read by ${query}`,
    out: (query: string) => `out of ${query}`,
    span: (from: string, to: string) => `From ${from} to ${to}`,
    nothing: 'No query has reported a batch: there are no rates to show.',
    load: (load: string) => `Load of the machine: ${load}`,
    meanIn: 'mean rate in',
    mostLag: 'greatest lag, rows',
    law: 'The law: nothing is lost',
    lawColumns: ['acknowledged', 'in the topic', 'lost', 'doubled', 'out of order', 'unaccounted'],
    hopColumns: [
      'query',
      'read',
      '= valid',
      '+ dead letters',
      'valid = filtered',
      '+ counted',
      '+ late',
    ],
    latencyColumns: ['record → row', 'readings', 'p50', 'p99'],
    latencyOf: {
      window: 'until the last row of its batch',
      stateless: 'until its own row',
      other: 'cannot be told',
    } as Text,
    scaling: 'Scaled, and killed',
    scalingChart: 'One generator, three, and one again',
    generators: (count: string) => plural(count, 'generator'),
    legs: ['generator', 'topic', 'slowest query'],
    scaleColumns: ['generators', 'sent', 'in the topic', 'slowest query', 'load'],
    recoveryColumns: ['killed', 'runs again', 'caught up', 'load'],
  },
  problems: {
    columns: ['what', 'where', 'times', 'what the docs say'],
    kinds: {
      restarted: 'died, was started again',
      failed: 'query failed',
      logged: 'error',
      recounted: 'batch counted again after a kill',
      replayed: 'rows written again after a kill',
      unknown: 'no answer before the deadline',
    } as Text,
    docs: {
      restarted: 'started again by itself (docs/reliability.md)',
      recounted: 'counted from the topic, once (docs/decisions.md)',
      replayed: 'told by their row header (docs/queries.md)',
      unknown: 'counted, and never called ok (docs/generator.md)',
    } as Text,
    none: 'No restart, refused query or error is on record for this run.',
    proof: 'What breaks the law, as the proof says it:',
  },
  skills: {
    prompt: 'Write here, in your own words, what you learnt. For example:',
    prompts: [
      'What does “at least once” mean for a reader of the output topic?',
      'What did the watermark decide, and how did you see it?',
      'Which leg held up the others when you scaled, and how do you know?',
      'What would you do otherwise?',
    ],
    how: 'Notes are taken over by: courant report --notes notes.md',
  },
  conclusion: {
    proven: 'What is proven',
    open: 'What is not',
    lines: {
      topic: (acknowledged: string) =>
        `${acknowledged} acknowledged readings are in the topic, each once and in order`,
      query: (name: string, read: string) =>
        `${name}: ${read} read, and each is a row, filtered, late, or a dead letter`,
      faults: 'each fault on purpose was found, and no other',
    },
    nothing: {
      empty: 'nothing: no reading was sent',
      broken: 'nothing as a whole: the law is broken, see “Problems met”',
    },
    notMeasured: 'not known:',
    disk: 'a lost disk is not survived here: there is one broker',
    repeated: 'after a kill rows may be written twice, under the same row header',
    missing: {
      scaling: 'scaling',
      recovery: 'recovery after a kill',
      latency: 'latency',
      load: 'load of the machine',
      plan: 'plan for Kubernetes',
      rates: 'rates and lag',
      values: 'values',
      hops: 'a hop of the law',
      other: 'some figures',
    } as Text,
    made: (name: string, target: string, date: string) =>
      `Chain ${name} on ${target}; made ${date} by courant report`,
  },
  footer: (name: string) => `${name} · courant report`,
};

/** What every language has to say. */
export type Words = typeof english;
