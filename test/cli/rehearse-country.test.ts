import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { runCommand } from '../support/command.ts';

/** Signed Tuesday 2026-06-30; Independence Day 2026 is a Saturday, so Friday 3 July is off in the United States. */
it.each([
  ['US', '2026-07-02', '2026-07-06', false, ''],
  ['none', '2026-07-03', '2026-07-03', false, ''],
  [
    'BR',
    '2026-07-03',
    '2026-07-03',
    true,
    'the public holidays of BR are not known here: Monday to Friday stand in, every visit is provisional\n',
  ],
])('rehearses by the working days of %s', async (country, target, latest, provisional, said) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rehearse-'));
  try {
    const customers = path.join(folder, 'one.csv');
    const policy = path.join(folder, 'policy.json');
    await writeFile(
      customers,
      'email,hubspot_owner_id,lifecyclestage,rv_signed_on\na@example.com,1001,customer,2026-06-30\n',
    );
    await writeFile(policy, JSON.stringify({ ...DEFAULT_POLICY, calendar: { country, exceptions: [] } }));
    const words = ['--customers', customers, '--policy', policy, '--today', '2026-06-30', '--days', '10', '--json'];
    const { code, stdout, stderr } = await runCommand('rehearse', words);
    expect([code, stderr]).toEqual([0, said]);
    expect(JSON.parse(stdout).visits).toMatchObject([
      { pays: ['P01'], on: target, window: { earliest: '2026-06-30', target, latest }, provisional },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
