import type { Refusal } from '../../contract/common.ts';
import type { SurveyLinkAnswer, SurveyLinkAsked } from '../../contract/survey-link.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type MarkForm, markFormOf } from '../../domain/satisfaction/dimensions.ts';
import { SURVEY, type SurveySubject, surveyOf } from '../../domain/survey/survey.ts';
import { LINK_DAYS, mintToken } from '../../domain/survey/token.ts';
import { deliveryContext } from '../delivery/delivery-context.ts';
import { deliveryKey } from '../delivery/delivery-page.ts';
import { carryOut } from '../delivery/move-delivery.ts';
import { NO_LOOP } from '../loops/loop-refusals.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { CustomerRecord } from '../ports/ports.ts';
import { NO_VISIT } from '../visiting/log-visit-refusals.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';
import type { SurveyPorts } from './survey-ports.ts';

/** Days between two surveys about visits of one customer. Chosen by us; those about a matter or an acceptance go out in any case. */
const SURVEY_EVERY_DAYS = 30;

/**
 * A link by which a customer answers once. Asked for again it is another link to the same question: whichever is answered first counts.
 *
 * What was answered, on the phone or by link, gives no link any more. Of a link to the acceptance survey the project keeps that it went out.
 */
export async function surveyLink(
  asked: SurveyLinkAsked,
  where: { readonly contactId: string; readonly today: Day },
  ports: SurveyPorts,
): Promise<SurveyLinkAnswer> {
  const { signer, surveys } = ports;
  if (!signer) return NO_SECRET;
  const [customer] = await ports.customers.read([where.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const about = await subjectOf(asked, customer, where.today, ports);
  if ('ok' in about) return about;
  const survey = about.form === undefined ? asked.survey : surveyOf(about.form);
  const form = (await surveys.forms())?.[survey];
  if (!form) return NO_FORMS;
  // Everybody who is asked for an opinion is promised the same, whatever the marks (Q8); an answer about a matter is owed to him.
  const inForce = asked.survey === 'solved' ? undefined : await policyInForce(ports.policies);
  const incentive = inForce?.ok && inForce.policy.incentive?.on ? inForce.policy.incentive.name : undefined;
  const expiresAt = ports.clock.now() + LINK_DAYS * 86_400_000;
  const url = surveys.address(
    form,
    mintToken({ survey, subject: about.subject, expiresAt, ...(incentive ? { incentive: true } : {}) }, signer),
  );
  const refusal = await about.note?.();
  if (refusal) return refusal;
  const { name } = SURVEY[survey];
  return {
    ok: true,
    url,
    expiresAt: new Date(expiresAt).toISOString(),
    language: customer.language ?? (/\p{Script=Han}/u.test(customer.name) ? 'zh' : 'en'),
    subject: name,
    body: {
      zh: `${customer.name}，您好：\n\n想请您花一分钟告诉我们您的看法：\n${url}\n\n链接 ${LINK_DAYS} 天内有效，只能提交一次。${incentive ? `\n${incentive.zh}。` : ''}谢谢！`,
      en: `Dear ${customer.name},\n\nwe would like to know what you think; it takes a minute:\n${url}\n\nThe link works once, within ${LINK_DAYS} days. ${incentive ? `${incentive.en}. ` : ''}Thank you.`,
    },
  };
}

interface About {
  readonly subject: SurveySubject;
  /** The form of marks that it asks; absent: it asks for none. */
  readonly form?: MarkForm;
  /** Keeps that the link was given. */
  readonly note?: () => Promise<Refusal | undefined>;
}

async function subjectOf(
  { about, key, survey }: SurveyLinkAsked,
  customer: CustomerRecord,
  today: Day,
  ports: SurveyPorts,
): Promise<About | Refusal> {
  const { facts, contactId } = customer;
  const asksOpinion = about !== 'issue';
  // The answer to what a customer raised is owed to him; an opinion is not asked of somebody who does not want to be asked.
  if (asksOpinion && (facts.doNotVisit || facts.refusals.includes('survey'))) return REFUSES;
  switch (about) {
    case 'visit': {
      if (survey === 'solved') return WRONG_SURVEY;
      const visit = await ports.surveys.visit(key);
      if (!visit || visit.customerKey !== facts.customerKey) return NO_VISIT;
      if (!visit.held) return NOT_HELD;
      if (survey === 'csat' ? visit.hasScores : visit.hasNps) return ANSWERED;
      const last = await ports.surveys.lastSent(contactId);
      const same = `visit:${key}`;
      if (last && last.about !== same && today - last.on < SURVEY_EVERY_DAYS)
        return tooSoon(last.on + SURVEY_EVERY_DAYS - today);
      return {
        subject: { kind: 'visit', key },
        ...(survey === 'csat' ? { form: markFormOf(visit.rules) } : {}),
        note: async () => {
          if (last?.about !== same) await ports.surveys.saveSent(contactId, { on: today, about: same });
          return undefined;
        },
      };
    }
    case 'issue': {
      if (survey !== 'solved') return WRONG_SURVEY;
      const issue = await ports.issues.read(key);
      if (!issue || issue.customerKey !== facts.customerKey) return NO_LOOP;
      const resolved =
        issue.state === 'resolved' || issue.state === 'confirmed' || issue.state === 'closed_unconfirmed';
      if (!resolved || !issue.loop) return NOT_RESOLVED;
      if (issue.state === 'confirmed' && (issue.loop.score || issue.loop.kind === 'praise')) return ANSWERED;
      return { subject: { kind: 'issue', key, round: issue.loop.resolvedTimes } };
    }
    case 'delivery': {
      if (survey !== 'csat') return WRONG_SURVEY;
      const { delivery } = await ports.deliveries.read(contactId);
      if (!delivery || deliveryKey(contactId, delivery) !== key) return NO_DELIVERY;
      if (delivery.stage !== 'in_service') return NOT_ACCEPTED;
      if (delivery.survey.answeredOn !== undefined) return ANSWERED;
      return {
        subject: { kind: 'delivery', key },
        form: 'service',
        note: async () => {
          if (delivery.survey.sentOn !== undefined) return undefined;
          const context = await deliveryContext({ contactId, today }, ports);
          if (!context.ok) return context;
          const at = ports.clock.now();
          const command = { type: 'survey_sent', id: `survey-sent:${delivery.id}`, at, today, by: '' } as const;
          const carried = await carryOut(command, context, ports);
          return carried.ok ? undefined : carried.refusal;
        },
      };
    }
    default:
      return about satisfies never;
  }
}

const notNow = (zh: string, en: string): Refusal => ({ ok: false, reason: 'not_allowed_now', message: { zh, en } });

const NO_SECRET = notNow(
  '还不能用链接调查：请管理员设置应用密钥 HUBSPOT_CLIENT_SECRET。',
  'Surveys by link are not set up: ask an admin to set the app’s secret HUBSPOT_CLIENT_SECRET.',
);
const NO_FORMS = notNow(
  '还不能用链接调查：请管理员授予 forms 权限（npm run build -- --with forms）后重新运行安装。',
  'Surveys by link are not set up: ask an admin to grant the scope forms (npm run build -- --with forms) and to run the installer again.',
);
const REFUSES = notNow(
  '客户不愿接受调查，请不要发送。',
  'This customer does not want to be surveyed; nothing is sent.',
);
const WRONG_SURVEY = notNow('这里不能用这份问卷。', 'This survey is not asked here.');
const NOT_HELD = notNow(
  '这次回访还没有记录为已完成，请先记录。',
  'This visit is not recorded as held; record it first.',
);
const ANSWERED = notNow(
  '客户已经回答过，不重复询问。',
  'The customer has answered this already; nobody is asked twice.',
);
const NOT_RESOLVED = notNow(
  '问题还没有解决并告知客户，请先完成这一步。',
  'This loop is not resolved and told yet; that comes first.',
);
const NO_DELIVERY = notNow('找不到这个项目，请刷新卡片。', 'There is no such project; refresh the card.');
const NOT_ACCEPTED = notNow(
  '项目还没有验收，验收后再发问卷。',
  'The project is not accepted yet; the survey comes after that.',
);
const tooSoon = (days: number): Refusal =>
  notNow(
    `这位客户 ${SURVEY_EVERY_DAYS} 天内已收到过问卷，请 ${days} 天后再发。`,
    `This customer was given a survey within ${SURVEY_EVERY_DAYS} days; the next one in ${days} ${days === 1 ? 'day' : 'days'}.`,
  );
