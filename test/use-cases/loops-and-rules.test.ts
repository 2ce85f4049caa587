import { beforeAll, describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Call } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { openRules } from '../../src/use-cases/visiting/open-rules.ts';
import { openWhy } from '../../src/use-cases/visiting/open-why.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const customer = (email: string, more: { readonly [name: string]: string } = {}) => ({
  email,
  lastname: '王',
  firstname: '建国',
  hubspot_owner_id: '71',
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_first_purchase_on: '2024-03-01',
  rv_last_touch_at: '2026-10-20T04:00:00Z',
  rv_last_touch_kind: 'call:out',
  ...more,
});

async function book(more: { readonly [name: string]: string } = {}) {
  const { portal, api } = await openBook([customer('one@example.com', more)], TODAY);
  await planBook(portal, api, TODAY);
  const calls: Call[] = [];
  const watched = apiInto(portal, ({ call }, send) => {
    calls.push(call);
    return send();
  });
  const ports = hubspotPorts(watched, {
    now: () => portal.now(),
    portal: { portalId: 146_000_001, timeZone: ZONE },
  });
  const contactId = (await readState(portal)).contacts['one@example.com']?.rv_customer_key ?? '';
  return { portal, ports, contactId, visitKey: `${contactId}:1`, calls };
}

async function raise(ports: Ports, contactId: string, ...descriptions: readonly string[]): Promise<string[]> {
  const keys: string[] = [];
  for (const description of descriptions) {
    const input = raiseIssueInput.parse({ submissionId: `raise-${description}`, kind: 'problem', description });
    const answer = await raiseIssue({ ...input, contactId, today: TODAY }, ports);
    if (!answer.ok) throw new Error(answer.reason);
    keys.push(answer.loop.key);
  }
  return keys;
}

const report = (visitKey: string, more: object = {}) =>
  logVisitInput.parse({
    visitKey,
    submissionId: 'submission-1',
    outcome: 'reached',
    channel: 'phone',
    heldOn: '2026-11-23',
    ...more,
  });

async function stored(portal: Portal, visitKey: string) {
  return (await readState(portal)).visits[visitKey];
}

describe('a visit of a customer with open loops', () => {
  it('is not complete while one is unmentioned: it is named, and nothing is written', async () => {
    const { portal, ports, contactId, visitKey } = await book();
    const [one = '', two = ''] = await raise(ports, contactId, 'printer jams', 'invoice wrong');
    const before = await readState(portal);
    const answer = await logVisit(
      report(visitKey, { loops: [{ key: two, how: 'discussed' }] }),
      { contactId, today: TODAY },
      ports,
    );
    expect(answer).toMatchObject({
      ok: false,
      reason: 'loops_unmentioned',
      fields: [{ path: `loops.${one}`, message: 'printer jams' }],
    });
    expect(await readState(portal)).toEqual(before);
  });

  it('is complete when each was mentioned; what became of each is on the visit and on the timeline', async () => {
    const { portal, ports, contactId, visitKey } = await book();
    const [one = '', two = '', three = ''] = await raise(
      ports,
      contactId,
      'printer jams',
      'invoice wrong',
      'no manual',
    );
    const loops = [
      { key: one, how: 'answered' },
      { key: two, how: 'not_now', because: 'accounts is closed today' },
    ];
    const input = report(visitKey, { loops, otherLoops: { how: 'discussed' } });
    expect(await logVisit(input, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true, repeated: false });
    const visit = await stored(portal, visitKey);
    expect(visit?.rv_status).toBe('held');
    const mentions: { readonly how: string }[] = JSON.parse(visit?.rv_loops_mentioned ?? '');
    expect(mentions.sort((a, b) => a.how.localeCompare(b.how))).toEqual([
      { keys: [one], how: 'answered' },
      { keys: [three], how: 'discussed' },
      { keys: [two], how: 'not_now', because: 'accounts is closed today' },
    ]);
    const { body } = await apiInto(portal).call({
      method: 'GET',
      path: '/crm/objects/2026-09/calls?properties=hs_call_body',
      attempting: 'test',
      repeatable: true,
    });
    expect(body.results[0].properties.hs_call_body).toContain('accounts is closed today');
  });

  it('is not refused for what it raised itself, when the same submission is sent again', async () => {
    const { ports, contactId, visitKey } = await book();
    const input = report(visitKey, { feedback: { problem: 'printer jams' } });
    expect(await logVisit(input, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true, repeated: false });
    expect(await logVisit(input, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true, repeated: true });
  });

  it.each(['no_answer', 'refused', 'wrong_number'])('needs no mention when the outcome is %s', async (outcome) => {
    const { ports, contactId, visitKey } = await book();
    await raise(ports, contactId, 'printer jams');
    expect(await logVisit(report(visitKey, { outcome }), { contactId, today: TODAY }, ports)).toMatchObject({
      ok: true,
    });
  });

  it('leaves one out only with a reason', () => {
    const parse = (more: object) => logVisitInput.safeParse({ ...report('1:1'), ...more });
    expect(parse({ loops: [{ key: 'k', how: 'not_now' }] }).error?.issues.map(({ path }) => path)).toEqual([
      ['loops', 'k'],
    ]);
    expect(parse({ otherLoops: { how: 'not_now', because: '  ' } }).success).toBe(false);
    expect(parse({ otherLoops: { how: 'not_now', because: 'later' } }).success).toBe(true);
  });
});

