import { createHash } from 'node:crypto';
import { loadCustomers } from '../../src/demo/load-customers.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import { formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Answer, Call, HubspotApi } from '../../src/hubspot/api.ts';
import { portalError } from '../../src/hubspot/errors.ts';
import { install } from '../../src/hubspot/installer.ts';
import * as model from '../../src/hubspot/model.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';
import type { DecidedCustomer } from '../../src/use-cases/planning/plan-step.ts';
import { planUntilDone, type RunResult } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';

import { checkContract } from '../portal/contract/recorder.ts';

export const ZONE = 'Asia/Shanghai';

export interface Book {
  readonly portal: Portal;
  readonly api: HubspotApi;
}

export interface Sent {
  readonly call: Call;
  readonly number: number;
}

/** HubSpot calls straight into an embedded portal, without a socket; `around` may fail or watch each. */
export function apiInto(
  portal: Portal,
  around: (sent: Sent, send: () => Promise<Answer>) => Promise<Answer> = (_, send) => send(),
): HubspotApi {
  let number = 0;
  return {
    sent: () => number,
    async call(call) {
      number += 1;
      return around({ call, number }, async () => {
        const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
        const requestText = call.body === undefined ? '' : JSON.stringify(call.body);
        const answer = await portal.fetch(
          new Request(`http://portal.test${call.path}${query}`, {
            method: call.method,
            headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
            ...(requestText === '' ? {} : { body: requestText }),
          }),
        );
        const text = await answer.text();
        const body = text ? JSON.parse(text) : null;
        // What is sent and what is answered keep to HubSpot's own client's types.
        const violations = checkContract({
          method: call.method,
          path: call.path + query,
          requestText,
          status: answer.status,
          answerText: text,
          answer: body,
        });
        if (violations.length > 0) throw new Error(`against the contract: ${violations.slice(0, 3).join('; ')}`);
        if (answer.ok || call.alsoFine?.includes(answer.status)) return { status: answer.status, body };
        throw portalError(call.attempting, answer.status, body);
      });
    },
  };
}

/** What portals of books are made with; the clock stands at `time` of the day. */
function settings(today: Day, time: string): PortalOptions {
  const at = instantAt(ZONE, today, time);
  return { timeZone: ZONE, rateLimits: false, seed: 7, now: () => at };
}

/** A portal of its own that holds what another one held; its clock stands, at nine unless told. */
export function portalFrom(snapshot: unknown, today: Day, time = '09:00'): Portal {
  const portal = createPortal(settings(today, time));
  portal.restore(snapshot);
  return portal;
}

/** Tells whether a portal holds what an earlier one that was asked about held: what goes on from there ends the same. */
export function statesSeen(): (portal: Portal) => boolean {
  const seen = new Set<string>();
  return (portal) => {
    const mark = createHash('sha1').update(JSON.stringify(portal.snapshot())).digest('hex');
    const isKnown = seen.has(mark);
    seen.add(mark);
    return isKnown;
  };
}

/** A portal with the app installed, a policy in force from `today` and these customers; its clock stands at nine. */
export async function openBook(
  rows: readonly { readonly [name: string]: string }[],
  today: Day,
  policy: Partial<Policy> = {},
  options: PortalOptions = {},
): Promise<Book> {
  const portal = createPortal({ ...settings(today, '09:00'), ...options });
  const api = apiInto(portal);
  await install(api);
  const ports = hubspotPorts(api, { now: () => portal.now() });
  await ports.policies.publish(1, { ...DEFAULT_POLICY, goLiveOn: formatDay(today), ...policy, version: 1 });
  const owners = [
    ...new Set(rows.flatMap((row) => [row.hubspot_owner_id, row.rv_service_owner, row.rv_care_owner])),
  ].filter(Boolean);
  await portal.fetch(
    new Request('http://portal.test/__portal/owners', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        owners.map((id) => ({ id, firstName: 'Owner', lastName: id, email: `owner-${id}@example.com` })),
      ),
    }),
  );
  const failures = await loadCustomers(
    api,
    rows.map((row, index) => ({
      line: index + 2,
      properties: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')) as { email: string },
    })),
    ZONE,
  );
  if (failures.length > 0) throw new Error(`customers were refused: ${JSON.stringify(failures.slice(0, 3))}`);
  return { portal, api };
}

export interface PlannedBook extends RunResult {
  readonly customers: readonly DecidedCustomer[];
}

export async function planBook(
  portal: Portal,
  api: HubspotApi,
  today: Day,
  { movesClock = false, readAhead = false }: { readonly movesClock?: boolean; readonly readAhead?: boolean } = {},
): Promise<PlannedBook> {
  const customers: DecidedCustomer[] = [];
  // Waiting moves a clock of its own, the portal's stands still; or the portal's, so that its index catches up.
  let waited = 0;
  const sleep = async (ms: number): Promise<void> => {
    if (movesClock) portal.setNow(portal.now() + ms);
    else waited += ms;
  };
  const ports = hubspotPorts(api, { now: () => portal.now() + waited, sleep });
  const result = await planUntilDone(ports, {
    today,
    trigger: 'command',
    readAhead: readAhead ? READ_AHEAD : undefined,
    onWaiting: () => {},
    onDecided: (decided) => customers.push(...decided),
  });
  if (!result.ok) throw new Error(JSON.stringify(result));
  return { ...result, customers };
}

