import { describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { saveScriptInput } from '../../src/contract/save-script.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { publishPolicy } from '../../src/use-cases/policy/publish-policy.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { openDraft, saveDraft } from '../../src/use-cases/visiting/drafts.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { openContact } from '../../src/use-cases/visiting/open-contact.ts';
import { openScripts, saveScript } from '../../src/use-cases/visiting/scripts.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';
import { inForce, setApproval } from '../support/desk.ts';

const TODAY = day('2026-11-23');
const SCRIPT = 'tier_a_monthly';
const customer = (email: string) => ({
  email,
  lastname: '王',
  firstname: '建国',
  company: '华东机械',
  hubspot_owner_id: '71',
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_first_purchase_on: '2024-03-01',
  rv_last_touch_at: '2026-10-27T04:00:00Z',
  rv_last_touch_kind: 'call:out',
  rv_products: '打印机;服务合同',
});

function portsOn(portal: Portal, api: HubspotApi = apiInto(portal)): Ports {
  return hubspotPorts(api, { now: () => portal.now(), portal: { portalId: 146_000_001, timeZone: ZONE } });
}

async function book(...emails: readonly string[]) {
  const { portal, api } = await openBook(emails.map(customer), TODAY);
  return { portal, api, ports: portsOn(portal) };
}

async function read(ports: Ports, more: { readonly version?: number } = {}) {
  const answer = await openScripts({ scriptId: SCRIPT, ...more }, ports);
  if (!answer.ok || !answer.script || answer.inForce === null) throw new Error(JSON.stringify(answer));
  const { version, ...script } = answer.script;
  return { script, version, inForce: answer.inForce };
}

const save = async (
  ports: Ports,
  input: { readonly basedOn: number; readonly after?: number; readonly [field: string]: unknown },
) => saveScript(saveScriptInput.parse({ submissionId: 'submission-1', savedBy: '王敏', after: 0, ...input }), ports);

/** The newest draft is approved by a person, and published. */
async function publish(portal: Portal, ports: Ports): Promise<void> {
  const draft = await ports.desk.newestDraft();
  if (!draft) throw new Error('no draft');
  await setApproval(portal, draft.recordId, 'approved');
  expect(await publishPolicy({ revision: draft.revision, claimedBy: '', today: TODAY }, ports)).toMatchObject({
    ok: true,
  });
}

const opening = (zh: string) => ({ opening: [{ zh, en: 'Hello {{name}}' }] });

async function contactIdOf(portal: Portal, email: string): Promise<string> {
  return (await readState(portal)).contacts[email]?.rv_customer_key ?? '';
}

describe('a saved script', () => {
  it('is in force only when the draft of the policy is approved and published', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    const before = await inForce(ports);
    expect(await save(ports, { basedOn: 1, script: { ...script, ...opening('未批准') } })).toMatchObject({ ok: true });
    expect(await publishPolicy({ revision: 1, claimedBy: 'Super Admin', today: TODAY }, ports)).toMatchObject({
      ok: false,
      reason: 'not_approved',
    });
    expect(await inForce(ports)).toEqual(before);
    // The page shows what is in the draft, and that it is there.
    expect(await read(ports)).toMatchObject({ version: 2, inForce: 1, script: opening('未批准') });
    const list = await openScripts({}, ports);
    expect(list.ok && list.scripts.find(({ id }) => id === SCRIPT)).toMatchObject({
      version: 1,
      draft: { revision: 1, savedBy: '王敏', savedAt: '2026-11-23T01:00:00.000Z' },
      rules: [{ id: 'P11' }],
    });
  });

  it('is what visits planned from then on are pinned to; one that is planned keeps its version, also when it moves', async () => {
    const { portal, api, ports } = await book('first@example.com');
    await planBook(portal, api, TODAY);
    const { script } = await read(ports);
    expect(await save(ports, { basedOn: 1, script: { ...script, ...opening('新的开场，{{name}}') } })).toEqual({
      ok: true,
      version: 2,
      revision: 1,
      repeated: false,
    });
    await publish(portal, ports);

    const contactId = await contactIdOf(portal, 'first@example.com');
    const spoken = async () => {
      const answer = await openContact({ contactId, view: 'visit', today: TODAY }, ports);
      if (!answer.ok) throw new Error(answer.reason);
      return answer.script;
    };
    expect(await spoken()).toMatchObject({ version: 1 });
    const moved = logVisitInput.parse({
      visitKey: `${contactId}:1`,
      submissionId: 'move-it-1',
      outcome: 'rescheduled',
      channel: 'phone',
      heldOn: '2026-11-23',
      nextContactOn: '2026-11-26',
      rescheduleReason: 'travelling',
    });
    expect(await logVisit(moved, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true });
    expect((await readState(portal)).visits[`${contactId}:1`]).toMatchObject({
      rv_scheduled_on: '2026-11-26',
      rv_script: `${SCRIPT}@1`,
    });
    expect(await spoken()).toMatchObject({ version: 1 });

    // Held, and the next one is planned with the new version.
    const held = logVisitInput.parse({
      ...moved,
      submissionId: 'held-it-1',
      outcome: 'reached',
      nextContactOn: undefined,
    });
    expect(await logVisit(held, { contactId, today: TODAY }, ports)).toMatchObject({ ok: true });
    await planBook(portal, api, day('2026-12-20'));
    const state = await readState(portal);
    expect(state.visits[`${contactId}:1`]).toMatchObject({ rv_status: 'held', rv_script: `${SCRIPT}@1` });
    expect(state.visits[`${contactId}:2`]).toMatchObject({ rv_status: 'planned', rv_script: `${SCRIPT}@2` });
    expect(await spoken()).toMatchObject({ version: 2, opening: [{ zh: '新的开场，王建国' }] });
  });

  it('leaves every version that was in force to be looked at, the shipped one too', async () => {
    const { ports, portal } = await book();
    const first = await read(ports);
    await save(ports, { basedOn: 1, script: { ...first.script, ...opening('二') } });
    await publish(portal, ports);
    await save(ports, {
      basedOn: 2,
      after: 1,
      submissionId: 'submission-2',
      script: { ...first.script, ...opening('三') },
    });
    await publish(portal, ports);
    expect(await read(ports)).toMatchObject({ version: 3, inForce: 3, script: opening('三') });
    expect(await read(ports, { version: 2 })).toMatchObject({ version: 2, inForce: 3, script: opening('二') });
    expect(await read(ports, { version: 1 })).toEqual({ ...first, inForce: 3 });
    expect(await openScripts({ scriptId: SCRIPT, version: 4 }, ports)).toMatchObject({
      ok: false,
      reason: 'no_script',
    });
  });

  it('is made once when the same save is sent again', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    const input = { basedOn: 1, script: { ...script, ...opening('一次') } };
    await save(ports, input);
    expect(await save(ports, input)).toEqual({ ok: true, version: 2, revision: 1, repeated: true });
    expect(await ports.desk.newestDraft()).toMatchObject({ revision: 1 });
  });

  it('leaves what else the draft changes, and another script of it', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    await save(ports, { basedOn: 1, script: { ...script, ...opening('甲') } });
    const other = await openScripts({ scriptId: 'dormant' }, ports);
    if (!other.ok || !other.script) throw new Error('refused');
    const { version: _, ...dormant } = other.script;
    // Its editor was opened before the other one was saved.
    const second = { basedOn: 1, after: 0, submissionId: 'submission-2', script: { ...dormant, ...opening('乙') } };
    expect(await save(ports, second)).toMatchObject({ ok: true, revision: 2 });
    expect(await read(ports)).toMatchObject({ script: opening('甲') });
    expect((await ports.desk.newestDraft())?.policy).toMatchObject({
      scripts: expect.arrayContaining([expect.objectContaining({ id: 'dormant', ...opening('乙') })]),
    });
  });
});

