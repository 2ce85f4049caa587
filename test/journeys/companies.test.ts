import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { withdrawGone } from '../../src/use-cases/planning/withdraw-gone.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, type Book, openBook, planBook, readState } from '../support/book.ts';

/** Monday, in Shanghai. */
const TODAY = day('2026-06-01');
/** Signed on Friday 2026-05-29: a call by Monday 06-01, at the latest on Wednesday 06-03. */
const LIU = {
  email: 'liu@example.com',
  lastname: 'Liu',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_signed_on: '2026-05-29',
};
/** Of the same company, nothing known but a talk of last week. */
const CHEN = {
  email: 'chen@example.com',
  lastname: 'Chen',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_last_touch_at: '2026-05-25T04:00:00Z',
  rv_last_touch_kind: 'call:out',
};
const ALONE = { ...LIU, email: 'alone@example.com', lastname: 'Alone' };

async function call(api: HubspotApi, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
  const answer = await api.call({
    method,
    path,
    ...(body === undefined ? {} : { body }),
    attempting: 'test',
    repeatable: true,
  });
  return answer.body;
}

async function idOf(api: HubspotApi, email: string): Promise<string> {
  const filters = [{ propertyName: 'email', operator: 'EQ', value: email }];
  const body = await call(api, 'POST', '/crm/objects/2026-09/contacts/search', {
    filterGroups: [{ filters }],
    limit: 1,
  });
  return body.results[0].id;
}

/** A book with a company that these contacts belong to. */
async function withCompany(
  rows: readonly { readonly [name: string]: string; readonly email: string }[],
  members: readonly string[],
  policy: Partial<Policy> = {},
): Promise<Book> {
  const book = await openBook(rows, TODAY, policy);
  const { id } = await call(book.api, 'POST', '/crm/objects/2026-09/companies', { properties: { name: 'Northwind' } });
  for (const email of members) {
    await call(book.api, 'POST', '/crm/associations/2026-09/contacts/companies/batch/associate/default', {
      inputs: [{ from: { id: await idOf(book.api, email) }, to: { id } }],
    });
  }
  return book;
}

async function change(api: HubspotApi, email: string, properties: { readonly [name: string]: string }): Promise<void> {
  await call(api, 'PATCH', `/crm/objects/2026-09/contacts/${await idOf(api, email)}`, { properties });
}

/** Plans until nobody is decided any more: marks of one run are taken up by the next. */
async function settle(portal: Portal, today = TODAY): Promise<number> {
  for (let runs = 1; runs < 6; runs += 1) {
    const { decided, failures } = await planBook(portal, apiInto(portal), today);
    expect(failures).toEqual([]);
    if (decided === 0) return runs;
  }
  throw new Error('planning does not come to rest');
}

async function told(portal: Portal, email: string) {
  const state = await readState(portal);
  const contact = state.contacts[email];
  const visits = Object.entries(state.visits)
    .filter(([key, { rv_status }]) => key.startsWith(`${contact?.rv_customer_key}:`) && rv_status === 'planned')
    .map(([, { rv_pays, rv_scheduled_on }]) => `${rv_pays} ${rv_scheduled_on}`);
  return { visits, standing: contact?.rv_standing, goTo: contact?.rv_visits_go_to };
}

