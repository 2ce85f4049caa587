import { beforeAll, describe, expect, it } from 'vitest';
import { type OpenBoardInput, openBoardInput } from '../../src/contract/open-board.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Call } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { openBoard } from '../../src/use-cases/loops/open-board.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { apiInto, openBook, ZONE } from '../support/book.ts';

const TODAY = day('2026-09-29');
let now = instantAt(ZONE, TODAY, '09:00');
let portal: Portal;

const row = (email: string, hubspot_owner_id: string, rv_flags = '') => ({
  email,
  firstname: email.split('@')[0] ?? '',
  lastname: 'Lin',
  hubspot_owner_id,
  rv_flags,
  lifecyclestage: 'customer',
});

function watched() {
  const calls: Call[] = [];
  const api = apiInto(portal, ({ call }, send) => {
    calls.push(call);
    return send();
  });
  return { calls, ports: hubspotPorts(api, { now: () => now, portal: { portalId: 146_000_001, timeZone: ZONE } }) };
}

async function board(input: OpenBoardInput = {}) {
  const { calls, ports } = watched();
  const answer = await openBoard(openBoardInput.parse(input), TODAY, ports);
  if (!answer.ok) throw new Error(answer.reason);
  // What a function may cost, whatever it is asked.
  expect(calls.length).toBeLessThanOrEqual(3);
  return answer;
}

beforeAll(async () => {
  const book = await openBook(
    [row('ann@example.com', '71', 'high_value_program'), row('bob@example.com', '72')],
    TODAY,
    {},
    { now: () => now },
  );
  ({ portal } = book);
  const { body } = await book.api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [], properties: ['email'], limit: 10 },
    attempting: 'test',
    repeatable: true,
  });
  const found = body.results as { readonly id: string; readonly properties: { readonly email: string } }[];
  const raise = async (email: string, n: number, more: object = {}) => {
    const contactId = found.find(({ properties }) => properties.email === email)?.id ?? '';
    const answer = await raiseIssue(
      {
        ...raiseIssueInput.parse({
          submissionId: `submission-${n}`,
          kind: 'problem',
          description: `loop ${n}: ${'what happened '.repeat(20)}`,
          ...more,
        }),
        contactId,
        today: TODAY,
      },
      watched().ports,
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer));
  };
  for (let n = 0; n < 110; n += 1) await raise('bob@example.com', n, { kind: n % 2 === 0 ? 'problem' : 'need' });
  // Of a high-value customer: an urgent complaint, due at 11:00 on the same day.
  await raise('ann@example.com', 200, { kind: 'complaint', urgency: 'urgent' });
});

describe('the board of loops', () => {
  it('lists what is due next first, with names, in pages beyond a hundred, each loop once', async () => {
    const keys: string[] = [];
    let after: string | null = null;
    do {
      const page = await board(after === null ? {} : { after });
      if (after === null) {
        expect(page.total).toBe(111);
        expect(page.rows[0]).toMatchObject({
          contactName: 'ann Lin',
          kind: 'complaint',
          urgency: 'urgent',
          rule: 'P13',
          ownerName: 'Owner 71',
          ownerRole: 'account_manager',
        });
      }
      // As much as a page may weigh.
      expect(new TextEncoder().encode(JSON.stringify(page)).length).toBeLessThanOrEqual(24_000);
      keys.push(...page.rows.map(({ key }) => key));
      after = page.after;
    } while (after !== null);
    expect(keys).toHaveLength(111);
    expect(new Set(keys).size).toBe(111);
  });

  it.each<[string, OpenBoardInput, number]>([
    ['kind', { kind: 'complaint' }, 1],
    ['urgency', { urgency: 'normal' }, 110],
    ['state', { state: 'accepted' }, 0],
    ['owner', { ownerId: '72' }, 110],
    ['role', { role: 'account_manager' }, 111],
    [
      'every choice at once',
      {
        kind: 'complaint',
        urgency: 'urgent',
        state: 'raised',
        ownerId: '71',
        role: 'account_manager',
        standing: 'soon',
      },
      1,
    ],
    ['who waits for the customer', { standing: 'waiting' }, 0],
    ['another owner and kind', { ownerId: '71', kind: 'need' }, 0],
  ])('chooses by %s', async (_, input, total) => {
    expect((await board(input)).total).toBe(total);
  });

  it('counts overdue and due within a day as the clock goes', async () => {
    expect((await board({ view: 'counts' })).counts).toEqual({ open: 111, overdue: 0, soon: 1 });
    now = instantAt(ZONE, TODAY, '12:00');
    expect((await board({ view: 'counts' })).counts).toEqual({ open: 111, overdue: 1, soon: 0 });
    expect((await board({ standing: 'overdue' })).rows).toMatchObject([{ clock: 'overdue', contactName: 'ann Lin' }]);
    expect((await board({ view: 'counts', kind: 'need' })).counts).toEqual({ open: 55, overdue: 0, soon: 0 });
  });

  it('tells the first page what is at risk: of everybody, of one owner, of who looks, of nobody', async () => {
    expect((await board({ view: 'risk' })).total).toBe(1);
    expect((await board({ view: 'risk', ownerId: '72' })).total).toBe(0);
    expect((await board({ view: 'risk', mine: 'owner-71@example.com' })).total).toBe(1);
    expect(await board({ view: 'risk', mine: 'nobody@example.com' })).toMatchObject({ rows: [], total: 0 });
  });
});
