import { describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const EMAIL = 'one@example.com';
const HELD = { outcome: 'reached', channel: 'phone', heldOn: '2026-11-23' };

async function book() {
  const { portal, api } = await openBook(
    [
      {
        email: EMAIL,
        lastname: '王',
        firstname: '建国',
        hubspot_owner_id: '71',
        lifecyclestage: 'customer',
        rv_tier: 'A',
        rv_flags: 'high_value_program',
        rv_first_purchase_on: '2024-03-01',
        rv_last_touch_at: '2026-10-20T04:00:00Z',
        rv_last_touch_kind: 'call:out',
      },
    ],
    TODAY,
  );
  await planBook(portal, api, TODAY);
  const ports = hubspotPorts(apiInto(portal), {
    now: () => portal.now(),
    sleep: async () => {},
    portal: { portalId: 146_000_001, timeZone: ZONE },
  });
  const contactId = (await readState(portal)).contacts[EMAIL]?.rv_customer_key ?? '';
  return { portal, ports, contactId, visitKey: `${contactId}:1` };
}

async function raise(ports: Ports, contactId: string, description: string): Promise<string> {
  const input = raiseIssueInput.parse({
    submissionId: `raise-${description}`,
    kind: 'problem',
    urgency: 'urgent',
    description,
  });
  const answer = await raiseIssue({ ...input, contactId, today: TODAY }, ports);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.loop.key;
}

const loopOf = async (ports: Ports, key: string) => (await ports.issues.read(key))?.loop;

/** Labels between a loop and its visits. */
async function labels(portal: Portal, issueId: string): Promise<readonly (string | null)[]> {
  const { body } = await apiInto(portal).call({
    method: 'POST',
    path: '/crm/associations/2026-09/p146000001_rv_issue/p146000001_rv_visit/batch/read',
    body: { inputs: [{ id: issueId }] },
    attempting: 'test',
    repeatable: true,
    alsoFine: [207],
  });
  const found = body.results as { to: { associationTypes: { label: string | null }[] }[] }[];
  return found.flatMap(({ to }) => to.flatMap(({ associationTypes }) => associationTypes.map(({ label }) => label)));
}

describe('a visit in which open loops were spoken about', () => {
  it('notes on each that it was discussed, so that the customer counts as told; what was left out is not', async () => {
    const { portal, ports, contactId, visitKey } = await book();
    const told = await raise(ports, contactId, 'printer jams');
    const left = await raise(ports, contactId, 'invoice wrong');
    const input = logVisitInput.parse({
      ...HELD,
      visitKey,
      submissionId: 'submission-1',
      loops: [{ key: left, how: 'not_now', because: 'accounts is closed today' }],
      otherLoops: { how: 'discussed' },
    });
    expect(await logVisit(input, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true });
    expect(await loopOf(ports, told)).toMatchObject({ discussedIn: [visitKey], told: 1 });
    expect(await loopOf(ports, left)).toMatchObject({ discussedIn: [], told: 0 });
    // P13: the urgent matter was answered; the other one still waits.
    const { tasks } = await readState(portal);
    expect(tasks[`issue:${told}:P13`]?.hs_task_status).toBe('COMPLETED');
    expect(tasks[`issue:${left}:P13`]?.hs_task_status).toBe('NOT_STARTED');
  });

  it('the same form sent again notes nothing twice, and finishes what was cut off', async () => {
    const { portal, ports, contactId, visitKey } = await book();
    const key = await raise(ports, contactId, 'printer jams');
    const input = logVisitInput.parse({
      ...HELD,
      visitKey,
      submissionId: 'submission-1',
      otherLoops: { how: 'discussed' },
    });
    // Dies before it has noted anything on a loop.
    const cut = hubspotPorts(
      apiInto(portal, ({ call }, send) => {
        if (call.attempting === 'claiming loops') throw new Error('cut');
        return send();
      }),
      { now: () => portal.now(), sleep: async () => {}, portal: { portalId: 146_000_001, timeZone: ZONE } },
    );
    await expect(logVisit(input, { contactId, today: TODAY }, cut)).rejects.toThrow('cut');
    expect(await loopOf(ports, key)).toMatchObject({ discussedIn: [] });
    expect(await logVisit(input, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true, repeated: true });
    await logVisit(input, { contactId, today: TODAY }, ports);
    expect(await loopOf(ports, key)).toMatchObject({ discussedIn: [visitKey], told: 1 });
  });
});

it('a loop that a visit raised says so on its association', async () => {
  const { portal, ports, contactId, visitKey } = await book();
  const input = logVisitInput.parse({
    ...HELD,
    visitKey,
    submissionId: 'submission-1',
    feedback: { complaint: 'nobody called back' },
    scores: { service_quality: 1 },
  });
  await logVisit(input, { contactId, today: TODAY }, ports);
  const issue = await ports.issues.read(`${visitKey}:complaint`);
  expect(issue).toMatchObject({ kind: 'complaint', because: ['said', 'low_score'] });
  expect(await labels(portal, issue?.id ?? '')).toContain('raised in');
  // Sent again it stays so.
  await logVisit(input, { contactId, today: TODAY }, ports);
  expect((await labels(portal, issue?.id ?? '')).filter((label) => label === 'raised in')).toHaveLength(1);
});
