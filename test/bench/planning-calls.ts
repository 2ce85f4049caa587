import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { apiInto, openBook, planBook } from '../support/book.ts';

const TODAY = day('2026-11-23');
const SIZES = [1_000, 10_000, 100_000];
const SHARES = [0.01, 0.03];

/** Calls of one daily run against the least that HubSpot's batch sizes allow; and of the run after it. */
export async function planningCalls(): Promise<void> {
  console.log('contacts     due   calls   fixed   bound   (calls − fixed) / bound   second run');
  for (const size of SIZES) {
    for (const share of SHARES) {
      const rows = Array.from({ length: size }, (_, index) => ({
        email: `c${index}@example.com`,
        hubspot_owner_id: String(1001 + (index % 50)),
        lifecyclestage: 'customer',
        rv_signed_on: formatDay(addDays(TODAY, -1)),
        rv_plan_on: formatDay(addDays(TODAY, index % Math.round(1 / share) === 0 ? 0 : 10)),
      }));
      const { portal } = await openBook(rows, TODAY, { capacity: { minutesPerDay: 10_000, byOwner: {} } });
      const fixed = { calls: 0 };
      const api = counting(apiInto(portal), fixed);
      const result = await planBook(portal, api, TODAY);
      const calls = api.sent();
      // ⌈D/200⌉ searches; visits, tasks and next dates by hundreds; three associations by two thousands (no companies here).
      const due = result.decided;
      const bound = Math.ceil(due / 200) + 3 * Math.ceil(due / 100) + 3 * Math.ceil(due / 2_000);
      const again = apiInto(portal);
      await planBook(portal, again, TODAY);
      const ratio = (calls - fixed.calls) / bound;
      console.log(
        `${String(size).padStart(8)} ${String(due).padStart(7)} ${String(calls).padStart(7)} ${String(fixed.calls).padStart(7)} ${String(bound).padStart(7)} ${ratio.toFixed(3).padStart(25)} ${String(again.sent()).padStart(12)}`,
      );
      await portal.close();
    }
  }
}

const DAILY = /^(looking for customers to plan|writing (visits|tasks|the next dates)|associating)/;

/** What a run costs at any size: policy, clock, right to write. */
function counting(api: HubspotApi, fixed: { calls: number }): HubspotApi {
  return {
    sent: api.sent,
    call(call): Promise<Answer> {
      if (!DAILY.test(call.attempting)) fixed.calls += 1;
      return api.call(call);
    },
  };
}
