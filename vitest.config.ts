import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['./test/support/seed.ts'],
    globalSetup: ['./test/support/unpack-browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // Two cores: more workers only make the browser tests wait for each other.
    maxWorkers: 2,
  },
});
