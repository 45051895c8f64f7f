/** Who runs queries. */
export const engines = ['spark', 'flink'] as const;
export type Engine = (typeof engines)[number];
