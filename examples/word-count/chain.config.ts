import { defineChain } from 'courant';

// The plain consumer keeps nothing but what is in its memory: it counts anew from a topic that must hold all that was sent.
const week = { retention: '7 days' };

export default defineChain({
  name: 'word-count',
  topics: {
    readings: week,
    total_spark: week,
    total_flink: week,
    windows_spark: week,
    windows_flink: week,
  },
  generator: {
    rate: 10, // words a second of each generator, one every 100 ms: try 100
    source: {
      type: 'records',
      key: 'word',
      fields: {
        word: {
          type: 'choice',
          values: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
        },
      },
    },
  },
  queries: { spark: { folder: 'queries/spark' }, flink: { folder: 'queries/flink' } },
});
