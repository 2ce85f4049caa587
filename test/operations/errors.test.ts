import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ABOUT, ERRORS, errorEntry } from '../../app-extensions/ui/help/error-words.ts';
import { failureOf } from '../../src/cli/words.ts';
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

/** `docs/errors.md`, written from the table: `npx vitest run test/operations/errors.test.ts -u`. */
function guide(): string {
  const groups = Object.entries(ABOUT).map(([about, title]) => {
    const entries = Object.entries(ERRORS)
      .filter(([, entry]) => entry.about === about)
      .map(([code, { en, zh }]) => `### ${code}\n\n${en}\n\n${zh}\n`);
    return `## ${title.en} ${title.zh}\n\n${entries.join('\n')}`;
  });
  return `${[HEAD, ...groups, TAIL].join('\n')}`;
}

const HEAD = `# What an error means, and what to do

A card, page or command says in a sentence what went wrong and what to do. This is the rest of it, by code. On cards and pages the link
"Help" beside the sentence opens the same entry on the app's page _Help_; commands name the entry here. Cards show a
correlation id where HubSpot gave one, and each function writes a line of JSON with \`code\`, what was being done and that id to HubSpot's log of the app
(\`hs project logs\`): quote the id when you ask HubSpot's support. \`npm run doctor -- --portal URL\` looks for most causes by itself.
`;

const TAIL = `## Commands

Exit code 1: it failed, and the line says what to do; 2: the words of the call were off, and the line shows them right.
`;

describe('the table of errors', () => {
  it('has an entry in both languages for every code that a function can refuse with, and for no other', async () => {
    const all = await codes();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((code) => errorEntry(code) === undefined)).toEqual([]);
    // What no function says: that none answered, and a line of the log.
    const known = [...all, 'no_answer_from_app', 'unsigned-call'];
    expect(Object.keys(ERRORS).filter((code) => !known.includes(code))).toEqual([]);
    for (const { en, zh } of Object.values(ERRORS)) {
      expect(en.length).toBeGreaterThan(30);
      expect(zh).toMatch(/\p{Script=Han}{4}/u);
    }
  });

  it('is what docs/errors.md says', async () => {
    await expect(guide()).toMatchFileSnapshot(path.join(REPOSITORY, 'docs/errors.md'));
  });

  it('is where commands point to, by entries that are there', async () => {
    const words = await readFile(path.join(REPOSITORY, 'src/cli/words.ts'), 'utf8');
    const anchors = [...words.matchAll(/: '(portal_\w+|not_installed)'/g)].map(([, code = '']) => code);
    expect(anchors.length).toBeGreaterThan(3);
    for (const code of anchors) expect(errorEntry(code), code).toBeDefined();
    const refused = {
      ok: false,
      reason: 'paused',
      message: { en: 'Planning is paused.', zh: '排期已暂停。' },
    } as const;
    expect(failureOf(refused).message).toBe('Planning is paused; more: docs/errors.md#paused');
  });

  it('is linked from every place where a card or page says what a function refused', async () => {
    const ui = path.join(REPOSITORY, 'app-extensions/ui');
    const unlinked: string[] = [];
    let places = 0;
    for (const file of await readdir(ui, { recursive: true })) {
      if (!file.endsWith('.tsx')) continue;
      const text = await readFile(path.join(ui, file), 'utf8');
      for (const { 1: of = '', index } of text.matchAll(/format\.say\(([\w.]+)\.message\)/g)) {
        places += 1;
        // The link stands with the sentence, and is of the same failure.
        if (!text.slice(index, index + 400).includes(`<HelpOn failure={${of}} `)) unlinked.push(`${file}: ${of}`);
      }
    }
    expect(places).toBeGreaterThan(20);
    expect(unlinked).toEqual([]);
  });
});
