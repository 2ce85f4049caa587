import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AccountTable } from '../../src/demo/account-table.ts';
import { cdnowCustomers } from '../../src/demo/cdnow.ts';
import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { day, parseDay } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import {
  apiInto,
  type Book,
  type BookState,
  openBook,
  type PlannedBook,
  planBook,
  readState,
} from '../support/book.ts';

const TODAY = day('2026-11-23');
const SAMPLE = readFileSync(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');

describe('the main job on 2,357 real customers', () => {
  let book: Book;
  let result: PlannedBook;
  const account = new AccountTable();
  let state: BookState;

  beforeAll(async () => {
    book = await openBook(cdnowCustomers(SAMPLE, TODAY), TODAY);
    result = await planBook(book.portal, book.api, TODAY);
    state = await readState(book.portal);
    account.add(result.customers);
    console.log(account.lines().join('\n'));
  });

  it('accounts for every customer exactly once', () => {
    expect(result.failures).toEqual([]);
    expect(new Set(result.customers.map((customer) => customer.contactId)).size).toBe(2357);
    expect(result.decided).toBe(2357);
    expect(account.rows().reduce((sum, row) => sum + row.customers, 0)).toBe(2357);
  });

  it('says the same as what stands in the portal', () => {
    const open = Object.values(state.visits).filter((visit) => visit.rv_status === 'planned');
    const withVisit = result.customers.filter(
      ({ standing }) =>
        standing.kind === 'open' ||
        standing.kind === 'late' ||
        (standing.kind === 'infeasible' && standing.reason === 'no_capacity'),
    );
    expect(open).toHaveLength(withVisit.length);
    expect(Object.keys(state.tasks)).toHaveLength(open.length + besides(state).length);
    const planned = Object.values(state.contacts).filter((contact) => contact.rv_next_visit_on);
    const later = result.customers.filter(({ standing }) => standing.kind === 'later');
    expect(planned).toHaveLength(open.length + later.length);
    expect(Object.values(state.contacts).every((contact) => contact.rv_plan_on && contact.rv_customer_key)).toBe(true);
  });

  it('gives every open visit a task for its owner, associated with the customer, on a working day inside its window', () => {
    const calendar = chinaCalendar([]);
    for (const [key, visit] of Object.entries(state.visits)) {
      const task = state.tasks[`visit:${key}`];
      expect(task?.hubspot_owner_id, key).toBe(visit.rv_owner_id);
      expect(task?.hs_task_body, key).toBe(`${visit.rv_reason_zh}\n${visit.rv_reason_en}`);
      const on = parseDay(visit.rv_scheduled_on ?? '');
      if (on === undefined) throw new Error(`${key} has no day`);
      expect(calendar.isWorking(on), key).toBe(true);
      expect((visit.rv_earliest_on ?? '') <= (visit.rv_scheduled_on ?? ''), key).toBe(true);
      if (visit.rv_late !== 'true') expect((visit.rv_scheduled_on ?? '') <= (visit.rv_latest_on ?? ''), key).toBe(true);
    }
    expect(state.associations).toHaveLength(3 * Object.keys(state.visits).length + besides(state).length);
  });

  it('gives no customer two open visits for one window', () => {
    const windows = Object.values(state.visits).map(
      (visit) => `${visit.rv_customer_key} ${visit.rv_earliest_on} ${visit.rv_latest_on}`,
    );
    expect(windows.filter((window, index) => windows.indexOf(window) !== index)).toEqual([]);
  });

  it('never gives an owner more minutes on a day than the policy allows, but for those it reports', () => {
    const load = new Map<string, number>();
    for (const visit of Object.values(state.visits)) {
      if (visit.rv_infeasible) continue;
      const place = `${visit.rv_owner_id} ${visit.rv_scheduled_on}`;
      const minutes = DEFAULT_POLICY.visitMinutes[visit.rv_channel as 'phone'];
      load.set(place, (load.get(place) ?? 0) + minutes);
    }
    expect(Math.max(...load.values())).toBeLessThanOrEqual(240);
    expect(Math.max(...load.values())).toBeGreaterThan(120);
  });

  it('writes nothing when it is run again', async () => {
    const writes: string[] = [];
    const watched = apiInto(book.portal, ({ call }, send) => {
      if (call.method !== 'GET' && !/\/(search|batch\/read)$/.test(call.path)) writes.push(call.attempting);
      return send();
    });
    const again = await planBook(book.portal, watched, TODAY);
    // The run's own record is all: the right to plan, taken and given back.
    expect([again.decided, writes]).toEqual([0, ['taking the right to plan', 'ending the run']]);
    expect(await readState(book.portal)).toEqual(state);
  });
});

/** Tasks that are no visit's: surveys and greetings, each with its one association. */
function besides({ tasks }: BookState): readonly string[] {
  return Object.keys(tasks).filter((key) => key.startsWith('touch:'));
}