describe('the full ledger of a customer', () => {
  it('tells every rule and duty of the policy once, what decides first, and writes nothing', async () => {
    const { portal, ports, contactId, calls } = await book();
    const before = await readState(portal);
    calls.length = 0;
    const lines = [];
    let from: number | null = 0;
    while (from !== null) {
      const answer: Awaited<ReturnType<typeof openWhy>> = await openWhy({ contactId, from, today: TODAY }, ports);
      if (!answer.ok) throw new Error(answer.reason);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(24_000);
      expect(answer.total).toBe(DEFAULT_POLICY.rules.length + (DEFAULT_POLICY.duties?.length ?? 0));
      lines.push(...answer.lines);
      from = answer.next;
    }
    expect(lines.map(({ rule }) => rule).sort()).toEqual(
      [...DEFAULT_POLICY.rules, ...(DEFAULT_POLICY.duties ?? [])].map(({ id }) => id).sort(),
    );
    expect(lines[0]).toMatchObject({ rule: 'P11', verdict: 'leads', name: { en: 'Monthly visit, tier A' } });
    // 28 days after 2026-10-20 is past: it stands on the day the visit was planned for.
    expect(lines[0]?.on).toBe((await stored(portal, `${contactId}:1`))?.rv_scheduled_on);
    expect(lines[0]?.why.en).toContain('last contact 2026-10-20');
    for (const line of lines)
      expect([line.rule, line.why.zh !== '', line.why.en !== '']).toEqual([line.rule, true, true]);
    expect(calls.filter(({ method, path }) => method !== 'GET' && !/\/(batch\/read|search)$/.test(path))).toEqual([]);
    expect(await readState(portal)).toEqual(before);
  });

  it('says so of a contact that is not there', async () => {
    const { ports } = await book();
    expect(await openWhy({ contactId: '999', from: 0, today: TODAY }, ports)).toMatchObject({
      ok: false,
      reason: 'not_a_contact',
    });
  });
});

describe('the rules of the policy in force', () => {
  let ports: Ports;
  beforeAll(async () => {
    ({ ports } = await book());
  });

  it('come whole, page by page within the limit of an answer', async () => {
    const ids: string[] = [];
    let from: number | null = 0;
    while (from !== null) {
      const answer: Awaited<ReturnType<typeof openRules>> = await openRules({ from }, ports);
      if (!answer.ok) throw new Error(answer.reason);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(24_000);
      ids.push(...answer.rules.map(({ id }) => id));
      from = answer.next;
    }
    expect(ids).toEqual(DEFAULT_POLICY.rules.filter(({ on }) => on).map(({ id }) => id));
  });

  it('are those that were published, not those that are shipped', async () => {
    const { portal, api } = await openBook([], TODAY, {
      rules: DEFAULT_POLICY.rules
        .filter(({ id }) => id === 'P11')
        .map((rule) => ({ ...rule, name: { zh: '改', en: 'Changed' } })),
    });
    const own = hubspotPorts(api, { now: () => portal.now() });
    expect(await openRules({ from: 0 }, own)).toMatchObject({
      ok: true,
      rules: [{ id: 'P11', name: { en: 'Changed' } }],
      next: null,
    });
  });
});