describe('reading rule 18, whom: two contacts of one company, one signed, the other spoken to last', () => {
  it('the visit goes to the one spoken to last, who takes over what is owed to the company', async () => {
    const { portal, api } = await withCompany([LIU, CHEN, ALONE], [LIU.email, CHEN.email]);
    await settle(portal);
    expect(await told(portal, CHEN.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-01'] });
    expect(await told(portal, LIU.email)).toEqual({
      visits: [],
      standing: 'suppressed:lead_elsewhere',
      goTo: await idOf(api, CHEN.email),
    });
    expect(await told(portal, ALONE.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-01'] });
  });

  it('marking the other one moves it, with its task, and the first is left alone', async () => {
    const { portal, api } = await withCompany([LIU, CHEN], [LIU.email, CHEN.email]);
    await settle(portal);
    await change(api, LIU.email, { rv_visit_lead: 'true', rv_replan: 'true' });
    await settle(portal);
    expect(await told(portal, LIU.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-01'] });
    expect(await told(portal, CHEN.email)).toMatchObject({ visits: [], standing: 'suppressed:lead_elsewhere' });
    const { tasks } = await readState(portal);
    expect(
      Object.values(tasks)
        .map((task) => task.hs_task_status)
        .sort(),
    ).toEqual(['COMPLETED', 'NOT_STARTED']);
  });

  it('a date that a colleague gets later is owed to the lead too', async () => {
    const { portal, api } = await withCompany([LIU, CHEN], [LIU.email, CHEN.email]);
    await settle(portal);
    // P35: the third working day after Thursday 2026-05-28 is Tuesday 06-02, which lies in the window of P01 too.
    await change(api, LIU.email, { rv_project_done_on: '2026-05-28', rv_replan: 'true' });
    await settle(portal);
    expect((await told(portal, CHEN.email)).visits).toEqual(['P35@2026-05-28;P01@2026-05-29 2026-06-02']);
    expect((await told(portal, LIU.email)).visits).toEqual([]);
  });

  it('a lead who is deleted is followed by the next', async () => {
    const { portal, api } = await withCompany([LIU, CHEN], [LIU.email, CHEN.email]);
    await settle(portal);
    const gone = await idOf(api, CHEN.email);
    await call(api, 'DELETE', `/crm/objects/2026-09/contacts/${gone}`);
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
    expect(await withdrawGone([gone], ports)).toMatchObject({ withdrawn: 1 });
    await settle(portal);
    expect(await told(portal, LIU.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-01'], goTo: undefined });
  });

  it('a lead who is deleted where no webhook tells is found by the weekly look', async () => {
    const { portal, api } = await withCompany([LIU, CHEN], [LIU.email, CHEN.email]);
    await settle(portal);
    await call(api, 'DELETE', `/crm/objects/2026-09/contacts/${await idOf(api, CHEN.email)}`);
    portal.setNow(portal.now() + 7 * 86_400_000);
    // The weekly look comes last in its run; the next run decides who was found.
    await planBook(portal, apiInto(portal), day('2026-06-08'));
    await settle(portal, day('2026-06-08'));
    expect(await told(portal, LIU.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-08'] });
  });

  it('where the policy visits each, each is visited', async () => {
    const company = { visits: 'each', sharesBudget: false } as const;
    const { portal } = await withCompany([LIU, CHEN], [LIU.email, CHEN.email], { company });
    await settle(portal);
    expect(await told(portal, LIU.email)).toMatchObject({ visits: ['P01@2026-05-29 2026-06-01'] });
    expect((await told(portal, CHEN.email)).goTo).toBeUndefined();
  });

  it('costs no call once everybody knows his part', async () => {
    const book = await withCompany([LIU, CHEN, ALONE], [LIU.email, CHEN.email]);
    await settle(book.portal);
    const without = await openBook([LIU, CHEN, ALONE], TODAY);
    await planBook(without.portal, without.api, TODAY);
    const later = day('2026-06-04');
    const sent: number[] = [];
    for (const { portal } of [book, without]) {
      portal.setNow(portal.now() + 3 * 86_400_000);
      const attempts: string[] = [];
      const watching = apiInto(portal, ({ call: { attempting } }, send) => {
        attempts.push(attempting);
        return send();
      });
      await planBook(portal, watching, later);
      expect(attempts).not.toContain('reading the contacts of companies');
      sent.push(attempts.filter((each) => each !== 'associating visits with companies').length);
    }
    expect(sent[0]).toBeLessThanOrEqual(sent[1] as number);
  });

  it('ends the same wherever its first planning is killed', async () => {
    const { portal } = await withCompany([LIU, CHEN, ALONE], [LIU.email, CHEN.email]);
    const start = portal.snapshot();
    const whole = apiInto(portal);
    await planBook(portal, whole, TODAY);
    await settle(portal);
    const expected = await readState(portal);
    for (let at = 1; at <= whole.sent(); at += 1) {
      portal.restore(start);
      const dying = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number >= at) throw new Error('killed');
        return answer;
      });
      await expect(planBook(portal, dying, TODAY)).rejects.toThrow('killed');
      await settle(portal);
      expect(await readState(portal), `killed after call ${at}`).toEqual(expected);
    }
  });
});

describe('reading rule 15, budget: a colleague was called on Monday 2026-06-01', () => {
  it.each([
    [true, 'P08@2026-03-13 2026-06-08'],
    [false, 'P08@2026-03-13 2026-06-05'],
  ])('where the company shares one budget: %s, the call due on Friday 06-05 is %s', async (sharesBudget, expected) => {
    // Last contact 2026-03-13: due from 05-12, target 2026-06-05, at the latest 06-11; its record is made two days ahead.
    const quarterly = { ...CHEN, rv_stage: 'loyal', rv_last_touch_at: '2026-03-13T04:00:00Z' };
    const policy = { company: { visits: 'each' as const, sharesBudget }, leadDays: 2 };
    const { portal, api } = await withCompany([LIU, quarterly], [LIU.email, CHEN.email], policy);
    await settle(portal);
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
    const key = (await readState(portal)).contacts[LIU.email]?.rv_customer_key;
    const logged = await logVisit(
      {
        visitKey: `${key}:1`,
        submissionId: 'held-0001',
        outcome: 'reached',
        channel: 'phone',
        heldOn: '2026-06-01',
        feedback: {},
        scores: {},
        promises: [],
        urgency: 'normal',
        scriptAnswers: {},
        loops: [],
        keepDraft: false,
      },
      { contactId: await idOf(api, LIU.email), today: TODAY },
      ports,
    );
    expect(logged).toMatchObject({ ok: true });
    portal.setNow(portal.now() + 2 * 86_400_000);
    await settle(portal, day('2026-06-03'));
    expect((await told(portal, CHEN.email)).visits).toEqual([expected]);
  });
});
