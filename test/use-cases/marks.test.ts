import { describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { measureUntilDone } from '../../src/use-cases/measures/measures.ts';
import { openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { openContact } from '../../src/use-cases/visiting/open-contact.ts';
import { only } from '../domain/support.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const HELD = day('2026-11-27');
const GOODS = { packaging: 5, logistics: 4, installation: 2 };

/** Goods that arrived on Friday 2026-11-20, in the portal's zone. */
async function delivered(incentive: boolean) {
  const row = {
    email: 'wang@example.com',
    lastname: '王',
    hubspot_owner_id: '71',
    lifecyclestage: 'customer',
    rv_delivered_on: '2026-11-20',
  };
  const promised: Partial<Policy> = DEFAULT_POLICY.incentive
    ? { incentive: { ...DEFAULT_POLICY.incentive, on: incentive } }
    : {};
  const { portal, api } = await openBook([row], TODAY, { ...only('P03'), ...promised, goLiveOn: '2026-11-23' });
  await planBook(portal, api, TODAY);
  portal.setNow(instantAt(ZONE, HELD, '15:00'));
  const ports = hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
  const contactId = Object.values((await readState(portal)).contacts)[0]?.rv_customer_key ?? '';
  const log = async (channel: 'phone' | 'survey') => {
    const answer = await logVisit(
      logVisitInput.parse({
        visitKey: `${contactId}:1`,
        submissionId: 'form-0001',
        outcome: 'reached',
        channel,
        heldOn: formatDay(HELD),
        scores: GOODS,
        scoresCollectedBy: 'rep_on_phone',
      }),
      { contactId, today: HELD },
      ports,
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return (await readState(portal)).visits[`${contactId}:1`];
  };
  const counted = async () => {
    // The index and the margin of the sweep are behind us.
    portal.setNow(instantAt(ZONE, day('2026-11-28'), '09:00'));
    await measureUntilDone(ports, day('2026-11-28'));
    return openDashboard({ month: '2026-11', today: day('2026-11-28') }, ports);
  };
  return { open: () => openContact({ contactId, view: 'visit', today: HELD }, ports), log, counted };
}

describe('Q27 and Q8, the visit of 2026-11-27 after goods arrived on 2026-11-20', () => {
  it('asks the goods form, keeps its marks and counts each under its name; nothing was promised', async () => {
    const { open, log, counted } = await delivered(false);
    expect(await open()).toMatchObject({ ok: true, visit: { on: '2026-11-27', form: 'goods' } });
    const visit = await log('survey');
    expect(visit).toMatchObject({ rv_scores: 'packaging=5;logistics=4;installation=2' });
    expect(visit?.rv_incentive).toBeUndefined();
    const page = await counted();
    expect(page.dimensions.map(({ dimension, n, hits }) => [dimension, n, hits])).toEqual([
      ['packaging', 1, 1],
      ['logistics', 1, 1],
      ['installation', 1, 0],
    ]);
    expect(page.collections.map(({ collection, n }) => [collection, n])).toEqual([['self_collected', 3]]);
  });

  it('answered as a questionnaire while something is promised is reported apart', async () => {
    const { log, counted } = await delivered(true);
    expect(await log('survey')).toMatchObject({ rv_incentive: 'true' });
    const page = await counted();
    expect(page.collections.map(({ collection, n }) => [collection, n])).toEqual([['with_incentive', 3]]);
    expect(page.csat.n).toBe(3);
  });

  it('told in a call that is no survey was not paid for, whatever the setting', async () => {
    const { log } = await delivered(true);
    expect((await log('phone'))?.rv_incentive).toBeUndefined();
  });
});
