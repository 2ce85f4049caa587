import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BY_HAND, PROBES } from '../../src/hubspot/probe-names.ts';
import { REPOSITORY } from '../project/project-copy.ts';

/** Code of ours that says so of HubSpot. The embedded portal's own marks are listed in docs/portal.md. */
async function places(): Promise<readonly { readonly where: string; readonly comment: string }[]> {
  const found: { where: string; comment: string }[] = [];
  for (const top of ['src', 'serverless', 'app-extensions', 'test/bench']) {
    for (const file of await readdir(path.join(REPOSITORY, top), { recursive: true })) {
      if (!/\.(tsx?|json)$/.test(file) || (top === 'src' && file.startsWith(`portal${path.sep}`))) continue;
      const text = await readFile(path.join(REPOSITORY, top, file), 'utf8');
      // The names of the probes speak of the word itself.
      if (file.endsWith('probe-names.ts')) continue;
      for (const { index } of text.matchAll(/unverified/gi)) {
        const end = text.indexOf('*/', index);
        const line = text.indexOf('\n', index);
        const comment = text.slice(index, text.lastIndexOf('/*', index) > text.lastIndexOf('*/', index) ? end : line);
        found.push({ where: `${top}/${file}:${text.slice(0, index).split('\n').length}`, comment });
      }
    }
  }
  return found;
}

describe('what nobody could see on a real portal', () => {
  it('names its probe wherever the code says so', async () => {
    const all = await places();
    expect(all.length).toBeGreaterThan(8);
    const nameless = all.flatMap(({ where, comment }) => {
      const names = [...(/probe: ([\w-]+(?:,\s+\*?\s*[\w-]+)*)/i.exec(comment)?.[1] ?? '').split(/,[\s*]+/)].filter(
        Boolean,
      );
      return names.length > 0 && names.every((name) => name in PROBES)
        ? []
        : [`${where}: ${names.join(', ') || 'no probe'}`];
    });
    expect(nameless).toEqual([]);
  });

  it('is listed for operators, each with what to do if it is otherwise', async () => {
    const guide = await readFile(path.join(REPOSITORY, 'docs/operator.md'), 'utf8');
    const missing = Object.entries(PROBES).filter(
      ([name, { assumed, otherwise }]) =>
        !guide.includes(`\`${name}\``) || !guide.includes(assumed) || !guide.includes(otherwise),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
    for (const name of Object.keys(BY_HAND)) expect(name in PROBES).toBe(true);
  });
});
