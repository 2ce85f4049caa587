import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');

/** Signed on Friday 2026-11-20: the call is due on Monday 11-23, at the latest on Wednesday 11-25. */
const ROW = { hubspot_owner_id: '1001', lifecyclestage: 'customer', rv_signed_on: '2026-11-20' };
const LI = { ...ROW, email: 'li@example.com', lastname: 'Li' };
const WANG = { ...ROW, email: 'wang@example.com', lastname: 'Wang', hubspot_owner_id: '1002' };

async function publish(portal: Portal, api: HubspotApi, version: number, change: Partial<Policy>): Promise<void> {
  const ports = hubspotPorts(api, { now: () => portal.now() });
  await ports.policies.publish(version, {
    ...DEFAULT_POLICY,
    goLiveOn: formatDay(TODAY),
    ...change,
    version,
  });
}

/** As HubSpot shows the people of a portal: whoever left is not among them. */
async function people(portal: Portal, ids: readonly string[]): Promise<void> {
  await portal.fetch(
    new Request('http://portal.test/__portal/owners', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        ['1001', '1002', '1003'].map((id) => ({
          id,
          firstName: 'Owner',
          lastName: id,
          email: `o${id}@example.com`,
          archived: !ids.includes(id),
        })),
      ),
    }),
  );
}

async function stateOf(portal: Portal, email: string) {
  const state = await readState(portal);
  const key = state.contacts[email]?.rv_customer_key;
  return { visit: state.visits[`${key}:1`], task: state.tasks[`visit:${key}:1`], contact: state.contacts[email] };
}

async function patch(api: HubspotApi, email: string, properties: { readonly [name: string]: string }): Promise<void> {
  await api.call({
    method: 'PATCH',
    path: `/crm/objects/2026-09/contacts/${email}`,
    query: { idProperty: 'email' },
    body: { properties },
    attempting: 'test',
    repeatable: true,
  });
}

describe('work that changes hands', () => {
  it('follows the owner of its contact, with a note of where it came from', async () => {
    const { portal, api } = await openBook([LI, WANG], TODAY);
    await planBook(portal, api, TODAY);
    await patch(api, LI.email, { hubspot_owner_id: '1002', rv_replan: 'true' });
    await planBook(portal, apiInto(portal), TODAY);
    const { visit, task } = await stateOf(portal, LI.email);
    expect(visit).toMatchObject({ rv_owner_id: '1002', rv_status: 'planned' });
    expect(visit?.rv_handover).toContain('Owner 1001 → Owner 1002');
    expect(visit?.rv_handover).toContain('owner changed');
    expect(task?.hubspot_owner_id).toBe('1002');
    expect(task?.hs_task_body).toContain('交接：Owner 1001 → Owner 1002');
  });

  it('that was tried in vain tells the next person when', async () => {
    const { portal, api } = await openBook([LI, WANG], TODAY);
    await planBook(portal, api, TODAY);
    const ports = hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });
    const { logAttempt } = await import('../../src/use-cases/visiting/log-visit.ts');
    const key = (await stateOf(portal, LI.email)).visit?.rv_visit_key ?? '';
    await logAttempt({ visitKey: key, submissionId: 'one' }, { today: TODAY }, ports);
    await patch(api, LI.email, { hubspot_owner_id: '1002', rv_replan: 'true' });
    await planBook(portal, apiInto(portal), TODAY);
    expect((await stateOf(portal, LI.email)).visit?.rv_handover).toContain('tried in vain on 2026-11-23');
  });

  it('goes to the backup when its owner is on leave for its whole window, and to nobody else', async () => {
    const { portal, api } = await openBook([LI, WANG], TODAY);
    await planBook(portal, api, TODAY);
    await publish(portal, api, 2, {
      team: { leave: [{ ownerId: '1001', from: '2026-11-23', to: '2026-11-27', backup: '1002' }] },
    });
    await planBook(portal, apiInto(portal), TODAY);
    const li = await stateOf(portal, LI.email);
    expect(li.visit).toMatchObject({ rv_owner_id: '1002' });
    expect(li.visit?.rv_handover).toContain('cover for leave');
    expect((await stateOf(portal, WANG.email)).visit).not.toHaveProperty('rv_handover');
    // The contact stays with its owner.
    expect(li.contact?.hubspot_owner_id).toBe('1001');
  });

  it('comes back to its owner after the leave, where the cover has not done it', async () => {
    const { portal, api } = await openBook([LI, WANG], TODAY, {
      team: { leave: [{ ownerId: '1001', from: '2026-11-23', to: '2026-11-25', backup: '1002' }] },
    });
    await planBook(portal, api, TODAY);
    expect((await stateOf(portal, LI.email)).visit).toMatchObject({ rv_owner_id: '1002', rv_latest_on: '2026-11-25' });
    // Nobody called; the leave is over, the visit late.
    const later = addDays(TODAY, 3);
    portal.setNow(portal.now() + 3 * 86_400_000);
    await planBook(portal, apiInto(portal), later);
    const { visit, task } = await stateOf(portal, LI.email);
    expect(visit).toMatchObject({ rv_owner_id: '1001', rv_late: 'true', rv_scheduled_on: '2026-11-26' });
    expect(task?.hubspot_owner_id).toBe('1001');
  });

  it('of somebody who has left goes to whoever fills the role next, or is listed as nobody’s', async () => {
    const covered = { ...LI, rv_service_owner: '1002', rv_signed_on: '', rv_delivered_on: '2026-11-20' };
    const { portal, api } = await openBook([{ ...covered, rv_service_owner: '1003' }, WANG], TODAY);
    await planBook(portal, api, TODAY);
    expect((await stateOf(portal, LI.email)).visit).toMatchObject({ rv_leader: 'P02', rv_owner_id: '1003' });

    await people(portal, ['1001', '1002']);
    await planBook(portal, apiInto(portal), TODAY);
    const li = await stateOf(portal, LI.email);
    expect(li.visit).toMatchObject({ rv_owner_id: '1001', rv_status: 'planned' });
    expect(li.visit?.rv_handover).toContain('the owner has left');

    await people(portal, ['1002']);
    await planBook(portal, apiInto(portal), TODAY);
    const alone = await stateOf(portal, LI.email);
    expect(alone.visit?.rv_status).toBe('withdrawn');
    expect(alone.contact?.rv_standing).toBe('infeasible:no_owner');
    const again = await planBook(portal, apiInto(portal), TODAY);
    expect(again.decided).toBe(0);
  });
});

