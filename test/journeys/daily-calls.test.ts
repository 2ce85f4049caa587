import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { readAccount } from '../../src/hubspot/account.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';
import { apiInto, openBook } from '../support/book.ts';

const TODAY = day('2026-11-23');
const DAY_MS = 86_400_000;

/** What a run of a worker attempts, which knows the account since it started. */
async function attemptedBy(portal: Portal, today: typeof TODAY, readAhead = false): Promise<string[]> {
  const attempted: string[] = [];
  const account = await readAccount(apiInto(portal));
  const api = apiInto(portal, ({ call }, send) => {
    attempted.push(call.attempting);
    return send();
  });
  const ports = hubspotPorts(api, { now: () => portal.now(), portal: account });
  const result = await planUntilDone(ports, {
    today,
    trigger: 'worker',
    readAhead: readAhead ? READ_AHEAD : undefined,
  });
  if (!result.ok && result.reason !== 'paused') throw new Error(result.message.en);
  return attempted;
}

describe('the calls of a daily run', () => {
  it.each([
    ['one after the other', false],
    ['as a worker sends them', true],
  ])(
    'are eleven, one where something is opened and one a step besides what is written; again the same day one empty search, and no write but the right: %s',
    async (_, readAhead) => {
      const rows = [-1, 0, 0, 10].map((days, index) => ({
        email: `c${index}@example.com`,
        hubspot_owner_id: '1001',
        lifecyclestage: 'customer',
        rv_signed_on: formatDay(addDays(TODAY, -1)),
        rv_plan_on: formatDay(addDays(TODAY, days)),
      }));
      const { portal } = await openBook(rows, TODAY);
      const at = portal.now();
      // The day before does what is done once a week.
      portal.setNow(at - DAY_MS);
      const first = await attemptedBy(portal, addDays(TODAY, -1), readAhead);
      expect(first).toContain('reading the record limit');

      portal.setNow(at);
      const fixed = [
        'reading owners',
        'reading planning runs',
        'taking the right to plan',
        'reading open loops',
        'reading tickets',
        'looking for calls of others',
        'looking for meetings of others',
        'looking for emails of others',
        'looking for communications of others',
        'looking for tasks of others',
        'ending the run',
      ];
      const daily = [
        'looking for customers to plan',
        'keeping the planning clock',
        'writing visits',
        'reading kinds of associations',
        'writing tasks',
        'associating visits with contacts',
        'writing the next dates',
      ];
      expect((await attemptedBy(portal, TODAY, readAhead)).sort()).toEqual([...fixed, ...daily].sort());

      portal.setNow(at + 600_000);
      expect((await attemptedBy(portal, TODAY, readAhead)).sort()).toEqual(
        [...fixed, 'looking for customers to plan'].sort(),
      );
    },
  );

  it('are two while planning is paused: nothing is asked ahead', async () => {
    const { portal, api } = await openBook([{ email: 'a@example.com', hubspot_owner_id: '1001' }], TODAY);
    await attemptedBy(portal, TODAY, true);
    await hubspotPorts(api, { now: () => portal.now() }).runs.pause('stock-taking');
    expect((await attemptedBy(portal, TODAY, true)).sort()).toEqual(['reading owners', 'reading planning runs']);
  });
});
