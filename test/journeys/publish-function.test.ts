import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main as open } from '../../serverless/open_policy.ts';
import { main as publish } from '../../serverless/publish_policy.ts';
import { main as rollBack } from '../../serverless/roll_back_policy.ts';
import { main as saveDraft } from '../../serverless/save_draft_policy.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { charactersOf, MOST_CHARACTERS } from '../../src/domain/policy/size.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { openBook } from '../support/book.ts';
import { ADMIN, draftOf, inForce, portsOf, setApproval, withRule } from '../support/desk.ts';

const TODAY = day('2026-11-23');

let portal: Portal;
let served: Awaited<ReturnType<typeof servePortal>>;
let draft: { readonly revision: number; readonly recordId: string };

beforeAll(async () => {
  ({ portal } = await openBook(demoCustomers(TODAY).slice(0, 3), TODAY));
  draft = await draftOf(portal, (policy) => withRule(policy, 'P08', () => ({ on: false })));
  served = await servePortal(portal, { port: 0 });
  process.env.HUBSPOT_API_BASE = served.url;
  process.env.PRIVATE_APP_ACCESS_TOKEN = 'test';
});
afterAll(async () => {
  delete process.env.HUBSPOT_API_BASE;
  delete process.env.PRIVATE_APP_ACCESS_TOKEN;
  await served.close();
});

const standing = () => portsOf(portal).desk.standing();
const changes = async () => (await portsOf(portal).desk.changes((await standing())?.change ?? 0, 50)).length;

describe('the function that saves a draft', () => {
  const spoken = (policy: Policy, zh: string): Policy => ({
    ...policy,
    scripts: policy.scripts.map((script, nth) => (nth === 0 ? { ...script, opening: [{ zh, en: zh }] } : script)),
  });
  const days = (policy: Policy, on: string, name = '停工'): Policy => ({
    ...policy,
    calendar: { ...policy.calendar, exceptions: [{ on, working: false, name }] },
  });
  it.each<readonly [string, (policy: Policy) => unknown, string]>([
    [
      'contradicts itself',
      (policy) => withRule(policy, 'P11', ({ window }) => ({ window: { ...window, latest: { n: 3, unit: 'C' } } })),
      'rules.9.window.latest.n',
    ],
    [
      'has minutes below zero',
      (policy) => ({ ...policy, capacity: { ...policy.capacity, byOwner: { 1001: -30 } } }),
      'capacity.byOwner.1001',
    ],
    ['has a holiday that is no day', (policy) => days(policy, '2027-02-30'), 'calendar.exceptions.0.on'],
    ['has a holiday of a year out of reach', (policy) => days(policy, '1997-02-07'), 'calendar.exceptions.0.on'],
    ['speaks of what no customer has', (policy) => spoken(policy, '{{nickname}}，您好'), 'scripts.0.opening.0.zh'],
    ['has a setting that does not exist', (policy) => ({ ...policy, leadDay: 3 }), 'leadDay'],
    [
      'is longer than a property of HubSpot',
      (policy) => days(policy, '2027-05-04', 'x'.repeat(MOST_CHARACTERS - charactersOf(policy))),
      '',
    ],
    ['is no policy', () => 'policy', ''],
  ])('refuses one that %s, at its field, and saves nothing', async (_what, spoil, path) => {
    const policy = await inForce(portsOf(portal));
    const before = [await portsOf(portal).desk.newestDraft(), await standing()];
    const answer = await saveDraft({
      parameters: {
        after: draft.revision,
        base: 1,
        submissionId: 'spoilt-draft-1',
        savedBy: 'Tom',
        policy: spoil(policy),
      },
    });
    expect(answer).toMatchObject({ ok: false });
    if (answer.ok || !('fields' in answer)) throw new Error('no fields');
    expect(answer.fields?.map((field) => field.path)).toContain(path);
    expect([await portsOf(portal).desk.newestDraft(), await standing()]).toEqual(before);
  });
});

describe('the function that publishes, without an approval', () => {
  const claims = fc.record(
    {
      claimedBy: fc.oneof(fc.constant('Super Admin'), fc.string({ maxLength: 40 })),
      userId: fc.oneof(fc.constant(ADMIN), fc.constant(String(ADMIN))),
      approvedBy: fc.constant(ADMIN),
      approval: fc.constant('approved'),
      rv_approval: fc.constant('approved'),
      approved: fc.boolean(),
      force: fc.boolean(),
      source: fc.constant('CRM_UI'),
      portal: fc.constant({ id: 146000001, timeZone: 'Asia/Shanghai' }),
    },
    { requiredKeys: [] },
  );

  test.prop([claims, fc.oneof(fc.constant(1), fc.integer({ min: -1, max: 4 }), fc.constant('1'))], { numRuns: 40 })(
    'refuses whatever the parameters say, and changes nothing',
    async (more, revision) => {
      const before = [await standing(), await changes()];
      const answer = await publish({
        parameters: { ...more, revision },
        propertiesToSend: { hs_object_id: draft.recordId, rv_approval: 'approved', hubspot_owner_id: String(ADMIN) },
      });
      expect(answer.ok).toBe(false);
      expect([await standing(), await changes()]).toEqual(before);
    },
    60_000,
  );

  it.each([undefined, null, [], 'publish', 1, {}, { revision: [1] }, { revision: { $ne: 0 } }, { revision: 1.5 }])(
    'refuses the parameters %j',
    async (parameters) => {
      expect((await publish({ parameters })).ok).toBe(false);
    },
  );

  it('says in both languages who has to do what', async () => {
    expect(await publish({ parameters: { revision: draft.revision } })).toMatchObject({
      reason: 'not_approved',
      message: { zh: expect.stringContaining('审批'), en: expect.stringContaining('Approval') },
    });
    expect(await rollBack({ parameters: { version: 1, claimedBy: 'admin' } })).toMatchObject({ ok: false });
  });
});

describe('the function that publishes, with an approval set in HubSpot', () => {
  it('publishes, keeps who approved by HubSpot’s account, and what the page said as claimed', async () => {
    await setApproval(portal, draft.recordId, 'approved', { userId: ADMIN });
    const answer = await publish({ parameters: { revision: draft.revision, claimedBy: 'Somebody Else' } });
    expect(answer).toEqual({ ok: true, version: 2, repeated: false });
    expect(await portsOf(portal).desk.change(2)).toMatchObject({
      kind: 'publish',
      approvedBy: String(ADMIN),
      claimedBy: 'Somebody Else',
    });
    expect(await open({ parameters: {} })).toMatchObject({ ok: true, inForce: { version: 2 }, draft: null });
  });
});
