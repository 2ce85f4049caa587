import { expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { DEFAULT_LOOPS } from '../../src/domain/policy/default-loops.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { openReasks } from '../../src/use-cases/measures/open-records.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-06-01');
const LI = {
  email: 'li@example.com',
  lastname: 'Li',
  hubspot_owner_id: '1001',
  rv_care_owner: '1003',
  lifecyclestage: 'customer',
  rv_first_purchase_on: '2024-01-10',
  rv_tier: 'A',
  rv_last_touch_at: '2026-05-05T02:00:00Z',
  rv_last_touch_kind: 'call:out',
};

it('asks for a rep’s own marks again by somebody else, once, and knows the second ones for what they are', async () => {
  const again = { ...DEFAULT_LOOPS, blindReaskPercent: { ...DEFAULT_LOOPS.blindReaskPercent, value: 100 } };
  const { portal, api } = await openBook([LI], TODAY, { loops: again });
  await planBook(portal, api, TODAY);
  const ports = () => hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
  const open = async () => {
    const { visits, contacts } = await readState(portal);
    const key = contacts[LI.email]?.rv_customer_key ?? '';
    return Object.entries(visits).filter(([of, { rv_status }]) => of.startsWith(`${key}:`) && rv_status === 'planned');
  };
  const log = async (key: string, on: string, submissionId: string) => {
    portal.setNow(instantAt(ZONE, day(on), '15:00'));
    const input = logVisitInput.parse({
      visitKey: key,
      submissionId,
      outcome: 'reached',
      channel: 'phone',
      heldOn: on,
      scores: { service_quality: 5 },
      scoresCollectedBy: 'rep_on_phone',
    });
    const contactId = (
      await ports().customers.due({
        today: day(on),
        after: undefined,
        lifecycleStages: ['customer'],
        anyTier: true,
        whole: true,
      })
    ).customers[0]?.contactId;
    const answer = await logVisit(input, { contactId: contactId ?? '', today: day(on) }, ports());
    expect(answer).toMatchObject({ ok: true });
  };

  const [first] = await open();
  const key = first?.[0] ?? '';
  await log(key, '2026-06-01', 'own-marks-0001');
  const state = await readState(portal);
  const asked = state.contacts[LI.email]?.rv_asked ?? '';
  expect(asked).toMatch(new RegExp(`^Q18 2026-06-08 2026-06-11 2026-06-15 ${key} 1001 100[23]$`));
  // The list that the lead sees has the same person.
  const list = await openReasks({ portal: undefined, month: '2026-06', what: 'reasks' }, day('2026-06-02'), ports());
  const names = await ports().people.ownerNames();
  expect(list.ok && list.queue.map(({ key: of, askerName }) => [of, askerName])).toEqual([
    [key, names.get(asked.slice(-4))],
  ]);

  portal.setNow(instantAt(ZONE, day('2026-06-08'), '09:00'));
  await planBook(portal, apiInto(portal), day('2026-06-08'));
  const reask = (await open()).find(([, { rv_leader }]) => rv_leader === 'Q18');
  expect(reask?.[1]).toMatchObject({ rv_owner_id: asked.slice(-4), rv_scheduled_on: '2026-06-11' });
  await log(reask?.[0] ?? '', '2026-06-11', 'other-marks-01');
  const after = await readState(portal);
  expect(after.visits[reask?.[0] ?? '']).toMatchObject({ rv_scores_by: 'blind_reask', rv_status: 'held' });
  expect(after.contacts[LI.email]).not.toHaveProperty('rv_asked');
  await portal.close();
});
