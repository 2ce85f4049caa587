import type { Bilingual, Refusal } from '../../contract/common.ts';
import type { OpenContactAnswer, OpenVisit, PastVisit, ScriptText } from '../../contract/open-contact.ts';
import type { OpenHistoryAnswer } from '../../contract/open-history.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { rulesPaidBy } from '../../domain/planning/debt-key.ts';
import { markFormOf } from '../../domain/satisfaction/dimensions.ts';
import { personalise } from '../../domain/script/personalise.ts';
import { fits, fitting, TAB_BYTES } from '../answer-size.ts';
import { cut, loopLine, mostPressing, promiseAtRisk } from '../loops/loop-lines.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import { awaitsRecord } from './awaits-record.ts';
import { draftWith, storedDraft } from './drafts.ts';
import { scriptFactsOf } from './scripts.ts';

/** Slots read for the tab in one batch; older visits come on demand. */
const PAST_VISITS = 20;
/** Newest slots looked at for a visit that was held and not recorded. */
const MAY_AWAIT_RECORD = 4;
const LOOPS_BEFORE_THE_TALK = 6;
/** A draft longer than this is asked for by itself. */
const DRAFT_BYTES = 6_000;

export const NOT_A_CONTACT: Refusal = {
  ok: false,
  reason: 'not_a_contact',
  message: {
    zh: '找不到这个联系人，可能已被删除。',
    en: 'This contact cannot be found; it may have been deleted.',
  },
};

/**
 * Everything a card on a contact shows: what is due and why, and in view `visit` also the script, the loops to begin with,
 * the draft and what was said before.
 *
 * Three calls whatever the history: the contact, its visits by computed keys, its open loops. Rule names, owner and script
 * were written on the visit when it was planned, so neither policy nor owners are read.
 */
export async function openContact(
  input: { readonly contactId: string; readonly view: 'next' | 'visit'; readonly today: Day },
  ports: Ports,
): Promise<OpenContactAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const { memory, facts } = customer;
  const past = lastSlots(memory.nextSlot - 1, input.view === 'visit' ? PAST_VISITS : MAY_AWAIT_RECORD);
  const slots = [...new Set([...memory.openSlots, ...past])];
  const [visits, loops, { timeZone }] = await Promise.all([
    slots.length > 0
      ? ports.visits.readSlots(
          slots.map((slot) => ({ customerKey: facts.customerKey, slot })),
          { withPage: true },
        )
      : [],
    ports.issues.open(facts.customerKey),
    ports.account(),
  ]);
  const now = ports.clock.now();
  const issues = mostPressing(loops.issues, now);
  const open = visits
    .filter((visit) => visit.status === 'planned' || awaitsRecord(visit))
    .sort((a, b) => Number(awaitsRecord(b)) - Number(awaitsRecord(a)) || a.plannedOn - b.plannedOn);
  const closed = closedOf(visits);
  const [first] = open;
  const forVisit = input.view === 'visit';
  const draft = first && forVisit ? storedDraft(first) : null;
  const oldestRead = past.at(-1) ?? 1;
  const make = (entries: number, mostOfDraft: number) => {
    const shown = forVisit ? closed.slice(0, entries) : [];
    const older = shown.length < closed.length ? (shown.at(-1)?.slot ?? memory.nextSlot) : oldestRead;
    return {
      ok: true as const,
      today: formatDay(input.today),
      timeZone,
      contact: contactOf(customer, first, forVisit),
      visit: first ? openVisit(first, input.today) : null,
      others: open.slice(1, 4).map((visit) => openVisit(visit, input.today)),
      later: !first && customer.next ? { on: formatDay(customer.next.on), why: shortly(customer.next.reason) } : null,
      nothing: first || customer.next ? null : nothingDue(customer, input.today),
      script: forVisit ? scriptFor(first, customer) : null,
      history: shown.map(pastVisit),
      before: forVisit && older > 1 ? older : null,
      promiseAtRisk: promiseAtRisk(issues, now),
      openLoops: loops.total,
      loops: forVisit
        ? issues.slice(0, LOOPS_BEFORE_THE_TALK).map((issue) => loopLine(issue, input.today, now, 200))
        : [],
      draft: draft && draftWith(draft, mostOfDraft),
    };
  };
  if (!forVisit) return make(0, 0);
  const answer = fitting(closed.length, TAB_BYTES, (entries) => make(entries, DRAFT_BYTES));
  // Long loops and a long script leave no room for a draft: it is asked for by itself.
  return fits(answer, TAB_BYTES) ? answer : fitting(closed.length, TAB_BYTES, (entries) => make(entries, 0));
}

/** Visits that people closed, the newest first. */
function closedOf(visits: readonly StoredVisit[]): readonly StoredVisit[] {
  return visits
    .filter((visit) => visit.status !== 'planned' && visit.status !== 'withdrawn' && !awaitsRecord(visit))
    .sort((a, b) => b.slot - a.slot);
}

/** Visits older than those that came with the card, a page at a time. */
export async function openHistory(
  input: { readonly contactId: string; readonly before: number },
  ports: Ports,
): Promise<OpenHistoryAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const newest = Math.min(input.before, customer.memory.nextSlot) - 1;
  const slots = lastSlots(newest, PAST_VISITS);
  const { customerKey } = customer.facts;
  const visits = slots.length > 0 ? await ports.visits.readSlots(slots.map((slot) => ({ customerKey, slot }))) : [];
  const closed = closedOf(visits);
  return fitting(closed.length, TAB_BYTES, (entries) => {
    const shown = closed.slice(0, entries);
    const oldest = shown.length < closed.length ? shown.at(-1)?.slot : slots.at(-1);
    return {
      ok: true as const,
      history: shown.map(pastVisit),
      before: oldest !== undefined && oldest > 1 ? oldest : null,
    };
  });
}

