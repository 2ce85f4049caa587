import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Exclusion, Policy } from '../../src/domain/policy/policy.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { openPolicy } from '../../src/use-cases/policy/open-policy.ts';
import { publishPolicy } from '../../src/use-cases/policy/publish-policy.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';
import { draftOf, portsOf, setApproval } from '../support/desk.ts';

/** Monday, in Shanghai. */
const TODAY = day('2026-06-01');
/** Signed on Friday 2026-05-29: a call by Monday. */
const customer = (email: string, more: { readonly [name: string]: string } = {}) => ({
  email,
  lastname: '王',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_signed_on: '2026-05-29',
  ...more,
});
const BOOK = [
  customer('wang@huadong.example'),
  customer('li@our-own.example'),
  customer('zhao@rival.example', { company: 'Rival GmbH' }),
  customer('chen@huadong.example', { hs_lead_status: 'BAD_TIMING' }),
  customer('test@huadong.example', { rv_excluded: 'test contact' }),
  customer('lead@our-own.example', { lifecyclestage: 'lead' }),
];
const EXCLUDE: readonly Exclusion[] = [
  { field: 'email_domain', values: ['Our-Own.example'] },
  { field: 'company', values: ['rival gmbh', 'Another'] },
  { field: 'lead_status', values: ['bad_timing'] },
  { field: 'mark', values: [] },
];
const leavingOut = (exclude: readonly Exclusion[]): Policy['scope'] => ({ ...DEFAULT_POLICY.scope, exclude });

async function visited(portal: Portal): Promise<string[]> {
  const { contacts, visits } = await readState(portal);
  const keys = new Set(
    Object.entries(visits).flatMap(([key, { rv_status }]) => (rv_status === 'planned' ? [key.split(':')[0]] : [])),
  );
  return Object.entries(contacts).flatMap(([email, contact]) => (keys.has(contact?.rv_customer_key) ? [email] : []));
}

describe('who the policy leaves out', () => {
  it('is not planned for, by e-mail domain, company, lead status or our own mark, in whatever letters', async () => {
    const { portal, api } = await openBook(BOOK, TODAY, { scope: leavingOut(EXCLUDE) });
    expect((await planBook(portal, api, TODAY)).failures).toEqual([]);
    expect(await visited(portal)).toEqual(['wang@huadong.example']);
    // Looked at once, and again in a month; not at every run.
    expect((await planBook(portal, api, TODAY)).decided).toBe(0);
  });

  it('loses open visits with their tasks when a policy that says so is published, and has them again after it', async () => {
    const { portal, api } = await openBook(BOOK, TODAY);
    await planBook(portal, api, TODAY);
    expect(await visited(portal)).toHaveLength(5);
    const publish = async (exclude: readonly Exclusion[]) => {
      portal.setNow(portal.now() + 60_000);
      const { revision, recordId } = await draftOf(portal, (policy) => ({ ...policy, scope: leavingOut(exclude) }));
      await setApproval(portal, recordId, 'approved');
      portal.setNow(portal.now() + 60_000);
      expect(await publishPolicy({ revision, claimedBy: '', today: TODAY }, portsOf(portal))).toMatchObject({
        ok: true,
      });
      expect((await planBook(portal, apiInto(portal), TODAY)).failures).toEqual([]);
    };
    await publish(EXCLUDE);
    expect(await visited(portal)).toEqual(['wang@huadong.example']);
    const { tasks } = await readState(portal);
    expect(Object.values(tasks).filter(({ hs_task_status }) => hs_task_status !== 'COMPLETED')).toHaveLength(1);
    await publish([]);
    expect(await visited(portal)).toHaveLength(5);
  });

  it('is counted by HubSpot for the page, of those whom the scope would take in', async () => {
    const { portal } = await openBook(BOOK, TODAY);
    const opened = await openPolicy({ today: TODAY, count: leavingOut(EXCLUDE) }, portsOf(portal));
    expect(opened).toMatchObject({ ok: true, counted: { contacts: 5, excluded: [1, 1, 1, 1] } });
    expect(await openPolicy({ today: TODAY }, portsOf(portal))).toMatchObject({ counted: null });
  });
});
