import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from './project-copy.ts';

function build(...words: string[]) {
  const tsx = path.join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, 'src/cli/build.ts', ...words], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  return { status, said: stderr.trim() };
}

describe('npm run build', () => {
  it.each([
    [['--portal-id', 'mine'], '--portal-id takes a number, got "mine"'],
    [['--domain', 'https://www.huifang.cn'], '--domain takes a host name such as www.example.org'],
    [['--with', 'forms,planets'], '--with takes tickets, feedback, forms, files, got "planets"'],
    [['--without', 'cards'], '--without takes endpoints, got "cards"'],
    [['--without', 'endpoints', '--domain', 'www.huifang.cn'], 'which --without endpoints leaves out'],
    [['--portal'], 'Usage: npm run build --'],
  ])('refuses %j in one line, with exit code 2', (words, sentence) => {
    const { status, said } = build(...words);

    expect(status).toBe(2);
    expect(said).toContain(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('says what keeps the project from being uploaded, with exit code 1', () => {
    const { status, said } = build('--domain', 'www.example.com');

    expect(status).toBe(1);
    expect(said).toContain('"actionUrl" goes to www.example.com, where nobody answers');
  });
});
