import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { type CarriedAnswer, type Carrier, type HubspotApi, hubspotApi } from '../../src/hubspot/api.ts';
import { inLanes } from '../../src/hubspot/batch.ts';
import { install } from '../../src/hubspot/installer.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import type { VirtualTime } from './virtual-time.ts';

export const TODAY = day('2026-11-23');
export const ZONE = 'Asia/Shanghai';
/** Enough for everybody who is due on one day to be visited in time. */
const ownersOf = (size: number): number => Math.max(50, Math.ceil(size / 2_500));
const MINUTES_A_DAY = 1_440;

/** Calls straight into a portal, without a socket. */
export function carrierInto(portal: Portal, token = 'bench'): Carrier {
  return async (call): Promise<CarriedAnswer> => {
    const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
    const answer = await portal.fetch(
      new Request(`http://portal.test${call.path}${query}`, {
        method: call.method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      }),
    );
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
  };
}

/** Another app's calls: they have a budget of their own, and wait in virtual time. */
export function loader(portal: Portal, time: VirtualTime): HubspotApi {
  const into = carrierInto(portal, 'loader');
  return hubspotApi({
    accessToken: 'loader',
    carrier: (call) => time.standing(into(call)),
    now: time.now,
    sleep: time.sleep,
  });
}

/** Signed yesterday, and not due. */
const newCustomer = (_: number, today: Day): { readonly [name: string]: string } => ({
  rv_signed_on: formatDay(addDays(today, -1)),
  rv_plan_on: formatDay(addDays(today, 20)),
});

const TIERS = 'ABBBCCCCCC';

/** Of all tiers and ages, spoken with at some time, never planned. */
export function anyCustomer(index: number, today: Day): { readonly [name: string]: string } {
  const age = (index * 37) % 400;
  return {
    rv_tier: TIERS[index % TIERS.length] ?? 'C',
    rv_signed_on: formatDay(addDays(today, -age)),
    rv_first_purchase_on: formatDay(addDays(today, -age)),
    ...(age > 60
      ? { rv_last_touch_at: `${formatDay(addDays(today, -(index % 60)))}T04:00:00Z`, rv_last_touch_kind: 'call:out' }
      : {}),
  };
}

/**
 * A portal with its limits on, the app installed and so many customers whom nobody has planned yet; those that are like `newCustomer`
 * are not due before {@link makeDue}.
 */
export async function bigBook(
  size: number,
  time: VirtualTime,
  {
    today = TODAY,
    now = time.now,
    customer = newCustomer,
  }: { readonly today?: Day; readonly now?: () => number; readonly customer?: typeof newCustomer } = {},
): Promise<Portal> {
  const portal = createPortal({ timeZone: ZONE, seed: 7, now });
  const api = loader(portal, time);
  await install(api);
  const ports = hubspotPorts(api, { now: () => portal.now() });
  await ports.policies.publish(1, {
    ...DEFAULT_POLICY,
    goLiveOn: formatDay(today),
    version: 1,
    capacity: { minutesPerDay: MINUTES_A_DAY, byOwner: {} },
  });
  await portal.fetch(
    new Request('http://portal.test/__portal/owners', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        Array.from({ length: ownersOf(size) }, (_, index) => ({
          id: String(1001 + index),
          firstName: 'Owner',
          lastName: String(index),
          email: `owner-${index}@example.com`,
        })),
      ),
    }),
  );
  for (let start = 0; start < size; start += 100) {
    await api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/batch/create',
      body: {
        inputs: Array.from({ length: Math.min(100, size - start) }, (_, index) => ({
          properties: {
            email: `c${start + index}@example.com`,
            hubspot_owner_id: String(1001 + ((start + index) % ownersOf(size))),
            lifecyclestage: 'customer',
            ...customer(start + index, today),
          },
        })),
      },
      attempting: 'loading customers',
      repeatable: false,
    });
  }
  return portal;
}

/** Plans everybody who waits: visits within their lead time are opened. */
export async function planWhole(portal: Portal, time: VirtualTime, today: Day): Promise<void> {
  const ports = hubspotPorts(loader(portal, time), { now: () => portal.now(), sleep: time.sleep });
  const planned = await planUntilDone(ports, { today, trigger: 'command' });
  if (!planned.ok) throw new Error(planned.message.en);
  if (planned.failed > 0) throw new Error(`${planned.failed} were not written: ${planned.failures[0]?.message}`);
}

/** Of the customers that were loaded, every `every`-th from the `from`-th on needs a decision today. */
export async function makeDue(
  portal: Portal,
  time: VirtualTime,
  due: {
    readonly size: number;
    readonly from: number;
    readonly every: number;
    readonly today?: Day;
    readonly most?: number;
  },
): Promise<void> {
  const { size, from, every, today = TODAY, most = size } = due;
  const api = loader(portal, time);
  const emails = Array.from({ length: size }, (_, index) => index)
    .filter((index) => index % every === from)
    .slice(0, most)
    .map((index) => `c${index}@example.com`);
  const parts: string[][] = [];
  for (let start = 0; start < emails.length; start += 100) parts.push(emails.slice(start, start + 100));
  await inLanes(parts, (part) =>
    api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/batch/upsert',
      body: {
        inputs: part.map((email) => ({
          id: email,
          idProperty: 'email',
          properties: { email, rv_plan_on: formatDay(today) },
        })),
      },
      attempting: 'making customers due',
      repeatable: true,
    }),
  );
}
