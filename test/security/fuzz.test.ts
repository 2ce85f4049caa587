import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { signatureV2, signatureV3 } from '../../src/portal/outgoing/signatures.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { type PortalServer, servePortal } from '../../src/portal/server.ts';
import { REPOSITORY } from '../project/project-copy.ts';
import { openBook, planBook } from '../support/book.ts';

const INPUTS = 100_000;
const TODAY = day('2026-11-23');
const SECRET = 'client-secret-of-the-fuzz';
const TOKEN = 'token-of-the-fuzz';
const ORIGIN = 'https://app.example.com';
/** Must never be seen in a log: what a hostile caller sends, whom the portal holds, and what opens it. */
const NEVER_LOGGED = ['Quillwort', '13955550147', 'Zephyrine', '王建国', SECRET, TOKEN];

type Main = (context: object) => Promise<unknown>;

let portal: Portal;
let served: PortalServer;
let functions: readonly { readonly name: string; readonly main: Main; readonly endpoint?: string }[];

beforeAll(async () => {
  const book = await openBook(demoCustomers(TODAY), TODAY);
  await planBook(book.portal, book.api, TODAY);
  portal = book.portal;
  served = await servePortal(portal, { port: 0 });
  const folder = path.join(REPOSITORY, 'serverless');
  const names = (await readdir(folder)).filter((name) => name.endsWith('-hsmeta.json'));
  functions = await Promise.all(
    names.map(async (file) => {
      const meta = (await import(path.join(folder, file), { with: { type: 'json' } })) as {
        default: { config: { endpoint?: { path: string } } };
      };
      const name = file.replace('-hsmeta.json', '');
      const { main } = (await import(path.join(folder, `${name}.ts`))) as { main: Main };
      const endpoint = meta.default.config.endpoint?.path;
      return { name, main, ...(endpoint === undefined ? {} : { endpoint }) };
    }),
  );
  vi.stubEnv('HUBSPOT_API_BASE', served.url);
  vi.stubEnv('PRIVATE_APP_ACCESS_TOKEN', TOKEN);
  vi.stubEnv('HUBSPOT_CLIENT_SECRET', SECRET);
  vi.stubEnv('ENDPOINT_ORIGIN', ORIGIN);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await served.close();
});

/** Mulberry32: the same inputs in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = random(20_261_123);
const among = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;

const STRINGS = [
  '',
  ' ',
  '\u0000',
  '\uffff\ud800',
  '../../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '{{7*7}}#{7*7}',
  '%00%0a%0d',
  'Quillwort, Zephyrine, 13955550147',
  '__proto__',
  'constructor',
  '2026-02-30',
  '9999-99-99',
  '101:1',
  '101:-1',
  ':::',
  '1'.repeat(400),
  '回访'.repeat(40),
  '🙂'.repeat(999),
  '=HYPERLINK("http://evil")',
  '\r\nX-Injected: yes',
  'true',
  'null',
  '[object Object]',
];
const NUMBERS = [
  0,
  -0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER + 2,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];
/** Names of fields of every contract, so that hostile values reach the checks that are deeper than the names. */
const FIELDS = [
  'portal',
  'id',
  'timeZone',
  'visitKey',
  'submissionId',
  'outcome',
  'channel',
  'heldOn',
  'feedback',
  'problem',
  'scores',
  'scoresCollectedBy',
  'nps',
  'promises',
  'mentions',
  'step',
  'contactIds',
  'ownerId',
  'userId',
  'month',
  'tier',
  'after',
  'limit',
  'script',
  'version',
  'issueKey',
  'command',
  'because',
  'draft',
  'text',
  'language',
  'on',
  'key',
  'policy',
  'document',
  'days',
  'rule',
  'values',
  '__proto__',
  'constructor',
  'toString',
  'length',
];

const JSON_OF = {
  long: JSON.stringify('A'.repeat(70_000)),
  strings: STRINGS.map((text) => JSON.stringify(text)),
  numbers: NUMBERS.map((number) => JSON.stringify(number)),
  fields: FIELDS.map((name) => JSON.stringify(name)),
};

function hostile(depth = 0): unknown {
  const kind = next();
  if (kind < 0.001) return 'A'.repeat(70_000);
  if (kind < 0.4) return among(STRINGS);
  if (kind < 0.55) return among(NUMBERS);
  if (kind < 0.65) return among([null, undefined, true, false]);
  if (depth > 3) return among(STRINGS);
  if (kind < 0.78) return Array.from({ length: Math.floor(next() * 5) }, () => hostile(depth + 1));
  if (kind < 0.8) return Array.from({ length: 101 }, () => among(STRINGS));
  return fields(depth);
}

function fields(depth: number): object {
  // `__proto__` as a field of its own, as JSON.parse makes it.
  return JSON.parse(fieldsAsJson(depth)) as object;
}

