import { beforeAll, describe, expect, it } from 'vitest';
import type { MovedIssue } from '../../src/contract/move-issue.ts';
import { type Day, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { isBlindReask } from '../../src/domain/loop/confirmation.ts';
import { DEFAULT_LOOPS } from '../../src/domain/policy/default-loops.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { planOne } from '../../src/use-cases/planning/plan-one.ts';
import type { StoredIssue } from '../../src/use-cases/ports/ports.ts';
import { logAttempt, logVisit } from '../../src/use-cases/visiting/log-visit.ts';
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

/** Somebody of the team, whom the policy names as lead. */
const LEAD = '1003';
type Raised = Parameters<typeof raiseIssue>[0];

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
/** As the cards do it: what a loop asks for is planned at once. */
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
    { contactId: await idOf(email), today, plan: planOne },
    portsOf(),
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

async function raise(email: string, today: Day, submissionId: string, more: Partial<Raised> = {}): Promise<string> {
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
      ...more,
    },
    portsOf(),
    planOne,
  );
  if (!raised.ok) throw new Error(JSON.stringify(raised));
  return raised.loop.key;
}

/** Raised at nine, worked on, resolved at ten, by the engineer. */
async function resolved(email: string, today: Day, submissionId: string, time = '10:00'): Promise<string> {
  const key = await raise(email, today, submissionId);
  at(today, time);
  await move(email, key, { type: 'resolve', reply: 'the filter was wrong', outcome: 'done' }, today);
  return key;
}

/** Tasks that wait for somebody, of one customer. */
async function openTasks(email: string): Promise<readonly (readonly [key: string, ownerId: string | undefined])[]> {
  const { contacts, tasks } = await readState(book.portal);
  return Object.entries(tasks)
    .filter(
      ([key, task]) => key.includes(`:${contacts[email]?.rv_customer_key}:`) && task.hs_task_status !== 'COMPLETED',
    )
    .map(([key, task]) => [key, task.hubspot_owner_id] as const);
}

async function tryInVain(email: string, on: string): Promise<void> {
  at(on, '15:00');
  const [visit] = await open(email);
  const answer = await logAttempt(
    { visitKey: visit?.key ?? '', submissionId: `try-${on}` },
    { today: day(on) },
    portsOf(),
  );
  expect(answer, on).toMatchObject({ ok: true });
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
  book = await openBook([WANG, MONTHLY, HIGH], TODAY, { team: { ...DEFAULT_POLICY.team, lead: LEAD } });
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

describe('one matter, one task', () => {
  it('resolved, the loop has the task of its call and no other, at once; confirmed, it has none', async () => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, 'raise-0010');
    const [visit] = await open(WANG.email);
    expect(visit?.visit).toMatchObject({ rv_leader: 'P22', rv_scheduled_on: '2026-06-01' });
    expect(await openTasks(WANG.email)).toEqual([[`visit:${visit?.key}`, '1002']]);
    await planBook(book.portal, apiInto(book.portal), TODAY);
    expect(await openTasks(WANG.email)).toEqual([[`visit:${visit?.key}`, '1002']]);
    await move(WANG.email, key, { type: 'confirm', answer: 'works', how: 'phone' }, TODAY);
    expect(await openTasks(WANG.email)).toEqual([]);
  });

  it('escalated, the lead has a task of his own, and the call stays where it was', async () => {
    fromTheStart();
    const key = await resolved(WANG.email, TODAY, 'raise-0011');
    const [visit] = await open(WANG.email);
    // Due on Tuesday at ten, escalated two working hours later.
    at('2026-06-02', '15:00');
    await planBook(book.portal, apiInto(book.portal), day('2026-06-02'));
    expect(new Map(await openTasks(WANG.email))).toEqual(
      new Map([
        [`visit:${visit?.key}`, '1002'],
        [`issue:${key}:P22`, LEAD],
      ]),
    );
    const { tasks } = await readState(book.portal);
    expect(tasks[`issue:${key}:P22`]?.hs_task_subject).toContain('Escalated');
  });

  it('of somebody who is not visited, the clock has its own', async () => {
    fromTheStart();
    await book.api.call({
      method: 'PATCH',
      path: `/crm/objects/2026-09/contacts/${await idOf(WANG.email)}`,
      body: { properties: { rv_do_not_visit: 'true' } },
      attempting: 'test',
      repeatable: true,
    });
    const key = await resolved(WANG.email, TODAY, 'raise-0012');
    expect(await open(WANG.email)).toEqual([]);
    expect(await openTasks(WANG.email)).toEqual([[`issue:${key}:P22`, '1002']]);
  });

  it('Q16: a try on Saturday 2026-06-06 is none of the three, for the visit and for the loop', async () => {
    fromTheStart();
    const friday = day('2026-06-05');
    const key = await resolved(WANG.email, friday, 'raise-0013');
    for (const [on, counted] of [
      ['2026-06-05', 1],
      ['2026-06-06', 1],
      ['2026-06-08', 2],
    ] as const) {
      await tryInVain(WANG.email, on);
      const { state, loop } = await issueOf(key);
      expect(state, on).toBe('resolved');
      expect(loop?.attempts.filter(({ counts }) => counts).length, on).toBe(counted);
      expect(
        (await open(WANG.email)).map(({ visit }) => visit.rv_status),
        on,
      ).toEqual(['planned']);
    }
    await tryInVain(WANG.email, '2026-06-09');
    expect((await issueOf(key)).state).toBe('closed_unconfirmed');
    expect(await open(WANG.email)).toEqual([]);
  });
});

