import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

/** Tests of cards: HubSpot's renderer needs a worker's globals, which nothing else must see. */
const CARDS = ['test/app-extensions/**/*.test.{ts,tsx}'];

export default defineConfig({
  test: {
    setupFiles: ['./test/support/seed.ts'],
    globalSetup: ['./test/support/unpack-browser.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // Two cores, and files that wait for a lease, a download or a process of their own.
    maxWorkers: 4,
    // Twice as many processes as cores: V8's own threads only wait for one another (a sixth of the time), and much is made and thrown away.
    execArgv: ['--single-threaded', '--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    // Files of a project run in the same processes, one after the other: what they import is loaded once, and Chromium started once.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: CARDS } },
      { extends: true, test: { name: 'cards', include: CARDS, unstubGlobals: true } },
    ],
  },
});
