import { defineChain } from 'courant';

// This file is the whole chain. Change a line, then: courant down --keep-data && courant up
export default defineChain({
  name: 'sensors',
  generator: {
    rate: 1_000, // readings a second of each generator: try 5_000
    source: { type: 'random', sensors: 100 }, // or a file of your own: see README.md
  },
  queries: { folder: 'spark/queries' }, // one SELECT a file: try another window in sensor_stats.sql
});
