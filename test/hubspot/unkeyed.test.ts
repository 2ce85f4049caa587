import { describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { withHealth } from '../../src/hubspot/health.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { undoRun } from '../../src/use-cases/planning/undo-run.ts';
import { logAttempt } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, type Book, openBook, planBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');
const CUSTOMERS = demoCustomers(TODAY);

/** A portal that refuses every property of tasks and activities, as one might that allows unique values on none of them. */
async function bookWithoutKeys(): Promise<Book> {
  return openBook(CUSTOMERS, TODAY, {}, { limits: { uniquePropertiesPerActivity: 0 } });
}

describe('a portal that refuses keys on tasks', () => {
  it('is planned like any other: the same visits, each with one task that hangs on it and on its customer', async () => {
    const keyed = await openBook(CUSTOMERS, TODAY);
    const unkeyed = await bookWithoutKeys();
    const [a, b] = [await planBook(keyed.portal, keyed.api, TODAY), await planBook(unkeyed.portal, unkeyed.api, TODAY)];
    const [withKeys, without] = [await readState(keyed.portal), await readState(unkeyed.portal)];

    expect(b.totals).toEqual(a.totals);
    expect(Object.keys(without.visits)).toEqual(Object.keys(withKeys.visits));
    expect(await tasksOf(unkeyed)).toEqual(await tasksOf(keyed));
    expect(await tasksOf(keyed)).not.toEqual([]);
  });

  it('gets no task twice from a second run, nor from one that died before it kept the task’s id', async () => {
    const book = await bookWithoutKeys();
    let hasDied = false;
    const mortal = apiInto(book.portal, async ({ call }, send) => {
      if (!hasDied && call.attempting === 'keeping the ids of tasks') {
        hasDied = true;
        throw new Error('killed');
      }
      return send();
    });
    await expect(planBook(book.portal, mortal, TODAY)).rejects.toThrow('killed');
    const made = await tasksOf(book);
    book.portal.setNow(book.portal.now() + 3_600_000);
    await planBook(book.portal, book.api, TODAY);
    const after = await tasksOf(book);
    await planBook(book.portal, book.api, TODAY);

    expect(hasDied).toBe(true);
    expect(made.length).toBeGreaterThan(0);
    expect(after.map(({ subject }) => subject)).toEqual([...new Set(after.map(({ subject }) => subject))]);
    expect(await tasksOf(book)).toEqual(after);
  });
});

it('records a visit there: its activity is written once, its task is completed with it', async () => {
  const book = await bookWithoutKeys();
  const { name = '' } = await planBook(book.portal, book.api, TODAY);
  const [key = ''] = Object.keys((await readState(book.portal)).visits);
  const api = apiInto(book.portal);
  const ports = withHealth(api, hubspotPorts(api, { now: () => book.portal.now(), sleep: async () => {} }));
  const attempt = { visitKey: key, submissionId: 'form-0001' };
  expect(await logAttempt(attempt, { today: TODAY }, ports)).toMatchObject({ ok: true });
  await logAttempt(attempt, { today: TODAY }, ports);

  expect(await countOf(book, 'calls')).toBe(1);
  const undone = await undoRun(name, { today: TODAY }, ports);
  expect(undone).toMatchObject({ ok: true, kept: 1 });
  expect((await tasksOf(book)).filter(({ status }) => status === 'NOT_STARTED')).toHaveLength(1);
});

async function countOf({ portal }: Book, type: string): Promise<number> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: `/crm/objects/2026-09/${type}`,
    attempting: 'test',
    repeatable: true,
  });
  return (body.results as unknown[]).length;
}

interface Task {
  readonly subject: string;
  readonly status: string;
}

async function tasksOf({ portal }: Book): Promise<readonly Task[]> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: '/crm/objects/2026-09/tasks',
    query: { limit: '100', properties: 'hs_task_subject,hs_task_status', associations: 'contacts' },
    attempting: 'test',
    repeatable: true,
  });
  return (
    body.results as {
      properties: { hs_task_subject: string; hs_task_status: string };
      associations?: { contacts?: { results: unknown[] } };
    }[]
  )
    .map(({ properties, associations }) => ({
      subject: properties.hs_task_subject,
      status: properties.hs_task_status,
      contacts: associations?.contacts?.results.length ?? 0,
    }))
    .sort((one, other) => (one.subject < other.subject ? -1 : 1));
}
