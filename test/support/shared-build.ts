import { cp } from 'node:fs/promises';
import path from 'node:path';
import { buildProject } from '../../src/demo/demo.ts';
import { onceARun } from './once-a-run.ts';

/** The project as `npm start` builds it. */
export function sharedBuild(): Promise<string> {
  return onceARun('build', buildProject);
}

/**
 * Lays the shared build where another one is to be made: of what is the same, HubSpot's build has already made its bundles, and the
 * assembler takes those whose source has the same hash.
 */
export async function startFromSharedBuild(outDir: string): Promise<void> {
  await cp(path.dirname(await sharedBuild()), outDir, { recursive: true });
}