/** Everything planning leaves in a portal, told by our keys instead of HubSpot's ids, in one order. */
export interface BookState {
  readonly contacts: { readonly [email: string]: { readonly [name: string]: string } };
  readonly visits: { readonly [key: string]: { readonly [name: string]: string } };
  readonly tasks: { readonly [key: string]: { readonly [name: string]: string } };
  /** `visit–contact`, `visit–task`, `task–contact`, each pair as keys. */
  readonly associations: readonly string[];
}

export async function readState(portal: Portal): Promise<BookState> {
  const api = apiInto(portal);
  const { body } = await api.call({
    method: 'GET',
    path: '/account-info/2026-09/details',
    attempting: 'test',
    repeatable: true,
  });
  // By its full name: the definitions, which have its id too, are the longest answer of all.
  const visitType = `p${body.portalId}_rv_visit`;
  const contacts = await listAll(api, 'contacts');
  const visits = await listAll(api, visitType);
  const tasks = await listAll(api, 'tasks');
  const emailOf = new Map(contacts.map(({ id, properties }) => [id, properties.email ?? '']));
  const visitKeyOf = new Map(visits.map(({ id, properties }) => [id, properties.rv_visit_key ?? '']));
  const taskKeyOf = new Map(tasks.map(({ id, properties }) => [id, properties.rv_task_key ?? '']));
  const associations = [
    ...(await pairs(api, visitType, 'contacts', visitKeyOf, emailOf)),
    ...(await pairs(api, visitType, 'tasks', visitKeyOf, taskKeyOf)),
    ...(await pairs(api, 'tasks', 'contacts', taskKeyOf, emailOf)),
  ].sort();
  return {
    contacts: table(contacts, 'email'),
    visits: table(visits, 'rv_visit_key'),
    tasks: table(tasks, 'rv_task_key'),
    associations,
  };
}

interface Listed {
  readonly id: string;
  readonly properties: { readonly [name: string]: string | null };
}

/** What is HubSpot's own and planned with, and all of ours; HubSpot leaves out the names that a type does not have. */
const LISTED = new Set([
  'email',
  'hubspot_owner_id',
  'hs_task_subject',
  'hs_task_body',
  'hs_task_status',
  'hs_timestamp',
  'hs_task_priority',
  ...(JSON.stringify(Object.values(model)).match(/(?<="name":")rv_\w+/g) ?? []),
]);

async function listAll(api: HubspotApi, type: string): Promise<Listed[]> {
  const records: Listed[] = [];
  let after: string | undefined;
  do {
    const page = await api.call({
      method: 'GET',
      path: `/crm/objects/2026-09/${type}`,
      query: { limit: '100', properties: [...LISTED].join(','), ...(after ? { after } : {}) },
      attempting: 'test',
      repeatable: true,
    });
    records.push(...(page.body.results as Listed[]));
    after = page.body.paging?.next?.after;
  } while (after);
  return records;
}

async function pairs(
  api: HubspotApi,
  from: string,
  to: string,
  fromKeys: ReadonlyMap<string, string>,
  toKeys: ReadonlyMap<string, string>,
): Promise<string[]> {
  const found: string[] = [];
  const ids = [...fromKeys.keys()];
  for (let start = 0; start < ids.length; start += 1_000) {
    const { body } = await api.call({
      method: 'POST',
      path: `/crm/associations/2026-09/${from}/${to}/batch/read`,
      body: { inputs: ids.slice(start, start + 1_000).map((id) => ({ id })) },
      attempting: 'test',
      repeatable: true,
      alsoFine: [207],
    });
    for (const entry of body.results as { from: { id: string }; to: { toObjectId: number | string }[] }[]) {
      for (const target of entry.to)
        found.push(`${fromKeys.get(String(entry.from.id))} – ${toKeys.get(String(target.toObjectId))}`);
    }
  }
  return found;
}

function table(records: readonly Listed[], key: string): { [key: string]: { [name: string]: string } } {
  return Object.fromEntries(
    records
      .map(
        ({ properties }) =>
          [
            properties[key] ?? '',
            Object.fromEntries(
              Object.entries(properties)
                .filter(
                  ([name, value]) =>
                    value !== null &&
                    value !== '' &&
                    // Which run finished a visit says nothing of the visit.
                    name !== 'rv_made_by' &&
                    LISTED.has(name),
                )
                .sort(([a], [b]) => a.localeCompare(b)),
            ),
          ] as [string, { [name: string]: string }],
      )
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}