function fieldsAsJson(depth: number): string {
  const text = Array.from({ length: 1 + Math.floor(next() * 5) }, () => {
    const value = hostileAsJson(depth + 1);
    return `${among(JSON_OF.fields)}:${value}`;
  });
  return `{${text.join(',')}}`;
}

/** Drawn as `hostile` draws, written at once: what lies deep would otherwise be written and read again at every depth. */
function hostileAsJson(depth: number): string {
  const kind = next();
  if (kind < 0.001) return JSON_OF.long;
  if (kind < 0.4) return among(JSON_OF.strings);
  if (kind < 0.55) return among(JSON_OF.numbers);
  if (kind < 0.65) return among(['null', 'null', 'true', 'false']);
  if (depth > 3) return among(JSON_OF.strings);
  if (kind < 0.78)
    return `[${Array.from({ length: Math.floor(next() * 5) }, () => hostileAsJson(depth + 1)).join(',')}]`;
  if (kind < 0.8) return `[${Array.from({ length: 101 }, () => among(JSON_OF.strings)).join(',')}]`;
  return fieldsAsJson(depth);
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

function contextFor(endpoint: string | undefined): object {
  // A call without parameters is no hostile one: it is how some buttons ask.
  const parameters = next() < 0.8 ? fields(0) : (hostile() ?? among(STRINGS));
  if (endpoint === undefined) {
    const id = among([
      undefined,
      '',
      '0',
      '-1',
      '1; DROP',
      '999999999999',
      '9'.repeat(400),
      among(STRINGS),
      among(STRINGS),
    ]);
    return { parameters, ...(next() < 0.8 ? { propertiesToSend: { hs_object_id: id } } : {}), secrets: {} };
  }
  const body = asJson(next() < 0.5 ? [parameters] : parameters);
  const uri = `${ORIGIN}/hs/serverless${endpoint}`;
  const at = Date.now();
  // One in four is signed as HubSpot signs, so that what comes after the signature is tried too.
  const headers = among<Record<string, string>>([
    {},
    { 'X-HubSpot-Signature-v3': among(STRINGS), 'X-HubSpot-Request-Timestamp': String(among(NUMBERS)) },
    { 'X-HubSpot-Signature': among(STRINGS) },
    {
      'X-HubSpot-Signature-v3': signatureV3(SECRET, 'POST', uri, body, at),
      'X-HubSpot-Request-Timestamp': String(at),
      'X-HubSpot-Signature': signatureV2(SECRET, 'POST', uri, body),
    },
  ]);
  return { method: among(['POST', 'GET', '\u0000', 'POST', 'POST']), body, headers, secrets: {} };
}

const isWrite = ({ method, path: to }: { method: string; path: string }): boolean =>
  method !== 'GET' && !/\/(search|batch\/read)$/.test(to);

it(`${INPUTS.toLocaleString('en')} hostile inputs over all functions: none crashes, none writes, none leaks into a log`, async () => {
  const logged: string[] = [];
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => {
      logged.push(words.map(String).join(' '));
    }),
  );
  const before = portal.journal().length;
  const crashes: string[] = [];
  const outcomes = new Map<string, number>();
  const written = new Map<string, string>();
  for (let index = 0; index < INPUTS; index += 1) {
    const { name, main, endpoint } = functions[index % functions.length] as (typeof functions)[number];
    const context = contextFor(endpoint);
    const reached = portal.journal().length;
    try {
      const answer = (await main(context)) as { ok?: boolean; reason?: string; statusCode?: number } | undefined;
      // What a function answers goes to the caller as JSON.
      JSON.parse(JSON.stringify(answer));
      const outcome = answer?.statusCode ? String(answer.statusCode) : answer?.ok ? 'ok' : String(answer?.reason);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (/^5\d\d$|^portal_|undefined/.test(outcome))
        crashes.push(`${name}: ${outcome} for ${asJson(context).slice(0, 300)}`);
      const wrote = portal.journal().slice(reached).find(isWrite);
      if (wrote) written.set(name, `${wrote.method} ${wrote.path} for ${asJson(context).slice(0, 300)}`);
    } catch (error) {
      crashes.push(`${name}: ${String(error)} for ${asJson(context).slice(0, 300)}`);
    }
  }
  const calls = portal.journal().slice(before);
  const writes = calls.filter(isWrite);
  for (const spy of spies) spy.mockRestore();
  console.log(
    `fuzzed: ${INPUTS} hostile inputs over ${functions.length} functions; ${calls.length} calls reached the portal, ${writes.length} of them writes; ${crashes.length} crashes; ${logged.length} log lines; ${[...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`,
  );
  expect(crashes.slice(0, 5)).toEqual([]);
  expect([...written]).toEqual([]);
  expect(logged.filter((line) => NEVER_LOGGED.some((word) => line.includes(word))).slice(0, 3)).toEqual([]);
  expect(outcomes.get('bad_input')).toBeGreaterThan(INPUTS / 4);
}, 240_000);
