import type { Bilingual } from '../contract/common.ts';
import type { OpenContactAnswer, OpenVisit, PastVisit, ScriptText } from '../contract/open-contact.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { personalise } from '../domain/script/personalise.ts';
import { stageOf } from '../domain/segmentation/stage.ts';
import { policyInForce } from './policy-in-force.ts';
import type { CustomerRecord, Ports, StoredVisit } from './ports.ts';

const PAST_VISITS = 5;

/** Everything a card on a contact shows: what is due and why, and in view `visit` also the script and what was said before. */
export async function openContact(
  input: { readonly contactId: string; readonly view: 'next' | 'visit'; readonly today: Day },
  ports: Ports,
): Promise<OpenContactAnswer> {
  const [[customer], inForce, names, account] = await Promise.all([
    ports.customers.read([input.contactId]),
    policyInForce(ports.policies),
    ports.people.ownerNames(),
    ports.account(),
  ]);
  if (!customer) {
    return {
      ok: false,
      reason: 'not_a_contact',
      message: {
        zh: '找不到这个联系人，可能已被删除。',
        en: 'This contact cannot be found; it may have been deleted.',
      },
    };
  }
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const { memory, facts } = customer;
  const past = input.view === 'visit' ? lastSlots(memory.nextSlot - 1, PAST_VISITS) : [];
  const slots = [...new Set([...memory.openSlots, ...past])];
  const visits = await ports.visits.readSlots(slots.map((slot) => ({ customerKey: facts.customerKey, slot })));
  const open = visits
    .filter((visit) => visit.status === 'planned')
    .sort((a, b) => a.plannedOn - b.plannedOn)
    .map((visit) => openVisit(visit, policy, names, input.today));
  const [first = null, ...others] = open;
  const leader = visits.find((visit) => `${visit.customerKey}:${visit.slot}` === first?.key)?.leader;
  return {
    ok: true,
    today: formatDay(input.today),
    timeZone: account.timeZone,
    contact: contactOf(customer, policy, names, input.today),
    visit: first,
    others,
    later: !first && customer.next ? { on: formatDay(customer.next.on), why: customer.next.reason } : null,
    nothing: first || customer.next ? null : nothingDue(customer, policy, input.today),
    script: input.view === 'visit' ? scriptFor(policy, leader, customer, first?.ownerName) : null,
    history: visits
      .filter((visit) => visit.status !== 'planned' && visit.status !== 'withdrawn')
      .sort((a, b) => b.slot - a.slot)
      .map(pastVisit),
  };
}

function lastSlots(newest: number, count: number): number[] {
  return Array.from({ length: Math.min(count, newest) }, (_, index) => newest - index);
}

function contactOf(customer: CustomerRecord, policy: Policy, names: ReadonlyMap<string, string>, today: Day) {
  const { facts } = customer;
  const since = facts.firstPurchaseOn ?? facts.signedOn ?? facts.deliveredOn;
  const owner = facts.owners.account_manager;
  return {
    id: customer.contactId,
    name: customer.name,
    stage: stageOf(facts, policy, today).stage,
    products: customer.products,
    preferenceTags: customer.preferenceTags,
    ...(customer.company ? { company: customer.company } : {}),
    ...(customer.phone ? { phone: customer.phone } : {}),
    ...(facts.tier ? { tier: facts.tier } : {}),
    ...(since === undefined ? {} : { customerSince: formatDay(since) }),
    ...(customer.language ? { language: customer.language } : {}),
    ...(facts.lastTouch ? { lastTouchOn: formatDay(facts.lastTouch.on) } : {}),
    ...(owner ? { ownerName: names.get(owner) ?? owner } : {}),
  };
}

function openVisit(visit: StoredVisit, policy: Policy, names: ReadonlyMap<string, string>, today: Day): OpenVisit {
  const rules = [...new Set([visit.leader, ...visit.pays.map((debt) => debt.slice(0, debt.indexOf('@')))])];
  const ownerName = names.get(visit.ownerId);
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
    rules: rules.map((id) => ({ id, name: ruleName(policy, id) })),
    goal: visit.goal,
    channel: visit.channel,
    why: visit.reason,
    attempts: visit.attempts.map(formatDay),
    ...(ownerName ? { ownerName } : {}),
  };
}

export function ruleName(policy: Policy, id: string): Bilingual {
  return policy.rules.find((rule) => rule.id === id)?.name ?? { zh: id, en: id };
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
    ...(said ? { summary: said.length > 280 ? `${said.slice(0, 279)}…` : said } : {}),
    ...(record?.nps === undefined ? {} : { nps: record.nps }),
  };
}

function scriptFor(
  policy: Policy,
  leader: string | undefined,
  customer: CustomerRecord,
  rep: string | undefined,
): ScriptText | null {
  const id = policy.rules.find((rule) => rule.id === leader)?.script;
  const script = policy.scripts.find((known) => known.id === id);
  if (!script) return null;
  return personalise(script, { name: customer.name, company: customer.company, product: customer.products[0], rep });
}

function nothingDue(customer: CustomerRecord, policy: Policy, today: Day): Bilingual {
  const { facts, memory } = customer;
  if (facts.doNotVisit) return { zh: '客户要求不再回访。', en: 'The customer asked not to be visited.' };
  if (facts.pausedUntil !== undefined && facts.pausedUntil > today) {
    const until = formatDay(facts.pausedUntil);
    return { zh: `回访暂停至 ${until}。`, en: `Visits are paused until ${until}.` };
  }
  if (Object.values(facts.owners).every((owner) => !owner)) {
    return {
      zh: '这个联系人没有负责人，无法安排回访：请先指定联系人负责人。',
      en: 'This contact has no owner, so nobody can visit: set a contact owner first.',
    };
  }
  const inScope =
    (policy.scope.anyTier && facts.tier !== undefined) ||
    (facts.lifecycleStage !== undefined && policy.scope.lifecycleStages.includes(facts.lifecycleStage));
  if (!inScope) {
    return {
      zh: '这个联系人不在回访范围内：生命周期阶段改为“客户”或填写客户分层后即纳入。',
      en: 'This contact is not in the book: make its lifecycle stage customer, or set a tier.',
    };
  }
  if (memory.applied === undefined) {
    return { zh: '尚未计划：下次计划运行后会显示。', en: 'Not planned yet: it shows after the next planning run.' };
  }
  return {
    zh: '按现行策略，目前没有需要回访的事项；请检查阶段、签约或购买日期是否填写。',
    en: 'Nothing is due under the policy in force; check that stage and signing or purchase dates are filled in.',
  };
}