describe('two admins who change the same script', () => {
  it('the second is told who saved, and nothing is overwritten', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    await save(ports, { basedOn: 1, script: { ...script, ...opening('甲') } });
    const theirs = { submissionId: 'submission-2', savedBy: 'Tom', script: { ...script, ...opening('乙') } };
    const second = await save(ports, { basedOn: 1, ...theirs });
    expect(second).toMatchObject({ ok: false, reason: 'script_changed' });
    expect(second.ok ? '' : second.message.en).toContain('王敏 changed this script');
    expect(await read(ports)).toMatchObject({ version: 2, script: opening('甲') });
    // Having looked at it, the second goes on from there.
    expect(await save(ports, { basedOn: 1, after: 1, ...theirs })).toMatchObject({ ok: true, version: 2, revision: 2 });
  });

  it('the second is told too when the first was published meanwhile', async () => {
    const { ports, portal } = await book();
    const { script } = await read(ports);
    await save(ports, { basedOn: 1, script: { ...script, ...opening('甲') } });
    await publish(portal, ports);
    const late = { basedOn: 1, submissionId: 'submission-2', script: { ...script, ...opening('乙') } };
    expect(await save(ports, late)).toMatchObject({ ok: false, reason: 'script_changed' });
    expect(await save(ports, { ...late, basedOn: 2, after: 1 })).toMatchObject({ ok: true, version: 3 });
  });

  it('at the same moment: one wins the draft, the other is told', async () => {
    const { portal } = await book();
    const { script } = await read(portsOn(portal));
    const answers = await Promise.all(
      ['甲', '乙'].map((text) =>
        save(portsOn(portal), {
          basedOn: 1,
          submissionId: `submission-${text}`,
          script: { ...script, ...opening(text) },
        }),
      ),
    );
    expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true]);
    const winner = answers.findIndex((answer) => answer.ok);
    expect(await read(portsOn(portal))).toMatchObject({ version: 2, script: opening(['甲', '乙'][winner] ?? '') });
  });
});

