import { describe, expect, it } from 'vitest';
import type { ReadinessAnswer } from '../../src/contract/readiness.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { DuplicateFinder } from '../../src/domain/readiness/duplicates.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { correctForms, readiness } from '../../src/use-cases/customers/readiness.ts';
import { apiInto, openBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');
const PHONE = '010-6552 9988';

const ROWS: Record<string, string>[] = [
  {
    email: 'fit@example.com',
    lastname: 'Fit',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    phone: '+86 10 6552 9900',
    rv_signed_on: '2026-01-05',
    rv_time_zone: 'Asia/Shanghai',
    rv_consents: 'call',
    rv_profile_checked_on: '2026-11-01',
  },
  { email: 'bare@example.com', lastname: 'Bare', lifecyclestage: 'customer', phone: PHONE },
  {
    email: 'other@example.com',
    lastname: 'Other',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    phone: '010 65529988 ',
    rv_signed_on: '2026-11-20',
    rv_preference_tags: '证件 11010519491231002X',
  },
  { email: 'lead@example.com', lastname: 'Lead', lifecyclestage: 'lead' },
];

describe('readiness through the portal', () => {
  async function opened() {
    const { portal } = await openBook(ROWS, TODAY);
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
    return { portal, ports };
  }
  function fine(answer: ReadinessAnswer) {
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  it('counts and lists what stops contacts of the book, by finding and by rule', async () => {
    const { ports } = await opened();
    const answer = fine(await readiness(ports, { today: TODAY }));
    expect(answer).toMatchObject({ done: true, customers: 3, stopped: 1, more: 0 });
    expect(Object.fromEntries(answer.counts.map(({ kind, customers }) => [kind, customers]))).toEqual({
      no_owner: 1,
      no_start: 1,
      never_asked: 2,
      no_zone: 2,
      stale_profile: 2,
      phone_form: 1,
      id_number: 1,
    });
    expect(answer.rows.map(({ name }) => name)).toEqual(['Bare', 'Other']);
    expect(answer.rules).toContainEqual(expect.objectContaining({ rule: 'P08', because: 'no_owner', customers: 1 }));
    expect(JSON.stringify(answer)).not.toContain('11010519491231002X');
  });

  it('goes on where it stopped, and hands on what duplicates are found by', async () => {
    const { ports } = await opened();
    const answer = fine(await readiness(ports, { today: TODAY, shouldStop: () => true }));
    const finder = new DuplicateFinder();
    for (const [id, keys] of Object.entries(answer.keys)) finder.add(id, keys);
    expect(finder.groups()).toEqual([{ by: 'phone', ids: answer.rows.map(({ id }) => id), contacts: 2 }]);
    expect(JSON.stringify(answer.keys)).not.toContain('6552');
  });

  it('corrects forms where it is safe, and nothing else', async () => {
    const { portal, ports } = await opened();
    const before = await readState(portal);
    const { rows } = fine(await readiness(ports, { today: TODAY }));
    const ids = rows.map(({ id }) => id);
    expect(await correctForms(ports, { kind: 'phone_form', ids, today: TODAY })).toMatchObject({
      ok: true,
      corrected: 1,
      failed: [],
    });
    const again = fine(await readiness(ports, { today: TODAY }));
    expect(again.counts.find(({ kind }) => kind === 'phone_form')).toBeUndefined();
    expect(await correctForms(ports, { kind: 'phone_form', ids, today: TODAY })).toMatchObject({
      ok: true,
      corrected: 0,
    });
    expect(await readState(portal)).toEqual(before);
  });
});
