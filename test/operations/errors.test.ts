import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../project/project-copy.ts';

/** Codes of refusals: what the contract declares, and what any function or use case answers. */
async function codes(): Promise<readonly string[]> {
  const found = new Set<string>();
  const contract = await readFile(path.join(REPOSITORY, 'src/contract/common.ts'), 'utf8');
  const [, declared = ''] = /readonly reason:([\s\S]*?);/.exec(contract) ?? [];
  for (const [, code = ''] of declared.matchAll(/'(\w+)'/g)) found.add(code);
  for (const top of ['src/use-cases', 'serverless']) {
    for (const file of await readdir(path.join(REPOSITORY, top), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = await readFile(path.join(REPOSITORY, top, file), 'utf8');
      for (const [, code = ''] of text.matchAll(/ok: false,\s+reason: '(\w+)'/g)) found.add(code);
    }
  }
  return [...found].sort();
}

describe('docs/errors.md', () => {
  it('has an entry for every code that a function can refuse with, and for no other', async () => {
    const guide = await readFile(path.join(REPOSITORY, 'docs/errors.md'), 'utf8');
    const entries = [...guide.matchAll(/^### ([\w-]+)\n\n(.+)/gm)].map(([, code = '']) => code);
    const all = await codes();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((code) => !entries.includes(code))).toEqual([]);
    const known = [...all, 'not_begun', 'unsigned-call'];
    expect(entries.filter((code) => !known.includes(code))).toEqual([]);
  });

  it('is where the commands point to, by entries that are there', async () => {
    const guide = await readFile(path.join(REPOSITORY, 'docs/errors.md'), 'utf8');
    const words = await readFile(path.join(REPOSITORY, 'src/cli/words.ts'), 'utf8');
    const anchors = [...words.matchAll(/: '(portal_\w+|not_installed)'/g)].map(([, code = '']) => code);
    expect(anchors.length).toBeGreaterThan(3);
    for (const code of anchors) expect(guide).toContain(`### ${code}\n`);
  });
});
