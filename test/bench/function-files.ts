import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../../src/project/bundle.ts';
import { readSources } from '../../src/project/sources.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface FunctionFile {
  readonly uid: string;
  readonly file: string;
  readonly bytes: number;
}

/** Every function as HubSpot gets it: one CommonJS file, with its client beside it in `node_modules`. */
export async function functionFiles(): Promise<readonly FunctionFile[]> {
  const { functions } = await readSources(ROOT);
  const folder = path.join(ROOT, 'build', 'bench');
  await mkdir(folder, { recursive: true });
  const bundles = await bundleFunctions(ROOT, functions, null);
  return Promise.all(
    bundles.map(async ({ uid, code }) => {
      const file = path.join(folder, `${uid}.cjs`);
      await writeFile(file, code);
      return { uid, file, bytes: code.byteLength };
    }),
  );
}
