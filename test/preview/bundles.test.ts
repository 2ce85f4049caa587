import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBundles } from '../../src/preview/bundles.ts';
import { type BuiltProject, buildProject, SOURCE_PROJECT } from './bakery.ts';

let project: BuiltProject;
beforeAll(async () => {
  project = await buildProject();
});
afterAll(() => project.remove());

const scriptOf = async (file: string): Promise<string> => {
  const bundles = createBundles(null);
  try {
    return await bundles.scriptOf({ uid: 'bakery', file } as Parameters<typeof bundles.scriptOf>[0]);
  } finally {
    await bundles.close();
  }
};

// One exports nothing, as most do.
it.each(['cards/OrderCard', 'pages/Pages', 'settings/Settings'])(
  '%s, built by HubSpot, runs as it is',
  async (name) => {
    const file = path.join(project.dir, 'app', `${name}.js`);
    expect((await scriptOf(file)) === (await readFile(file, 'utf8'))).toBe(true);
  },
);

it('a source module is built first, as HubSpot builds it', async () => {
  const source = path.join(SOURCE_PROJECT, 'app/cards/OrderCard.tsx');
  const built = await readFile(path.join(project.dir, 'app/cards/OrderCard.js'), 'utf8');
  // Not compared by a matcher, which would show both.
  expect((await scriptOf(source)) === built).toBe(true);
});
