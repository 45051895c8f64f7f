/** Definitions of events that are compared with random sensors. */

const user = { type: 'choice', count: 100, prefix: 'user-' };
const country = { type: 'choice', values: ['DE', 'FR', 'US'], weights: [5, 3, 2] };
const currency = { type: 'lookup', after: 'country', of: { US: 'USD' }, otherwise: 'EUR' };
const amount = { type: 'number', distribution: 'normal', mean: 50, stddev: 10 };
const channel = { type: 'constant', value: 'web-shop' };

/** As long as the records of random sensors. */
export const eventsOfASize = {
  type: 'records',
  key: 'user',
  fields: { user, country, currency, amount, channel },
};

/** Every kind of field. */
export const eventsOfEveryKind = {
  type: 'records',
  key: 'user',
  fields: {
    ...eventsOfASize.fields,
    payment: { type: 'sequence' },
    card: { type: 'boolean', nulls: 0.1 },
    price: { type: 'number', distribution: 'uniform', min: 0, max: 100, digits: 2 },
    size: { type: 'number', distribution: 'logNormal', median: 20, sigma: 1, digits: 0 },
    level: { type: 'number', distribution: 'walk', min: 0, max: 100 },
    note: { type: 'text', words: ['good', 'better', 'best', 'bad', 'worse', 'worst'], most: 4 },
    device: {
      type: 'object',
      fields: {
        os: { type: 'choice', values: ['android', 'ios'] },
        version: { type: 'constant', value: 3 },
      },
    },
  },
};
