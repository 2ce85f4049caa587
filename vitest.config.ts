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
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // Two cores, and files that wait for a lease, a download or a process of their own.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.{ts,tsx}'], exclude: TOGETHER } },
    ],
  },
});
