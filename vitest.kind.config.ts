import { defineConfig } from 'vitest/config';

/** `npm run test:kind`: needs Docker, kind and helm, and takes minutes; no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/targets/kind/*.kind.ts'],
    fileParallelism: false,
    // Each test builds on the one before.
    bail: 1,
    hookTimeout: 600_000,
    disableConsoleIntercept: true,
  },
});