describe('a save that is cut off', () => {
  it('ends the same when it is sent again, wherever it was cut', async () => {
    const { portal } = await book();
    const start = portal.snapshot();
    const { script } = await read(portsOn(portal));
    const input = { basedOn: 1, script: { ...script, ...opening('断') } };
    for (let cutAt = 1, cut = true; cut; cutAt += 1) {
      portal.restore(start);
      cut = false;
      const breaking = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number === cutAt) {
          cut = true;
          throw new Error('cut off');
        }
        return answer;
      });
      await save(portsOn(portal, breaking), input).catch(() => undefined);
      expect(await save(portsOn(portal), input)).toMatchObject({ ok: true, version: 2, revision: 1 });
      expect(await read(portsOn(portal))).toMatchObject({ version: 2, script: opening('断') });
    }
  });
});

describe('a script that cannot be used', () => {
  it('is refused with the path of each field, and nothing is written', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    const [question] = script.questions;
    const bad = {
      ...script,
      opening: [{ zh: '您好<b>！</b>', en: '' }],
      questions: [{ ...question, after: ['nobody=asks'] }],
      closing: [{ zh: '好'.repeat(601), en: 'Bye {{you}}' }],
    };
    const answer = await save(ports, { basedOn: 1, script: bad });
    expect(answer).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(answer.ok ? [] : answer.fields).toEqual([
      { path: 'opening.0.zh', message: 'html' },
      { path: 'opening.0.en', message: 'missing' },
      { path: 'questions.0.after.0', message: 'dangling' },
      { path: 'closing.0.zh', message: 'too_long' },
      { path: 'closing.0.en', message: 'token' },
    ]);
    expect(await ports.desk.newestDraft()).toBeUndefined();
  });

  it('is refused when the policy has none of that name', async () => {
    const { ports } = await book();
    const { script } = await read(ports);
    expect(await save(ports, { basedOn: 1, script: { ...script, id: 'nobody' } })).toMatchObject({
      reason: 'no_script',
    });
  });
});

describe('the longest script that can be saved', () => {
  it('still comes with the card, beside long loops and a long draft, within the limit of an answer', async () => {
    const { portal, api, ports } = await book('long@example.com');
    const { script } = await read(ports);
    const line = (n: number) => ({ zh: '好'.repeat(n), en: 'x'.repeat(n) });
    const long = { ...script, opening: [line(590)], closing: [line(590), line(270)] };
    expect(await save(ports, { basedOn: 1, script: long })).toMatchObject({ ok: true });
    await publish(portal, ports);
    await planBook(portal, api, TODAY);
    const contactId = await contactIdOf(portal, 'long@example.com');
    for (let n = 0; n < 8; n += 1) {
      const input = raiseIssueInput.parse({
        submissionId: `long-loop-${n}`,
        kind: 'problem',
        description: '长'.repeat(400),
        promise: { text: '诺'.repeat(300), dueOn: '2026-11-25' },
      });
      await raiseIssue({ ...input, contactId, today: TODAY }, ports);
    }
    const draft = { contactId, visitKey: `${contactId}:1`, formId: 'form-one', sequence: 1, text: '稿'.repeat(1_950) };
    expect(await saveDraft(draft, ports)).toEqual({ ok: true });
    const answer = await openContact({ contactId, view: 'visit', today: TODAY }, ports);
    if (!answer.ok) throw new Error(answer.reason);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(24_000);
    expect(answer.script?.opening[0]?.zh).toHaveLength(590);
    expect(answer.loops).toHaveLength(6);
    // Kept back where it does not fit, never lost.
    expect(await openDraft(draft, ports)).toMatchObject({ draft: { text: draft.text } });
  });
});

describe('trying a script with a contact', () => {
  it('tells what the card would say of it, and nothing else of the contact', async () => {
    const { portal, api, ports } = await book('try@example.com');
    await planBook(portal, api, TODAY);
    const contactId = await contactIdOf(portal, 'try@example.com');
    const answer = await openScripts({ contactId }, ports);
    expect(answer).toEqual({
      ok: true,
      scripts: [],
      script: null,
      inForce: null,
      after: 0,
      facts: { name: '王建国', company: '华东机械', product: '打印机', rep: expect.any(String) },
    });
    expect(await openScripts({ contactId: '999' }, ports)).toMatchObject({ ok: true, facts: null });
  });
});
