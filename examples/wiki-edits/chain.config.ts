import { defineChain } from 'courant';

// Made-up edits: no user, no wiki and no number of them is real. The real feed: sse.config.ts.
export default defineChain({
  name: 'wiki-edits',
  generator: {
    rate: 50, // edits a second: try 500
    source: {
      type: 'records',
      key: 'user',
      fields: {
        // Few users edit much, many edit seldom.
        user: { type: 'choice', count: 300, prefix: 'user-', skew: 1 },
        edit: { type: 'sequence', from: 1 },
        wiki: { type: 'choice', values: ['en', 'fr', 'de', 'ar'], weights: [5, 2, 2, 1] },
        action: { type: 'choice', values: ['edit', 'new', 'undo'], weights: [8, 1, 1] },
        // A new page is long, an edit adds or removes a little, and what is undone is taken away.
        bytes: {
          type: 'lookup',
          after: 'action',
          of: {
            edit: { type: 'number', distribution: 'normal', mean: 20, stddev: 100, digits: 0 },
            new: { type: 'number', distribution: 'logNormal', median: 1_200, sigma: 1, digits: 0 },
            undo: {
              type: 'number',
              distribution: 'normal',
              mean: -100,
              stddev: 80,
              max: 0,
              digits: 0,
            },
          },
        },
      },
    },
  },
  queries: { flink: { folder: 'queries' } },
});
