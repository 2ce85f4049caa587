import { beforeAll, describe, expect, it } from 'vitest';
import type { MovedIssue } from '../../src/contract/move-issue.ts';
import { type Day, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { isBlindReask } from '../../src/domain/loop/confirmation.ts';
import { DEFAULT_LOOPS } from '../../src/domain/policy/default-loops.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import type { StoredIssue } from '../../src/use-cases/ports/ports.ts';
import { logAttempt } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, type Book, openBook, planBook, readState, ZONE } from '../support/book.ts';

/** Monday, in Shanghai. */
const TODAY = day('2026-06-01');
const WANG = {
  email: 'wang@example.com',
  lastname: 'Wang',
  hubspot_owner_id: '1001',
  rv_service_owner: '1002',
  rv_care_owner: '1003',
  lifecyclestage: 'customer',
  rv_first_purchase_on: '2024-01-10',
  rv_last_touch_at: '2026-05-25T02:00:00Z',
  rv_last_touch_kind: 'call:out',
};
/** Tier A, last called on 2026-05-05: due between 2026-05-26 and 2026-06-05. */
const MONTHLY = {
  ...WANG,
  email: 'li@example.com',
  lastname: 'Li',
  rv_tier: 'A',
  rv_last_touch_at: '2026-05-05T02:00:00Z',
};
const HIGH = { ...WANG, email: 'zhou@example.com', lastname: 'Zhou', rv_flags: 'high_value_program' };

let book: Book;
let start: unknown;
const portsOf = () => hubspotPorts(apiInto(book.portal), { now: () => book.portal.now(), sleep: async () => {} });
const at = (on: Day | string, time: string): void =>
  book.portal.setNow(instantAt(ZONE, typeof on === 'string' ? day(on) : on, time));

async function idOf(email: string): Promise<string> {
  const { body } = await book.api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  return body.results[0].id;
}

async function issueOf(key: string): Promise<StoredIssue> {
  const issue = await portsOf().issues.read(key);
  if (!issue) throw new Error(`expected the issue ${key}`);
  return issue;
}

