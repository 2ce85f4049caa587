import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';

/**
 * What test files share, made once a run: by whoever asks first, while the others wait. It lies in a folder of the run that
 * `make` is given.
 *
 * @throws what making it threw, to everybody who asks
 */
export async function onceARun(name: string, make: (folder: string) => Promise<string>): Promise<string> {
  const folder = path.join(inject('sharedFolder'), name);
  const told = `${folder}.json`;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const outcome = await make(folder).then(
      (made) => ({ made }),
      (cause: unknown) => ({ refused: String(cause) }),
    );
    // Renamed, so that nobody reads half of it.
    await writeFile(`${told}.part`, JSON.stringify(outcome));
    await rename(`${told}.part`, told);
  }
  for (;;) {
    const text = await readFile(told, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const { made, refused } = JSON.parse(text) as { made?: string; refused?: string };
      if (made === undefined) throw new Error(refused);
      return made;
    }
    await wait(100);
  }
}
