import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoopMove, moveIssueInput } from '../../src/contract/move-issue.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { type SurveyLinkInput, surveyLinkInput } from '../../src/contract/survey-link.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { SURVEYS, type SurveyKind } from '../../src/domain/survey/survey.ts';
import type { Answer } from '../../src/hubspot/api.ts';
import { install } from '../../src/hubspot/installer.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { surveyPorts } from '../../src/hubspot/survey-ports.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { deliveryContext } from '../../src/use-cases/delivery/delivery-context.ts';
import { carryOut } from '../../src/use-cases/delivery/move-delivery.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { readAnswers } from '../../src/use-cases/survey/read-answers.ts';
import { surveyLink } from '../../src/use-cases/survey/survey-link.ts';
import type { SurveyPorts } from '../../src/use-cases/survey/survey-ports.ts';
import { apiInto, openBook, readState, type Sent, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const MAIL = 'wang@example.com';
const SECRET = 'a secret that only this test knows';
const PORTAL_ID = 146_000_001;
const AT = instantAt(ZONE, TODAY, '10:00');

let prepared: unknown;
let portal: Portal;
let contactId: string;
let now = AT;

function portsOf(
  around?: (sent: Sent, send: () => Promise<Answer>) => Promise<Answer>,
  secret: string | undefined = SECRET,
): SurveyPorts {
  const api = apiInto(portal, around);
  const ports = hubspotPorts(api, { now: () => now, portal: { portalId: PORTAL_ID, timeZone: ZONE } });
  return { ...ports, ...surveyPorts(api, { portalId: PORTAL_ID, secret }) };
}

const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  apiInto(portal).call({ method, path, ...(body === undefined ? {} : { body }), attempting: 'test', repeatable: true });

beforeAll(async () => {
  now = AT;
  const row = { lastname: '王', firstname: '建国', hubspot_owner_id: '71', lifecyclestage: 'customer', rv_tier: 'B' };
  const book = await openBook(
    [
      { ...row, email: MAIL },
      { ...row, email: 'li@example.com', lastname: '李' },
    ],
    TODAY,
    {},
    { now: () => now },
  );
  portal = book.portal;
  const { body } = await call('GET', '/crm/objects/2026-09/contacts?properties=email');
  contactId = String(body.results.find((each: { properties: { email: string } }) => each.properties.email === MAIL).id);
  await call('PATCH', `/crm/objects/2026-09/contacts/${contactId}`, { properties: { rv_customer_key: contactId } });
  for (const n of [1, 2, 3])
    await call('POST', `/crm/objects/2026-09/p${PORTAL_ID}_rv_visit`, {
      properties: {
        rv_visit_key: `${contactId}:${n}`,
        rv_customer_key: contactId,
        rv_contact_id: contactId,
        rv_status: n === 3 ? 'planned' : 'held',
        rv_owner_id: '71',
        rv_earliest_on: '2026-11-10',
        rv_target_on: '2026-11-12',
        rv_latest_on: '2026-11-20',
        rv_scheduled_on: '2026-11-12',
        rv_closed_on: '2026-11-12',
        rv_outcome: 'reached',
        rv_submission: `form-${n}`,
        ...(n === 2 ? { rv_scores: 'service_quality=4', rv_scores_by: 'rep_on_phone' } : {}),
      },
    });
  prepared = portal.snapshot();
});

beforeEach(() => {
  now = AT;
  portal = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, now: () => now });
  portal.restore(prepared);
});

async function link(asked: Omit<SurveyLinkInput, 'portal'>, ports = portsOf()) {
  return surveyLink(surveyLinkInput.parse(asked), { contactId, today: TODAY }, ports);
}

async function linked(asked: Omit<SurveyLinkInput, 'portal'>): Promise<string> {
  const answer = await link(asked);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  const token = new URL(answer.url).searchParams.get('rv_survey_token');
  expect(token).toMatch(/^1\./);
  return token ?? '';
}

