import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sop-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function procedure(text: string): Promise<string> {
  const full = path.join(folder, 'procedure.txt');
  await writeFile(full, text);
  return full;
}

const CHINESE = `\uFEFF客户回访管理制度
1. A类客户每月至少1次电话回访，由客户经理负责。
2. A类客户每季度2次回访；
3. 客户经理要认真倾听。
`;

describe('sop', () => {
  it('prints drafts, contradictions and what was not understood in the language of the procedure', async () => {
    const { code, stdout, stderr } = await runCommand('sop', [await procedure(CHINESE)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        '规则草稿 2 条',
        '  1. 2: A类客户每月至少1次电话回访，由客户经理负责',
        '矛盾 1 处',
        '  第 2 行「每月至少1次」与第 3 行「每季度2次」',
        '     → 最短间隔优先：按「每月至少1次」执行，其余自然满足',
        '未理解 1 句',
        '  4: 客户经理要认真倾听',
        '  1: 客户回访管理制度',
      ]),
    );
  });

  it('prints English for an English one, and everything as JSON', async () => {
    const text = 'Call tier A customers twice a month.\nBe polite.\n';
    const { stdout } = await runCommand('sop', [await procedure(text)]);
    expect(stdout).toContain('1 draft rules');
    expect(stdout).toContain('assumed: 10 days after the last contact at the earliest');
    const json = JSON.parse((await runCommand('sop', [await procedure(text), '--json'])).stdout);
    expect(json).toMatchObject({
      drafts: [{ line: 1, when: 'twice a month', segment: { tiers: ['A'] }, channels: ['phone'] }],
      notUnderstood: [{ line: 2, text: 'Be polite' }],
      contradictions: [],
    });
  });

  it.each([
    [[], 2, 'name one procedure'],
    [['a.txt', 'b.txt'], 2, 'name one procedure'],
    [['--what'], 2, '--what'],
    [['/nowhere/at/all.txt'], 1, 'cannot be read'],
  ])('%j ends with %i and one line', async (words, expected, said) => {
    const { code, stdout, stderr } = await runCommand('sop', words);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(said)]);
  });
});