export function lastSlots(newest: number, count: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(count, newest)) }, (_, index) => newest - index);
}

function contactOf(customer: CustomerRecord, visit: StoredVisit | undefined, forVisit: boolean) {
  const { facts } = customer;
  const since = facts.firstPurchaseOn ?? facts.signedOn ?? facts.deliveredOn;
  const ownerName = visit?.page?.ownerName;
  const several = (texts: readonly string[], most: number) => texts.slice(0, most).map((text) => cut(text, 60));
  return {
    id: customer.contactId,
    name: cut(customer.name, 120),
    stage: facts.stage ?? visit?.page?.stageThen ?? customer.stageThen ?? '',
    products: forVisit ? several(customer.products, 12) : [],
    preferenceTags: forVisit ? several(customer.preferenceTags, 12) : [],
    ...(customer.company ? { company: cut(customer.company, 120) } : {}),
    ...(customer.phone ? { phone: cut(customer.phone, 40) } : {}),
    ...(facts.tier ? { tier: facts.tier } : {}),
    ...(since === undefined ? {} : { customerSince: formatDay(since) }),
    ...(customer.language ? { language: customer.language } : {}),
    ...(facts.lastTouch ? { lastTouchOn: formatDay(facts.lastTouch.on) } : {}),
    ...(ownerName ? { ownerName: cut(ownerName, 80) } : {}),
  };
}

function openVisit(visit: StoredVisit, today: Day): OpenVisit {
  const ids = rulesPaidBy(visit);
  const form = markFormOf(ids);
  const names = new Map(visit.page?.rules.map(({ id, name }) => [id, name]));
  const ownerName = visit.page?.ownerName;
  return {
    key: `${visit.customerKey}:${visit.slot}`,
    kind: visit.kind,
    on: formatDay(visit.plannedOn),
    window: {
      earliest: formatDay(visit.window.earliest),
      target: formatDay(visit.window.target),
      latest: formatDay(visit.window.latest),
    },
    inDays: visit.plannedOn - today,
    late: visit.late || visit.window.latest < today,
    provisional: visit.provisional,
    rules: ids.slice(0, 4).map((id) => ({ id, name: shortly(names.get(id) ?? { zh: id, en: id }, 60) })),
    goal: visit.goal,
    ...(form === 'service' ? {} : { form }),
    channel: visit.channel,
    why: shortly(visit.reason),
    attempts: visit.attempts.map(formatDay),
    ...(ownerName ? { ownerName: cut(ownerName, 80) } : {}),
  };
}

function shortly(words: Bilingual, length = 240): Bilingual {
  return { zh: cut(words.zh, length), en: cut(words.en, length) };
}

function pastVisit(visit: StoredVisit): PastVisit {
  const { record } = visit;
  const said = record ? Object.values(record.feedback).join(' · ') : '';
  return {
    key: `${visit.customerKey}:${visit.slot}`,
    on: formatDay(visit.closedOn ?? visit.plannedOn),
    outcome: record?.outcome ?? visit.status,
    channel: record?.channel ?? visit.channel,
    scores: record?.scores ?? {},
    ...(said ? { summary: cut(said, 280) } : {}),
    ...(record?.nps === undefined ? {} : { nps: record.nps }),
  };
}

/** The script that the visit is pinned to, with this customer's name in it. */
function scriptFor(visit: StoredVisit | undefined, customer: CustomerRecord): ScriptText | null {
  const script = visit?.page?.script;
  if (!script) return null;
  return personalise(script, scriptFactsOf(customer, visit?.page?.ownerName));
}

const SUPPRESSED: { readonly [reason: string]: Bilingual } = {
  out_of_scope: {
    zh: '这个联系人不在回访范围内：生命周期阶段改为“客户”或填写客户分层后即纳入。',
    en: 'This contact is not in the book: make its lifecycle stage customer, or set a tier.',
  },
  refused: { zh: '客户拒绝了可用的联系方式。', en: 'The customer has refused every channel that could be used.' },
  no_consent: { zh: '客户尚未同意所需的联系方式。', en: 'The customer has not agreed to the channel that is needed.' },
  lead_elsewhere: {
    zh: '同公司的回访由另一位对接人接待。',
    en: 'Visits of this company go to another contact, its lead.',
  },
  no_owner: {
    zh: '这个联系人没有负责人，无法安排回访：请先指定联系人负责人。',
    en: 'This contact has no owner, so nobody can visit: set a contact owner first.',
  },
};

function nothingDue({ facts, standing }: CustomerRecord, today: Day): Bilingual {
  if (facts.doNotVisit) return { zh: '客户要求不再回访。', en: 'The customer asked not to be visited.' };
  if (facts.pausedUntil !== undefined && facts.pausedUntil > today) {
    const until = formatDay(facts.pausedUntil);
    return { zh: `回访暂停至 ${until}。`, en: `Visits are paused until ${until}.` };
  }
  const reason = standing?.slice(standing.indexOf(':') + 1) ?? '';
  const told = SUPPRESSED[Object.values(facts.owners).some(Boolean) ? reason : 'no_owner'];
  if (told) return told;
  if (standing === undefined) {
    return {
      zh: '尚未计划：下次计划运行后会显示（生命周期阶段为“客户”或已填写客户分层的联系人）。',
      en: 'Not planned yet: it shows after the next planning run, if the contact is in the book (lifecycle stage customer, or a tier).',
    };
  }
  return {
    zh: '按现行策略，目前没有需要回访的事项；请检查阶段、签约或购买日期是否填写。',
    en: 'Nothing is due under the policy in force; check that stage and signing or purchase dates are filled in.',
  };
}