describe('P34 and P42: the customer is called within a day', () => {
  it.each([
    ['P34', { kind: 'exception' }, 'explain_exception@1'],
    ['P42', { because: ['low_score'] }, 'make_good@1'],
  ] as const)('%s makes a visit of the account manager’s at once, and no second task', async (rule, more, script) => {
    fromTheStart();
    const key = await raise(WANG.email, TODAY, 'raise-0020', more);
    const visits = await open(WANG.email);
    expect(visits.map(({ visit }) => visit)).toMatchObject([
      {
        rv_leader: rule,
        rv_scheduled_on: '2026-06-01',
        rv_latest_on: '2026-06-02',
        rv_owner_id: '1001',
        rv_script: script,
      },
    ]);
    const about = (await openTasks(WANG.email)).map(([task]) => task);
    expect(about).toContain(`visit:${visits[0]?.key}`);
    expect(about).not.toContain(`issue:${key}:${rule}`);

    // Tried in vain, the clock was kept; the call is still owed, the next working day.
    await tryInVain(WANG.email, '2026-06-01');
    expect((await issueOf(key)).loop?.ended).toMatchObject([{ rule, result: 'met' }]);
    expect((await open(WANG.email)).map(({ visit }) => [visit.rv_leader, visit.rv_scheduled_on])).toEqual([
      [rule, '2026-06-02'],
    ]);

    // Spoken with: nothing more is owed by this rule.
    at('2026-06-02', '11:00');
    const [visit] = await open(WANG.email);
    const held = await logVisit(
      {
        visitKey: visit?.key ?? '',
        submissionId: 'held-0001',
        outcome: 'reached',
        channel: 'phone',
        heldOn: '2026-06-02',
        feedback: {},
        scores: {},
        promises: [],
        urgency: 'normal',
        scriptAnswers: {},
        loops: [{ key, how: 'discussed' }],
        keepDraft: false,
      },
      { contactId: await idOf(WANG.email), today: day('2026-06-02') },
      portsOf(),
    );
    expect(held).toMatchObject({ ok: true });
    expect(await open(WANG.email)).toEqual([]);
    expect((await issueOf(key)).loop?.repliedAt).toBeDefined();
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