/** Fills a form in as whoever has the link: without a token of HubSpot's, through the public door. */
async function submit(survey: SurveyKind, token: string, values: { readonly [field: string]: string }) {
  const forms = await portsOf().surveys.forms();
  const fields = [
    ['rv_survey_token', token],
    ...Object.entries(values).map(([name, value]) => [`rv_survey_${name}`, value]),
  ];
  const answer = await portal.fetch(
    new Request(`http://portal.test/submissions/v3/integration/submit/${PORTAL_ID}/${forms?.[survey]?.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fields: fields.map(([name, value]) => ({ objectTypeId: '0-1', name, value })) }),
    }),
  );
  expect(answer.status).toBe(200);
  now += 1_000;
}

const MARKS = { service_quality: '5', response_speed: '4', solution_effect: '4', professionalism: '5' };
const visitOf = async (n: number) => (await readState(portal)).visits[`${contactId}:${n}`];
const contact = async () => (await readState(portal)).contacts[MAIL];
const csat = (key = `${contactId}:1`) => ({ about: 'visit', key, survey: 'csat' }) as const;

describe('the forms of the surveys', () => {
  it('are made where forms are granted, each with its hidden token, once', async () => {
    const { body } = await call('GET', '/marketing/v3/forms');
    expect(body.results).toHaveLength(SURVEYS.length);
    for (const form of body.results) {
      const fields = form.fieldGroups.flatMap((group: { fields: { name: string; hidden: boolean }[] }) => group.fields);
      expect(
        fields.filter(({ hidden }: { hidden: boolean }) => hidden).map(({ name }: { name: string }) => name),
      ).toEqual(['rv_survey_token']);
      expect(form.configuration).toMatchObject({ createNewContactForNewEmail: false, prePopulateKnownValues: false });
    }
    const again = await install(apiInto(portal));
    expect(again).toMatchObject({ created: [], surveys: 'ready' });
    expect((await call('GET', '/marketing/v3/forms')).body.results).toHaveLength(SURVEYS.length);
  });

  it('are made again where a person deleted one, and keep the page that was given', async () => {
    const forms = await portsOf().surveys.forms();
    await call('PATCH', `/marketing/v3/forms/${forms?.nps?.id}`, { name: 'Renamed by a person' });
    expect((await install(apiInto(portal))).created).toEqual([]);
    await apiInto(portal).call({
      method: 'DELETE',
      path: `/marketing/v3/forms/${forms?.nps?.id}`,
      attempting: 'test',
      repeatable: false,
    });
    const page = 'https://www.example.com/answer';
    expect((await install(apiInto(portal), () => {}, { surveyPages: { nps: page } })).created).toEqual(['form nps']);
    expect((await portsOf().surveys.forms())?.nps?.page).toBe(page);
    await install(apiInto(portal));
    expect((await portsOf().surveys.forms())?.nps?.page).toBe(page);
  });

  it('are not made where the token lacks the scope: everything else is installed, and no links are given', async () => {
    const bare = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, now: () => now });
    const without = apiInto(bare, async ({ call: sent }, send) =>
      sent.path.startsWith('/marketing/') ? { status: 403, body: { category: 'MISSING_SCOPES' } } : send(),
    );
    const report = await install(without);
    expect(report.surveys).toBe('not_granted');
    expect(report.created).toContain('object rv_visit');
    expect(report.created.filter((each) => each.includes('rv_survey_token'))).toEqual([]);
  });
});

describe('an answer to a visit’s survey', () => {
  it('becomes its score, collected by link, and the customer’s last one', async () => {
    await submit('csat', await linked(csat()), { ...MARKS, comment: '很好' });
    expect(await readAnswers(portsOf())).toEqual({ ok: true, on: true, taken: 1, refused: {}, more: false });
    expect(await visitOf(1)).toMatchObject({
      rv_scores: 'service_quality=5;response_speed=4;solution_effect=4;professionalism=5',
      rv_scores_by: 'customer_link',
      rv_survey_comment: '很好',
    });
    expect(await contact()).toMatchObject({ rv_last_csat: '4.5' });
  });

  it('works once: the first counts, and a second, from the same link or another, is counted and leaves nothing', async () => {
    const [first, second] = [await linked(csat()), await linked(csat())];
    await submit('csat', first, MARKS);
    await submit('csat', first, { ...MARKS, service_quality: '1' });
    await submit('csat', second, { ...MARKS, service_quality: '1' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1, refused: { used: 2 } });
    expect((await visitOf(1))?.rv_scores).toContain('service_quality=5');
    const once = await readState(portal);
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 0, refused: {} });
    expect(await readState(portal)).toEqual(once);
    expect((await contact())?.rv_open_loops).toBeUndefined();
  });

  it('that is low opens a loop by itself', async () => {
    await submit('csat', await linked(csat()), { ...MARKS, response_speed: '2' });
    await readAnswers(portsOf());
    expect((await portsOf().issues.open(contactId)).issues).toMatchObject([
      { kind: 'problem', because: ['low_score'], description: 'response_speed 2/5' },
    ]);
  });

  it('to the recommendation stands beside the score', async () => {
    const token = await linked({ ...csat(), survey: 'nps' });
    await submit('nps', token, { nps: '3' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1 });
    expect(await visitOf(1)).toMatchObject({ rv_nps: '3' });
    expect((await portsOf().issues.open(contactId)).issues).toMatchObject([{ because: ['low_nps'] }]);
    expect(await link({ ...csat(), survey: 'nps' })).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    expect(await link(csat())).toMatchObject({ ok: true });
  });
});

describe('Q27, after the visit of 2026-11-12 in the portal’s zone', () => {
  it.each([
    [
      'goods',
      'P03',
      'P03@2026-11-12;P17@2026-11-12',
      'csat_goods',
      { packaging: '5', logistics: '2', installation: '4' },
    ],
    ['a settled problem', 'P22', 'P22@2026-11-12', 'csat_after_sales', { response_speed: '4', problem_result: '5' }],
  ] as const)(
    'the link asks about %s alone, and its marks stand on the visit',
    async (_, leader, pays, survey, marks) => {
      const path = `/crm/objects/2026-09/p${PORTAL_ID}_rv_visit/${(await portsOf().surveys.visit(`${contactId}:1`))?.id}`;
      await call('PATCH', path, { properties: { rv_leader: leader, rv_pays: pays } });
      const token = await linked(csat());
      await submit('csat', token, MARKS);
      await submit(survey, token, marks);
      expect(await readAnswers(portsOf())).toMatchObject({ taken: 1, refused: { malformed: 1 } });
      expect((await visitOf(1))?.rv_scores).toBe(
        Object.entries(marks)
          .map(([dimension, mark]) => `${dimension}=${mark}`)
          .join(';'),
      );
      expect(await link(csat())).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    },
  );
});

/** Publishes the shipped policy with its voucher switched on or off. */
const promise = async (on: boolean, version: number) => {
  const { incentive } = DEFAULT_POLICY;
  if (!incentive) throw new Error('expected the shipped policy to have one');
  const policy = { ...DEFAULT_POLICY, goLiveOn: '2026-11-23', version, incentive: { ...incentive, on } };
  await hubspotPorts(apiInto(portal), { now: () => now }).policies.publish(version, policy);
};

describe('Q8, asked by link on 2026-11-23 in the portal’s zone', () => {
  it('promises nothing as shipped, and its answer says so', async () => {
    const answer = await link(csat());
    expect(answer.ok && answer.body.zh).not.toContain('9 折券');
    await submit('csat', await linked(csat()), MARKS);
    await readAnswers(portsOf());
    expect((await visitOf(1))?.rv_incentive).toBeUndefined();
  });

  it('switched on it is named in the mail, and the answer carries that it was promised, whatever the marks', async () => {
    await promise(true, 2);
    const answer = await link(csat());
    expect(answer.ok && answer.body).toMatchObject({
      zh: expect.stringContaining('答卷即赠 9 折券，与评分无关'),
      en: expect.stringContaining('whatever the marks'),
    });
    const token = await linked(csat());
    // What was promised when the link was given counts, not what holds when the answer is read.
    await promise(false, 3);
    await submit('csat', token, { ...MARKS, service_quality: '2' });
    await readAnswers(portsOf());
    expect(await visitOf(1)).toMatchObject({ rv_incentive: 'true', rv_scores_by: 'customer_link' });
  });
});

describe('what is no answer', () => {
  it('is counted by what is wrong with it, and nothing is written', async () => {
    const token = await linked(csat());
    const before = await readState(portal);
    const payload = token.slice(0, token.lastIndexOf('.'));
    await submit('csat', '', MARKS);
    await submit('csat', 'x'.repeat(3_000), MARKS);
    await submit('csat', `${payload}.AAAA`, MARKS);
    await submit('csat', token.replace('.csat.', '.nps.'), MARKS);
    await submit('nps', token, { nps: '9' });
    await submit('csat', token, { ...MARKS, service_quality: '9' });
    now += 15 * 86_400_000;
    await submit('csat', token, MARKS);
    expect(await readAnswers(portsOf())).toMatchObject({
      taken: 0,
      refused: { missing: 1, malformed: 2, forged: 2, incomplete: 1, expired: 1 },
    });
    expect((await readState(portal)).visits).toEqual(before.visits);
    expect((await readState(portal)).contacts).toEqual(before.contacts);
  });

  it('of another secret, or of another portal, is forged', async () => {
    const ports = portsOf(undefined, 'another secret of somebody else');
    const asked = surveyLinkInput.parse(csat());
    const theirs = await surveyLink(asked, { contactId, today: TODAY }, ports);
    const elsewhere = await surveyLink(
      asked,
      { contactId, today: TODAY },
      {
        ...portsOf(),
        ...surveyPorts(apiInto(portal), { portalId: PORTAL_ID + 1, secret: SECRET }),
        surveys: portsOf().surveys,
      },
    );
    for (const answer of [theirs, elsewhere])
      await submit('csat', new URL(answer.ok ? answer.url : '').searchParams.get('rv_survey_token') ?? '', MARKS);
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 0, refused: { forged: 2 } });
  });

  it('is not read at all where there is no secret, and no link is given', async () => {
    expect(await readAnswers(portsOf(undefined, ''))).toMatchObject({ on: false, taken: 0 });
    expect(await link(csat(), portsOf(undefined, 'short'))).toMatchObject({ ok: false, reason: 'not_allowed_now' });
  });
});

describe('a link', () => {
  it.each([
    ['a visit that has a score', () => csat(`${contactId}:2`), 'not_allowed_now'],
    ['a visit that was not held', () => csat(`${contactId}:3`), 'not_allowed_now'],
    ['a visit of somebody else', () => csat('999999:1'), 'no_visit'],
    ['a visit whose key is none', () => csat('🙈'.repeat(50)), 'no_visit'],
    ['a loop that is not there', () => ({ about: 'issue', key: 'x', survey: 'solved' }) as const, 'no_loop'],
    [
      'a project that is not there',
      () => ({ about: 'delivery', key: '1:1', survey: 'csat' }) as const,
      'not_allowed_now',
    ],
    ['the wrong survey', () => ({ ...csat(), survey: 'solved' }) as const, 'not_allowed_now'],
  ])('is refused for %s, in both languages', async (_, asked, reason) => {
    const before = await readState(portal);
    const answer = await link(asked());
    expect(answer).toMatchObject({ ok: false, reason });
    if (answer.ok) return;
    expect(answer.message.zh).toMatch(/\p{Script=Han}/u);
    expect(answer.message.en).toMatch(/[a-z]{3}/);
    expect(await readState(portal)).toEqual(before);
  });

  it('is not given to a customer who does not want to be surveyed, nor for another visit within thirty days', async () => {
    await call('PATCH', `/crm/objects/2026-09/contacts/${contactId}`, { properties: { rv_refusals: 'survey' } });
    expect(await link(csat())).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    await call('PATCH', `/crm/objects/2026-09/contacts/${contactId}`, { properties: { rv_refusals: '' } });
    expect(await link(csat())).toMatchObject({ ok: true });
    expect(await link(csat())).toMatchObject({ ok: true });
    expect(await link({ about: 'visit', key: `${contactId}:2`, survey: 'nps' })).toMatchObject({ ok: false });
  });
});

describe('“solved?” by link', () => {
  let issueKey = '';
  async function resolved(): Promise<void> {
    const raised = await raiseIssue(
      {
        ...raiseIssueInput.parse({ submissionId: 'submission-1', kind: 'problem', description: '接口断开' }),
        contactId,
        today: TODAY,
      },
      portsOf(),
    );
    if (!raised.ok) throw new Error(JSON.stringify(raised));
    issueKey = raised.loop.key;
    await moved({ type: 'resolve', reply: '换了网线' }, 'resolve-001');
  }
  async function moved(move: LoopMove, commandId: string) {
    const issue = await portsOf().issues.read(issueKey);
    const answer = await moveIssue(
      moveIssueInput.parse({ issueKey, commandId, expected: issue?.loop?.movedAt, claimedBy: 'amy', move }),
      { contactId, today: TODAY },
      portsOf(),
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer));
  }
  const solved = () => ({ about: 'issue', key: issueKey, survey: 'solved' }) as const;
  const stored = async () => portsOf().issues.read(issueKey);
  beforeEach(resolved);

  it('confirms by the customer’s link, with the score that was given', async () => {
    await submit('solved', await linked(solved()), { solved: 'yes', score: '5', comment: '已恢复' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1 });
    expect(await stored()).toMatchObject({
      state: 'confirmed',
      loop: { answer: '已恢复', confirmedHow: 'customer_link', score: { value: 5, selfCollected: false } },
    });
    expect(await link(solved())).toMatchObject({ ok: false, reason: 'not_allowed_now' });
  });

  it('reopens where it is not solved; that link does not work for the next time', async () => {
    const token = await linked(solved());
    await submit('solved', token, { solved: 'no', comment: '还是断' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1 });
    expect(await stored()).toMatchObject({ state: 'in_progress' });
    expect(await link(solved())).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    await moved({ type: 'resolve', reply: '换了交换机' }, 'resolve-002');
    await submit('solved', token, { solved: 'yes' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 0, refused: { used: 1 } });
    await submit('solved', await linked(solved()), { solved: 'yes' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1 });
    expect(await stored()).toMatchObject({ state: 'confirmed' });
  });

  it('is not asked of a customer who gave a score on the phone; his answer by link afterwards is not counted twice', async () => {
    const token = await linked(solved());
    await moved({ type: 'confirm', answer: '好了', how: 'phone', score: 4 }, 'confirm-001');
    expect(await link(solved())).toMatchObject({ ok: false });
    await submit('solved', token, { solved: 'yes', score: '1' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 0, refused: { used: 1 } });
    expect((await stored())?.loop?.score?.value).toBe(4);
  });

  it('waits for the next time while somebody moves the loop', async () => {
    await submit('solved', await linked(solved()), { solved: 'yes' });
    await portsOf().issues.claim(issueKey, 'somebody-else');
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 0, refused: {}, more: true });
    await portsOf().issues.release(issueKey, 'somebody-else');
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1, more: false });
  });
});

describe('the acceptance survey', () => {
  async function accepted(ports: SurveyPorts): Promise<void> {
    const context = await deliveryContext({ contactId, today: TODAY }, ports);
    if (!context.ok) throw new Error('no customer');
    let n = 0;
    for (const what of [
      { type: 'begin', startedOn: TODAY },
      { type: 'add_need', text: '导出', priority: 'high', expectedOn: TODAY },
      { type: 'confirm_needs', confirmedBy: '王总', ours: '李强', confirmedOn: TODAY },
      { type: 'add_milestone', text: '上线', standard: '', ownerId: '71', dueOn: TODAY },
      { type: 'finish_milestone', milestoneId: 'm1', doneOn: TODAY },
      { type: 'judge_need', needId: 'n1', met: true, remark: '' },
      { type: 'accept', acceptedBy: '王总', acceptedOn: TODAY },
    ] as const) {
      n += 1;
      expect(
        await carryOut({ ...what, id: `step-${n}`, at: now, today: TODAY, by: 'amy' }, context, ports),
      ).toMatchObject({
        ok: true,
      });
    }
  }
  const survey = () => ({ about: 'delivery', key: `${contactId}:${TODAY}`, survey: 'csat' }) as const;

  it('Q8 keeps on the project accepted on 2026-11-23 that something was promised for the answer', async () => {
    const ports = portsOf();
    await accepted(ports);
    await promise(true, 2);
    await submit('csat', await linked(survey()), MARKS);
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1 });
    expect((await ports.deliveries.read(contactId)).delivery?.survey).toMatchObject({ incentive: true });
  });

  it('is sent once, answered once, and stands on the project and the customer', async () => {
    const ports = portsOf();
    await accepted(ports);
    const asked = survey();
    const token = await linked(asked);
    expect((await ports.deliveries.read(contactId)).delivery?.survey.sentOn).toBe(TODAY);
    await linked(asked);
    await submit('csat', token, { ...MARKS, service_quality: '2', comment: '交付晚了' });
    await submit('csat', token, MARKS);
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1, refused: { used: 1 } });
    const { delivery } = await ports.deliveries.read(contactId);
    expect(delivery?.survey).toMatchObject({ answeredOn: TODAY, scores: { service_quality: 2 }, comment: '交付晚了' });
    expect(delivery?.survey).not.toHaveProperty('incentive');
    expect(await contact()).toMatchObject({ rv_delivery_csat: '3.75', rv_last_csat: '3.75' });
    expect((await ports.issues.open(contactId)).issues).toMatchObject([{ because: ['low_score'] }]);
    expect(await link(asked)).toMatchObject({ ok: false, reason: 'not_allowed_now' });
  });
});

describe('reading', () => {
  it('goes over many pages, oldest first, and from the last one seen the next time', async () => {
    const token = await linked(csat());
    for (let n = 0; n < 60; n += 1) await submit('csat', `forged.${n}`, MARKS);
    await submit('csat', token, MARKS);
    await submit('csat', token, { ...MARKS, service_quality: '1' });
    expect(await readAnswers(portsOf())).toMatchObject({ taken: 1, refused: { forged: 60, used: 1 } });
    expect((await visitOf(1))?.rv_scores).toContain('service_quality=5');
    let pages = 0;
    const watching = portsOf(({ call: sent }, send) => {
      if (sent.path.startsWith('/form-integrations/')) pages += 1;
      return send();
    });
    expect(await readAnswers(watching)).toMatchObject({ taken: 0, refused: {} });
    expect(pages).toBe(SURVEYS.length);
  });

  it('ends the same wherever it is cut off, when it is done again', async () => {
    await submit('csat', await linked(csat()), { ...MARKS, response_speed: '1' });
    await submit('csat', 'forged.x', MARKS);
    const start = portal.snapshot();
    let calls = 0;
    await readAnswers(
      portsOf((_, send) => {
        calls += 1;
        return send();
      }),
    );
    const wanted = await readState(portal);
    for (let at = 1; at <= calls; at += 2) {
      portal.restore(start);
      const dying = portsOf(async ({ number }, send) => {
        if (number > at) throw new Error('cut off');
        const answer = await send();
        if (number === at) throw new Error('cut off');
        return answer;
      });
      await readAnswers(dying).catch(() => {});
      expect(await readAnswers(portsOf())).toMatchObject({ ok: true });
      expect(await readState(portal), `cut off at call ${at}`).toEqual(wanted);
      expect((await portsOf().issues.open(contactId)).total, `cut off at call ${at}`).toBe(1);
    }
  });
});
