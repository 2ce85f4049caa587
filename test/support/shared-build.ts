import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { buildProject } from '../../src/demo/demo.ts';

/** The project as `npm start` builds it, built once a run: by whoever asks first, while the others wait. */
export async function sharedBuild(): Promise<string> {
  const folder = inject('sharedFolder');
  const told = path.join(folder, 'built.json');
  const isFirst = await mkdir(path.join(folder, 'building')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const built = await buildProject(path.join(folder, 'build')).then(
      (projectDir) => ({ projectDir }),
      (cause: unknown) => ({ refused: String(cause) }),
    );
    // Renamed, so that nobody reads half of it.
    await writeFile(`${told}.part`, JSON.stringify(built));
    await rename(`${told}.part`, told);
  }
  for (;;) {
    const text = await readFile(told, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const { projectDir, refused } = JSON.parse(text) as { projectDir?: string; refused?: string };
      if (projectDir === undefined) throw new Error(refused);
      return projectDir;
    }
    await wait(100);
  }
}

/**
 * Lays the shared build where another one is to be made: of what is the same, HubSpot's build has already made its bundles, and the
 * assembler takes those whose source has the same hash.
 */
export async function startFromSharedBuild(outDir: string): Promise<void> {
  await cp(path.dirname(await sharedBuild()), outDir, { recursive: true });
}
