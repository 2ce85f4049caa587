import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';

async function build(...words: string[]) {
  const { code, stderr } = await runCommand('build', words);
  return { code, said: stderr.trim() };
}

describe('npm run build', () => {
  it.each([
    [['--portal-id', 'mine'], '--portal-id takes a number, got "mine"'],
    [['--domain', 'https://www.huifang.cn'], '--domain takes a host name such as www.example.org'],
    [['--with', 'forms,planets'], '--with takes tickets, feedback, forms, files, got "planets"'],
    [['--without', 'cards'], '--without takes endpoints, got "cards"'],
    [['--without', 'endpoints', '--domain', 'www.huifang.cn'], 'which --without endpoints leaves out'],
    [['--portal'], 'Usage: npm run build --'],
  ])('refuses %j in one line, with exit code 2', async (words, sentence) => {
    const { code, said } = await build(...words);

    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('says what keeps the project from being uploaded, with exit code 1', async () => {
    const { code, said } = await build('--domain', 'www.example.com');

    expect(code).toBe(1);
    expect(said).toContain('"actionUrl" goes to www.example.com, where nobody answers');
  });
});
