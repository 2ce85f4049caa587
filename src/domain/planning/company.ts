import type { Day } from '../calendar/day.ts';
import type { Policy } from '../policy/policy.ts';
import { hashOf } from '../satisfaction/hash.ts';
import { isExcluded, isInScope } from '../segmentation/stage.ts';
import type { CustomerFacts, Flag, Role, Touch } from './facts.ts';
import { leadOf } from './lead.ts';

/** A contact of a company as its own record says, without what its colleagues lend it. */
export interface CompanyContact {
  readonly id: string;
  readonly isMarkedLead: boolean;
  readonly facts: CustomerFacts;
  /** Talks with this contact, newest first. */
  readonly touches: readonly Touch[];
}

/** A contact's part in its company, kept on the contact so that no planning reads its colleagues. */
export interface CompanyPart {
  readonly companyId: string;
  /** To whom visits go; absent: to this contact. */
  readonly lead?: string;
  /** How many colleagues are customers too. */
  readonly others: number;
  /** Sum of what this contact brought when the part was given: another one asks for a new look at the company. */
  readonly sum: string;
  /** The newest talk with this contact then. */
  readonly talkedOn?: Day;
  /** Talks of ours with colleagues that the budget counts, newest first. */
  readonly talks: readonly Touch[];
  /** On the lead: facts that only colleagues have. A customer is the company, so what is owed to it is owed to its lead. */
  readonly lent: LentFacts;
}

/** Days, tier, flags and roles that a lead takes over from its colleagues. */
export interface LentFacts {
  readonly days: { readonly [field in LentDay]?: Day };
  readonly tier?: 'A' | 'B' | 'C';
  readonly flags: readonly Flag[];
  readonly owners: { readonly [role in Role]?: string };
}

const LENT_DAYS = [
  'signedOn',
  'firstPurchaseOn',
  'lastPurchaseOn',
  'deliveredOn',
  'acceptedOn',
  'contractEndsOn',
  'projectStartedOn',
  'projectDoneOn',
  'serviceDueOn',
  'churnRiskOn',
] as const satisfies readonly (keyof CustomerFacts)[];
type LentDay = (typeof LENT_DAYS)[number];

const NOTHING_LENT: LentFacts = { days: {}, flags: [], owners: {} };
/** Talks further back are of no budget. */
const TALK_DAYS = 31;
const MOST_TALKS = 4;

/** Whether the policy looks at the contacts of a company together at all. */
export function looksAtCompanies({ company }: Policy): boolean {
  return company?.visits !== 'each' || company.sharesBudget;
}

/** Only businesses have colleagues: a consumer is a customer alone. */
export function companyOf(facts: CustomerFacts, companyId: string | undefined): string | undefined {
  return facts.customerKind === 'b2c' ? undefined : companyId;
}

/**
 * The part of each contact of one company. Visits go to one of them: the one marked lead, else the one spoken to last, of those in
 * the book who may be visited; it takes over what is owed to the company on its colleagues' records. Where the policy lets the
 * company share one budget, each knows of the talks with the others.
 */
export function partsOf(
  companyId: string,
  contacts: readonly CompanyContact[],
  policy: Policy,
  today: Day,
): ReadonlyMap<string, CompanyPart> {
  const book = contacts.filter(({ facts }) => isInScope(facts, policy));
  const lead =
    policy.company?.visits === 'each'
      ? undefined
      : leadOf(
          book
            .filter(({ facts }) => !facts.doNotVisit)
            .map(({ id, isMarkedLead, touches }) => {
              const on = touches[0]?.on;
              return { id, isMarkedLead, ...(on === undefined ? {} : { lastTouchOn: on }) };
            }),
        );
  const parts = new Map<string, CompanyPart>();
  for (const contact of contacts) {
    const others = book.filter(({ id }) => id !== contact.id);
    const talkedOn = contact.touches[0]?.on;
    parts.set(contact.id, {
      companyId,
      ...(lead === undefined || lead === contact.id || !book.includes(contact) ? {} : { lead }),
      others: others.length,
      sum: sumOf(contact, policy),
      ...(talkedOn === undefined ? {} : { talkedOn }),
      talks: policy.company?.sharesBudget ? talksWith(others, today) : [],
      lent: contact.id === lead ? lentBy(others, contact.facts) : NOTHING_LENT,
    });
  }
  return parts;
}

/** Whether a contact's part may still be believed; if not, its company is looked at again. */
export function isCurrent(
  part: CompanyPart | undefined,
  contact: CompanyContact,
  companyId: string | undefined,
  policy: Policy,
): boolean {
  if (part === undefined || part.companyId !== companyId) return part === undefined && companyId === undefined;
  return part.sum === sumOf(contact, policy) && (part.others === 0 || part.talkedOn === contact.touches[0]?.on);
}

/** A contact's facts with what its company adds. */
export function withCompany(facts: CustomerFacts, part: CompanyPart | undefined): CustomerFacts {
  if (part === undefined || part.others === 0) return facts;
  const { days, tier, flags, owners } = part.lent;
  const all: { -readonly [field in keyof CustomerFacts]: CustomerFacts[field] } = {
    ...facts,
    leadElsewhere: part.lead,
    companyTouches: part.talks.length > 0 ? part.talks : undefined,
  };
  for (const field of LENT_DAYS) all[field] ??= days[field];
  all.tier ??= tier;
  if (flags.length > 0) all.flags = [...new Set([...facts.flags, ...flags])];
  if (Object.keys(owners).length > 0) all.owners = { ...owners, ...facts.owners };
  return all;
}

/** What a company is looked at again for when it changes. */
function sumOf({ facts, isMarkedLead }: CompanyContact, policy: Policy): string {
  const { tier, flags, owners, doNotVisit, lifecycleStage } = facts;
  const days = LENT_DAYS.map((field) => facts[field] ?? '');
  const sum = [isMarkedLead, doNotVisit, lifecycleStage, tier, flags, owners, days];
  return hashOf(JSON.stringify(isExcluded(facts, policy) ? [...sum, 'excluded'] : sum)).toString(36);
}

function talksWith(others: readonly CompanyContact[], today: Day): readonly Touch[] {
  return others
    .flatMap(({ touches }) => touches)
    .filter(({ on, direction }) => direction === 'out' && today - on <= TALK_DAYS)
    .sort((a, b) => b.on - a.on || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
    .slice(0, MOST_TALKS);
}

/** Of several colleagues with a date the latest counts; flags come together; the best tier counts. */
function lentBy(others: readonly CompanyContact[], own: CustomerFacts): LentFacts {
  const days: { [field in LentDay]?: Day } = {};
  for (const field of LENT_DAYS) {
    if (own[field] !== undefined) continue;
    const known = others.flatMap(({ facts }) => facts[field] ?? []).sort((a, b) => b - a)[0];
    if (known !== undefined) days[field] = known;
  }
  const tier = own.tier === undefined ? others.flatMap(({ facts }) => facts.tier ?? []).sort()[0] : undefined;
  const flags = [...new Set(others.flatMap(({ facts }) => facts.flags))].filter((flag) => !own.flags.includes(flag));
  const owners: { [role in Role]?: string } = {};
  for (const { facts } of [...others].sort((a, b) => Number(a.id) - Number(b.id))) {
    for (const [role, id] of Object.entries(facts.owners) as [Role, string][])
      if (own.owners[role] === undefined) owners[role] ??= id;
  }
  return { days, ...(tier === undefined ? {} : { tier }), flags: flags.sort(), owners };
}
