import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { problemText } from '../../app-extensions/ui/admin/problem-words.ts';

const CHECKERS = [
  'policy/check.ts',
  'policy/check-tiers.ts',
  'policy/check-values.ts',
  'policy/size.ts',
  'script/check.ts',
];
/** A sentence of a checker: quoted words, the first two of them small letters; what is put in stands in braces. */
const SENTENCE = /(['`"])([a-z][a-z'’]* [^\n]*?)\1(?=[,;)\s])/g;

it('everything that the checkers of policies and scripts can say has Chinese words', async () => {
  const said = new Set<string>();
  for (const file of CHECKERS) {
    const text = await readFile(new URL(`../../src/domain/${file}`, import.meta.url), 'utf8');
    const code = text.replace(/\/\*\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    for (const [, , sentence = ''] of code.matchAll(SENTENCE)) {
      const isCode = /=>|\|\||&&|' \|/.test(sentence);
      if (!isCode) said.add(sentence.replace(/\$\{[^}]*\}/g, 'X1'));
    }
  }
  expect(said.size).toBeGreaterThan(50);
  const without = [...said].filter((sentence) => !/[\u4e00-\u9fff]/.test(problemText(sentence, 'zh')));
  expect(without).toEqual([]);
});
