/** Who runs queries. */
export const engines = ['spark', 'flink'] as const;
export type Engine = (typeof engines)[number];

/** As they are called in sentences. */
export const engineTitles: Readonly<Record<Engine, string>> = { spark: 'Spark', flink: 'Flink' };
