import { defineChain } from 'courant';

// The edits of all wikis of Wikimedia as they happen. It needs the network: courant up --config sse.config.ts
export default defineChain({
  name: 'wiki-live',
  generator: {
    source: {
      type: 'sse',
      url: 'https://stream.wikimedia.org/v2/stream/recentchange',
      key: 'user',
      time: 'meta.dt',
      schema: { type: 'string', wiki: 'string', length: { old: 'long', new: 'long' } },
    },
  },
  queries: { flink: { folder: 'live' } },
});
