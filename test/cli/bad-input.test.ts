import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { runCommand, runFromSource } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'return-visits-'));
});
afterAll(() => rm(folder, { recursive: true }));

const oneLine = (text: string): string[] => text.trim().split('\n');

/** A server that answers everything with one status. */
async function answering(status: number): Promise<{ url: string; server: Server }> {
  const server = createServer((_, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ status: 'error', message: 'as asked', correlationId: 'c-7' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a call with wrong words', () => {
  it.each([
    ['plan', [], '--portal'],
    ['plan', ['--portal', 'nowhere'], '--portal takes an address'],
    ['plan', ['--portal', 'http://127.0.0.1:1', '--today', '2026-02-30'], '--today takes a day'],
    ['plan', ['--when', 'now'], '--when'],
    ['install', ['--portal'], '--portal'],
    ['start', ['--port', 'x'], '--port takes a number'],
    ['start', ['--today', 'tomorrow'], '--today takes a day'],
  ])('%s %j ends with 2 and one line that says what is wrong', async (name, words, said) => {
    const { code, stderr } = await runCommand(name, words, { HUBSPOT_TOKEN: 'x' });
    expect(code).toBe(2);
    expect(oneLine(stderr)).toHaveLength(1);
    expect(stderr).toContain(said);
  });
});

describe('trouble with the portal', () => {
  it('a missing token is named, with where to put it', async () => {
    const { code, stderr } = await runCommand('plan', ['--portal', 'http://127.0.0.1:1']);
    expect([code, oneLine(stderr)]).toEqual([1, [expect.stringContaining('HUBSPOT_TOKEN')]]);
  });

  it.each([
    [401, 'HubSpot refused the token'],
    [403, 'lacks a scope'],
    [404, 'npm run app:install'],
  ])('an answer %i is one line that says what to do', async (status, said) => {
    const { url, server } = await answering(status);
    const { code, stderr } = await runCommand('plan', ['--portal', url], { HUBSPOT_TOKEN: 'secret-token' });
    server.close();
    expect(code).toBe(1);
    expect(oneLine(stderr)).toHaveLength(1);
    expect(stderr).toContain(said);
    expect(stderr).toContain('c-7');
    expect(stderr).not.toContain('secret-token');
  });

  it('a portal that only answers 500 is given up after some tries, in one line', async () => {
    const { url, server } = await answering(500);
    const { code, stderr } = await runCommand('install', ['--portal', url], { HUBSPOT_TOKEN: 'x' });
    server.close();
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringContaining('does not answer as it should')]);
  });
});

describe('a policy that does not parse', () => {
  it('is refused with the path of the field before anything is called', async () => {
    const file = path.join(folder, 'policy.json');
    const [first, ...others] = DEFAULT_POLICY.rules;
    const rule = { ...first, window: { ...first?.window, latest: { n: 'three', unit: 'W' } } };
    await writeFile(file, JSON.stringify({ ...DEFAULT_POLICY, rules: [rule, ...others] }));
    const { code, stderr } = await runCommand('install', ['--portal', 'http://127.0.0.1:1', '--policy', file], {
      HUBSPOT_TOKEN: 'x',
    });
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringContaining('rules.0.window.latest.n')]);
  });

  it('is refused when it is no JSON', async () => {
    const file = path.join(folder, 'broken.json');
    await writeFile(file, '{ "schema": 1,');
    const { code, stderr } = await runCommand('install', ['--portal', 'http://127.0.0.1:1', '--policy', file], {
      HUBSPOT_TOKEN: 'x',
    });
    expect([code, oneLine(stderr)]).toEqual([1, [expect.stringContaining('cannot be read as JSON')]]);
  });
});

describe('a customers file with bad rows', () => {
  it('loads the good rows, lists the bad ones with their lines, and ends with 1 unless told to skip', async () => {
    const file = path.join(folder, 'customers.csv');
    await writeFile(
      file,
      'email,hubspot_owner_id,lifecyclestage,rv_tier,rv_signed_on\nada@example.com,1001,customer,A,2026-11-20\nbob@example.com,1001,customer,D,2026-11-20\n',
    );
    const words = ['--once', '--today', '2026-11-23', '--customers', file];
    const strict = await runFromSource('start', words);
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain(`${file}:3: rv_tier "D" is not one of A, B, C`);
    expect(strict.stdout).toContain('loaded 1 of 1 customers');
    const skipping = await runCommand('start', [...words, '--skip-bad']);
    expect(skipping.code).toBe(0);
  });
});

describe('a port in use', () => {
  it.each([
    ['portal', []],
    ['start', ['--today', '2026-11-23']],
  ])('is said in one line by %s', async (name, words) => {
    const { url, server } = await answering(200);
    const port = new URL(url).port;
    const { code, stderr } = await runCommand(name, ['--port', port, ...words]);
    server.close();
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringContaining(`port ${port} is in use`)]);
  });
});
