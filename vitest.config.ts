import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

/** Tests that share nothing but what they import: their files may run in one process, one after the other. */
const TOGETHER = ['domain/*', 'hubspot', 'use-cases', 'portal', 'journeys', 'operations'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    setupFiles: ['./test/support/seed.ts'],
    globalSetup: ['./test/support/unpack-browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // Two cores, and files that mostly wait for a lease or for a process of their own; more make the browser tests wait too.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.{ts,tsx}'], exclude: TOGETHER } },
    ],
  },
});
