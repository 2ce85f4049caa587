import { defineConfig } from 'vitest/config';

/** Only the tests that speak of the folder whose code is being changed; `mutate.ts` says which. */
export default defineConfig({
  test: {
    include: [`test/domain/${process.env.MUTATED_FOLDER}/**/*.test.ts`],
    setupFiles: ['./test/support/seed.ts', './test/mutation/short-properties.ts'],
    testTimeout: 60_000,
    // The changes are switched on and off in loaded code, so one loading serves all files.
    isolate: false,
  },
});
