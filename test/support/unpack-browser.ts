import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { packagedChromium } from '../../src/cli/chromium.ts';

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder of this run alone, in which the first test that needs the built project builds it. */
    readonly sharedFolder: string;
  }
}

/** Unpacks Chromium once, before two test processes would do it into the same file at the same moment. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await packagedChromium();
  // Below the repository, where built cards find the packages they import.
  await mkdir(BUILD, { recursive: true });
  const folder = await mkdtemp(path.join(BUILD, 'run-'));
  project.provide('sharedFolder', folder);
  // Again where Chromium, which ends with its process of tests, still writes into it.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