let commands = 0;
async function move(email: string, key: string, what: MovedIssue['move'], today: Day, by = 'owner-1002@example.com') {
  commands += 1;
  const answer = await moveIssue(
    {
      issueKey: key,
      commandId: `command-${commands}`,
      expected: (await issueOf(key)).loop?.movedAt ?? 1,
      claimedBy: by,
      move: what,
    },
    { contactId: await idOf(email), today },
    portsOf(),
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

/** Raised at nine, worked on, resolved at ten, by the engineer. */
async function resolved(email: string, today: Day, submissionId: string, time = '10:00'): Promise<string> {
  const raised = await raiseIssue(
    {
      contactId: await idOf(email),
      today,
      submissionId,
      claimedBy: 'owner-1002@example.com',
      kind: 'problem',
      description: 'the report stays empty',
      urgency: 'normal',
      complexity: 'simple',
    },
    portsOf(),
  );
  if (!raised.ok) throw new Error(JSON.stringify(raised));
  const { key } = raised.loop;
  at(today, time);
  await move(email, key, { type: 'resolve', reply: 'the filter was wrong', outcome: 'done' }, today);
  return key;
}

async function open(email: string) {
  const state = await readState(book.portal);
  const contact = state.contacts[email];
  const visits = Object.entries(state.visits).filter(
    ([key, { rv_status }]) => key.startsWith(`${contact?.rv_customer_key}:`) && rv_status === 'planned',
  );
  return visits.map(([key, visit]) => ({ key, visit, task: state.tasks[`visit:${key}`], contact }));
}

beforeAll(async () => {
  book = await openBook([WANG, MONTHLY, HIGH], TODAY);
  await planBook(book.portal, book.api, TODAY);
  start = book.portal.snapshot();
});

const fromTheStart = (): void => {
  book.portal.restore(start);
  at(TODAY, '09:00');
};

describe('P22, a loop that is resolved on Monday 2026-06-01 at ten', () => {
  it('makes a confirmation call by Tuesday with its task, for the engineer, and planning again changes nothing', async () => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, 'raise-0001');
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const [first, ...more] = await open(WANG.email);
    expect(more).toEqual([]);
    expect(first?.visit).toMatchObject({
      rv_leader: 'P22',
      rv_pays: 'P22@2026-06-01',
      rv_earliest_on: '2026-06-01',
      rv_target_on: '2026-06-01',
      rv_latest_on: '2026-06-02',
      rv_scheduled_on: '2026-06-01',
      rv_owner_id: '1002',
      rv_script: 'confirm_solved@1',
    });
    expect(first?.task).toMatchObject({ hs_task_status: 'NOT_STARTED', hubspot_owner_id: '1002' });
    expect(first?.task?.hs_task_subject).toContain('Confirming that an issue is solved');
    expect(first?.contact).toMatchObject({
      rv_open_issue_on: '2026-06-01',
      rv_asked: `P22 2026-06-01 2026-06-01 2026-06-02 ${key}`,
    });
    expect((await planBook(book.portal, apiInto(book.portal), TODAY)).decided).toBe(0);
  });

  it('Q17: is the account manager’s call where the customer is of the high-value programme', async () => {
    fromTheStart();
    await resolved(HIGH.email, TODAY, 'raise-0002');
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const confirmation = (await open(HIGH.email)).find(({ visit }) => visit.rv_pays?.includes('P22@'));
    expect(confirmation?.visit).toMatchObject({ rv_owner_id: '1001', rv_scheduled_on: '2026-06-01' });
  });

  it('takes a cadence that is due these days with it: one visit, one task, both debts', async () => {
    fromTheStart();
    const before = await open(MONTHLY.email);
    expect(before.map(({ visit }) => visit.rv_pays)).toEqual(['P11@2026-05-05']);
    await resolved(MONTHLY.email, TODAY, 'raise-0003');
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const after = await open(MONTHLY.email);
    expect(after.map(({ key, visit }) => [key, visit.rv_leader, visit.rv_pays])).toEqual([
      [before[0]?.key, 'P22', 'P22@2026-06-01;P11@2026-05-05'],
    ]);
    expect(after[0]?.task?.hs_task_subject).toContain('Confirming that an issue is solved');
  });

  it('is not asked any more once the customer has confirmed', async () => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, 'raise-0004');
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const [visit] = await open(WANG.email);
    await move(WANG.email, key, { type: 'confirm', answer: 'works', how: 'phone' }, TODAY);
    await planBook(book.portal, apiInto(book.portal), TODAY);
    expect(await open(WANG.email)).toEqual([]);
    const state = await readState(book.portal);
    expect(state.visits[visit?.key ?? '']?.rv_status).toBe('withdrawn');
    expect(state.tasks[`visit:${visit?.key}`]?.hs_task_status).toBe('COMPLETED');
    expect(state.contacts[WANG.email]).not.toHaveProperty('rv_asked');
    expect(state.contacts[WANG.email]).not.toHaveProperty('rv_open_issue_on');
  });

  it('Q16: tried in vain on 06-01, 06-02 and 06-03, is closed unconfirmed, and nobody is asked a fourth time', async () => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, 'raise-0005');
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const days = ['2026-06-01', '2026-06-02', '2026-06-03'];
    for (const [i, on] of days.entries()) {
      at(on, '15:00');
      const [visit] = await open(WANG.email);
      expect(visit?.visit.rv_scheduled_on, `try ${i + 1}`).toBe(on);
      const tried = () =>
        logAttempt({ visitKey: visit?.key ?? '', submissionId: `try-${on}` }, { today: day(on) }, portsOf());
      expect(await tried()).toMatchObject({ ok: true });
      // Sent again after a lost answer, it is one try all the same.
      expect(await tried()).toMatchObject({ ok: true, repeated: true });
      const { state, loop } = await issueOf(key);
      expect(loop?.attempts).toHaveLength(i + 1);
      expect(state).toBe(i < 2 ? 'resolved' : 'closed_unconfirmed');
    }
    await planBook(book.portal, apiInto(book.portal), day('2026-06-04'));
    expect(await open(WANG.email)).toEqual([]);
    expect((await readState(book.portal)).contacts[WANG.email]).not.toHaveProperty('rv_asked');
  });
});

describe('Q18, a score that the fixer collected himself on Monday 2026-06-01', () => {
  /** A submission whose loop is drawn for a second opinion, or not; the key alone decides. */
  async function submission(isDrawn: boolean): Promise<string> {
    const customerKey = (await readState(book.portal)).contacts[WANG.email]?.rv_customer_key;
    const percent = DEFAULT_LOOPS.blindReaskPercent.value;
    for (let n = 1; ; n += 1) {
      const id = `score-${String(n).padStart(4, '0')}`;
      if (isBlindReask(`${customerKey}:i:${id}`, percent) === isDrawn) return id;
    }
  }

  it.each([true, false])('is asked again by somebody else by 2026-06-08, if its loop is drawn: %s', async (isDrawn) => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, await submission(isDrawn));
    await move(WANG.email, key, { type: 'confirm', answer: 'works', how: 'phone', score: 5 }, TODAY);
    await planBook(book.portal, apiInto(book.portal), TODAY);
    const visits = await open(WANG.email);
    if (!isDrawn) return expect(visits).toEqual([]);
    expect(
      visits.map(({ visit }) => [visit.rv_leader, visit.rv_scheduled_on, visit.rv_latest_on, visit.rv_owner_id]),
    ).toEqual([['Q18', '2026-06-04', '2026-06-08', '1003']]);
    at('2026-06-04', '10:00');
    await move(WANG.email, key, { type: 'reask', score: 3, how: 'phone' }, day('2026-06-04'), 'owner-1003@example.com');
    await planBook(book.portal, apiInto(book.portal), day('2026-06-04'));
    expect(await open(WANG.email)).toEqual([]);
    expect((await issueOf(key)).loop?.reask).toMatchObject({ value: 3, by: 'owner-1003@example.com' });
  });
});