describe('a new policy', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ ...ROW, email: `c${i}@example.com`, lastname: `C${i}` }));
  const later = (rule: (typeof DEFAULT_POLICY.rules)[number]) =>
    rule.id === 'P01' ? { ...rule, name: { zh: '首次回访', en: 'A first call' } } : rule;

  it('reaches every customer in the next run, also those who were not due, and writes only what changes', async () => {
    const quiet = {
      ...ROW,
      email: 'quiet@example.com',
      lastname: 'Quiet',
      rv_signed_on: '2024-01-10',
      rv_last_touch_at: '2026-11-20T02:00:00Z',
      rv_last_touch_kind: 'call:out',
    };
    const { portal, api } = await openBook([...rows, quiet], TODAY);
    await planBook(portal, api, TODAY);
    const before = await readState(portal);
    await publish(portal, api, 2, { rules: DEFAULT_POLICY.rules.map(later) });
    const written: string[] = [];
    const watching = apiInto(portal, ({ call }, send) => {
      if (call.attempting === 'writing the next dates') {
        const { inputs } = call.body as { inputs: { properties: { rv_customer_key: string } }[] };
        written.push(...inputs.map(({ properties }) => properties.rv_customer_key));
      }
      return send();
    });
    const result = await planBook(portal, watching, TODAY);
    const after = await readState(portal);
    expect(result.decided).toBe(31);
    expect(written).toHaveLength(30);
    expect(after.contacts[quiet.email]).toEqual(before.contacts[quiet.email]);
    for (const visit of Object.values(after.visits)) expect(visit.rv_name).toContain('A first call');
    const again = await planBook(portal, apiInto(portal), TODAY);
    expect(again.decided).toBe(0);
  });

  it('goes on where its first run was cut off, at every call, and ends as if it had not been', async () => {
    const { portal, api } = await openBook(rows, TODAY);
    await planBook(portal, api, TODAY);
    await publish(portal, api, 2, { rules: DEFAULT_POLICY.rules.map(later) });
    const start = portal.snapshot();
    const whole = apiInto(portal);
    await planBook(portal, whole, TODAY);
    const expected = await readState(portal);
    let killed = 0;
    for (let at = 1; at <= whole.sent(); at += 1) {
      portal.restore(start);
      const dying = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number >= at) throw new Error('killed');
        return answer;
      });
      await expect(planBook(portal, dying, TODAY)).rejects.toThrow('killed');
      await planBook(portal, apiInto(portal), TODAY);
      expect(await readState(portal), `killed after call ${at}`).toEqual(expected);
      killed += 1;
    }
    expect(killed).toBe(whole.sent());
  });

  it('published after a run was killed ends as if the run had not been, at every call', async () => {
    const { portal, api } = await openBook(rows, TODAY);
    const start = portal.snapshot();
    const whole = apiInto(portal);
    await planBook(portal, whole, TODAY);
    await publish(portal, api, 2, { rules: DEFAULT_POLICY.rules.map(later) });
    await planBook(portal, apiInto(portal), TODAY);
    const expected = await readState(portal);
    for (let at = 1; at <= whole.sent(); at += 1) {
      portal.restore(start);
      const dying = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number >= at) throw new Error('killed');
        return answer;
      });
      await expect(planBook(portal, dying, TODAY)).rejects.toThrow('killed');
      await publish(portal, apiInto(portal), 2, { rules: DEFAULT_POLICY.rules.map(later) });
      await planBook(portal, apiInto(portal), TODAY);
      expect(await readState(portal), `killed after call ${at}`).toEqual(expected);
    }
  });
});
