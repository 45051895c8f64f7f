import { defineChain } from 'courant';

export default defineChain({
  name: 'payments',
  generator: {
    rate: 200, // payments a second: try 5_000
    source: {
      type: 'records',
      key: 'account',
      // Seven fields.
      fields: {
        account: { type: 'choice', count: 2_000, prefix: 'account-', skew: 0.8 },
        payment: { type: 'sequence', from: 1 },
        country: { type: 'choice', values: ['DE', 'FR', 'GB', 'US'], weights: [3, 3, 2, 2] },
        currency: {
          type: 'lookup',
          after: 'country',
          of: { GB: 'GBP', US: 'USD' },
          otherwise: 'EUR',
        },
        method: { type: 'choice', values: ['card', 'transfer'], weights: [9, 1] },
        // By card small amounts are paid, by transfer larger ones.
        amount: {
          type: 'lookup',
          after: 'method',
          of: {
            card: { type: 'number', distribution: 'logNormal', median: 25, sigma: 1 },
            transfer: { type: 'number', distribution: 'logNormal', median: 400, sigma: 1 },
          },
        },
        shop: { type: 'choice', count: 50, prefix: 'shop-' },
      },
    },
  },
  queries: { folder: 'queries' },
});
