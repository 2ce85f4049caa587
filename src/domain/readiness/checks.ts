import { type Day, day, formatDay } from '../calendar/day.ts';
import type { CompiledPolicy } from '../planning/compiled-policy.ts';
import { applicability, findingOf, type Situation } from '../planning/debts.ts';
import type { CustomerFacts } from '../planning/facts.ts';
import type { RuleId, Words } from '../planning/plan.ts';
import type { AnchorField } from '../policy/policy.ts';
import { isInScope, stageOf } from '../segmentation/stage.ts';
import { holdsIdNumber, holdsMobile } from './private-data.ts';

/** One contact as its data are checked. Texts are looked at and never handed on. */
export interface CheckedCustomer {
  readonly id: string;
  readonly name: string;
  readonly company?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly zone?: string | undefined;
  /** Free texts and fields that should hold no private number, by the name people know. */
  readonly texts: readonly { readonly field: string; readonly text: string }[];
  readonly facts: CustomerFacts;
  /** Fields whose value could not be read. */
  readonly unreadable: readonly string[];
  /** The tier was set by hand. */
  readonly manualTier?: { readonly reason?: string | undefined; readonly until?: Day | undefined } | undefined;
}

/** What a phone number turns out to be. */
export type PhoneReading =
  /** With the extension behind a switchboard, which the international form leaves out. */
  | { readonly ok: true; readonly e164: string; readonly extension?: string }
  | { readonly ok: false; readonly doubt: PhoneDoubt };
export type PhoneDoubt = 'no_number' | 'no_country' | 'too_short' | 'too_long' | 'no_such_number';
/** Reads a number as dialled in a country (ISO 3166 letters) unless it says its own. */
export type PhoneReader = (text: string, country: string) => PhoneReading;

export const FINDINGS = [
  'no_owner',
  'no_start',
  'unreadable',
  'impossible_dates',
  'no_phone',
  'phone_doubtful',
  'never_asked',
  'no_zone',
  'stale_profile',
  'manual_tier_open',
  'email_form',
  'phone_form',
  'private_mobile',
  'id_number',
] as const;
export type FindingKind = (typeof FINDINGS)[number];

export interface ReadinessFinding {
  readonly kind: FindingKind;
  /** What is meant, as people know it; absent: the contact as a whole. */
  readonly field?: string;
  readonly why: Words;
  /** A safe correction of one field: nothing of its meaning is lost. */
  readonly fix?: { readonly field: 'email' | 'phone'; readonly value: string };
}

/** Nothing is planned, or not what is owed. */
export const STOPS: readonly FindingKind[] = ['no_owner', 'no_start', 'unreadable', 'impossible_dates'];

/** P47: a profile is looked through at the latest after this many days. */
export const PROFILE_DAYS = 90;
const LONG_AGO = day('1990-01-01');

/**
 * What is wrong with the data of a contact, or missing; empty: fit to plan on.
 *
 * `readPhone` may be left out where numbers cannot be read: then none is called doubtful.
 */
export function findingsOf(
  customer: CheckedCustomer,
  { today, country, readPhone }: { readonly today: Day; readonly country: string; readonly readPhone?: PhoneReader },
): readonly ReadinessFinding[] {
  const { facts } = customer;
  return [
    ...(facts.owners.account_manager === undefined
      ? [finding('no_owner', '没有负责人：任何回访都无法安排', 'No owner: no visit can be given to anybody')]
      : []),
    ...((facts.signedOn ?? facts.firstPurchaseOn ?? facts.deliveredOn)
      ? []
      : [
          finding(
            'no_start',
            '没有签约、购买或交付日期：新客户的节点无法安排',
            'No signing, purchase or delivery date: the milestones of a new customer cannot be planned',
          ),
        ]),
    ...customer.unreadable.map((field) =>
      finding(
        'unreadable',
        `${field} 的值无法读取，已忽略`,
        `The value of ${field} cannot be read and is left out`,
        field,
      ),
    ),
    ...impossible(facts, today),
    ...phoneFindings(customer, country, readPhone),
    ...(facts.consents.length === 0 && facts.refusals.length === 0
      ? [
          finding(
            'never_asked',
            '从未征求同意：不发问候、内容和短信问卷',
            'Never asked for consent: no greetings, no content, no SMS surveys',
          ),
        ]
      : []),
    ...(customer.zone
      ? []
      : [
          finding(
            'no_zone',
            '没有时区：按门户时区计算可致电时间',
            'No time zone: calling hours are taken in the portal’s',
          ),
        ]),
    ...stale(facts, today),
    ...manual(customer),
    ...emailForm(customer),
    ...privateData(customer),
  ];
}

function finding(kind: FindingKind, zh: string, en: string, field?: string): ReadinessFinding {
  return { kind, why: { zh, en }, ...(field === undefined ? {} : { field }) };
}

function impossible(facts: CustomerFacts, today: Day): readonly ReadinessFinding[] {
  const { signedOn, firstPurchaseOn, lastPurchaseOn, deliveredOn } = facts;
  const { acceptedOn, contractEndsOn, projectStartedOn, projectDoneOn } = facts;
  const before = (early: Day | undefined, late: Day | undefined): boolean =>
    early !== undefined && late !== undefined && late < early;
  const told: (readonly [boolean, string, string, string])[] = [
    [
      before(firstPurchaseOn, lastPurchaseOn),
      'last_purchase',
      '最近购买早于首次购买',
      'The last purchase is before the first',
    ],
    [
      before(firstPurchaseOn, deliveredOn),
      'delivered',
      '交付早于首次购买',
      'It was delivered before the first purchase',
    ],
    [before(signedOn, acceptedOn), 'accepted', '验收早于签约', 'It was accepted before it was signed'],
    [
      signedOn !== undefined && contractEndsOn !== undefined && contractEndsOn <= signedOn,
      'contract_ends',
      '合同到期不晚于签约',
      'The contract ends no later than it was signed',
    ],
    [
      before(projectStartedOn, projectDoneOn),
      'project_done',
      '项目完成早于开始',
      'The project is done before it began',
    ],
  ];
  const past = { lastPurchaseOn, firstPurchaseOn, acceptedOn, lastTouch: facts.lastTouch?.on };
  for (const [field, on] of Object.entries(past)) {
    if (on === undefined || on <= today) continue;
    told.push([true, field, `日期在将来：${formatDay(on)}`, `It is in the future: ${formatDay(on)}`]);
  }
  for (const [field, on] of Object.entries({ ...past, signedOn, contractEndsOn })) {
    if (on === undefined || on >= LONG_AGO) continue;
    told.push([true, field, `日期过早：${formatDay(on)}`, `It is too long ago: ${formatDay(on)}`]);
  }
  return told.flatMap(([is, field, zh, en]) => (is ? [finding('impossible_dates', zh, en, field)] : []));
}

function phoneFindings(
  { phone, facts }: CheckedCustomer,
  country: string,
  readPhone: PhoneReader | undefined,
): readonly ReadinessFinding[] {
  if (phone === undefined || phone.trim() === '') {
    return facts.doNotVisit || facts.refusals.includes('call')
      ? []
      : [finding('no_phone', '没有工作电话', 'No work phone', 'phone')];
  }
  // An identity number in this field is no phone: it is told as what it is, and never written anywhere.
  if (holdsIdNumber(phone)) return [idNumber('phone')];
  const tidy = phone.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const reading = readPhone?.(tidy, country);
  if (reading && !reading.ok) {
    const { zh, en } = DOUBTS[reading.doubt];
    return [...untidy(phone, tidy), finding('phone_doubtful', zh, en, 'phone')];
  }
  if (!reading || tidy.startsWith('+') || reading.extension !== undefined) return untidy(phone, tidy);
  return [
    {
      ...finding('phone_form', '电话没有国家代码', 'The phone has no country code', 'phone'),
      fix: { field: 'phone', value: reading.e164 },
    },
  ];
}

function untidy(phone: string, tidy: string): readonly ReadinessFinding[] {
  if (tidy === phone) return [];
  const [zh, en] = ['电话含多余空格或全角字符', 'The phone has stray blanks or full-width characters'];
  return [{ ...finding('phone_form', zh, en, 'phone'), fix: { field: 'phone', value: tidy } }];
}

const DOUBTS: { readonly [doubt in PhoneDoubt]: Words } = {
  no_number: { zh: '电话不是号码', en: 'The phone is no number' },
  no_country: { zh: '电话没有国家代码，也无法判断国家', en: 'The phone has no country code, and none can be told' },
  too_short: { zh: '电话位数不足', en: 'The phone is too short' },
  too_long: { zh: '电话位数过多', en: 'The phone is too long' },
  no_such_number: { zh: '该国没有这样的号码', en: 'No such number exists in its country' },
};

function stale({ profileCheckedOn }: CustomerFacts, today: Day): readonly ReadinessFinding[] {
  if (profileCheckedOn === undefined)
    return [finding('stale_profile', '画像从未核对', 'The profile was never looked through')];
  const age = today - profileCheckedOn;
  return age <= PROFILE_DAYS
    ? []
    : [finding('stale_profile', `画像已 ${age} 天未核对`, `The profile was last looked through ${age} days ago`)];
}

function manual({ manualTier }: CheckedCustomer): readonly ReadinessFinding[] {
  if (!manualTier || (manualTier.reason && manualTier.until !== undefined)) return [];
  return [
    finding(
      'manual_tier_open',
      '人工分层没有原因或到期日',
      'The tier was set by hand without a reason or an end',
      'tier',
    ),
  ];
}

function emailForm({ email }: CheckedCustomer): readonly ReadinessFinding[] {
  const tidy = email?.trim().toLowerCase();
  return email === undefined || tidy === undefined || tidy === email
    ? []
    : [
        {
          ...finding('email_form', '邮箱含大写或空格', 'The e-mail has capitals or blanks', 'email'),
          fix: { field: 'email', value: tidy },
        },
      ];
}

function privateData({ texts }: CheckedCustomer): readonly ReadinessFinding[] {
  return texts.flatMap(({ field, text }) => [
    ...(holdsIdNumber(text) ? [idNumber(field)] : []),
    ...(holdsMobile(text)
      ? [
          finding(
            'private_mobile',
            `${field} 中疑似有私人手机号，只应记录工作电话`,
            `${field} seems to hold a private mobile number: only work phones may be kept`,
            field,
          ),
        ]
      : []),
  ]);
}

function idNumber(field: string): ReadinessFinding {
  return finding('id_number', `${field} 中有身份证号，请删除`, `${field} holds an identity number: delete it`, field);
}

/** Why a rule that is meant for a customer plans nothing for it. */
export interface RuleGap {
  readonly rule: RuleId;
  readonly because: 'no_date' | 'unsound_date' | 'no_owner' | 'no_consent' | 'refused' | 'do_not_visit';
  /** Dates of which one would do. */
  readonly fields?: readonly AnchorField[];
}

/**
 * The rules of the policy that are for this customer by stage, tier and flags and still plan nothing, because data are missing
 * or the customer does not want it. The planner itself is asked, as if the customer had never been planned.
 */
export function ruleGaps(facts: CustomerFacts, policy: CompiledPolicy, today: Day): readonly RuleGap[] {
  if (!isInScope(facts, policy.policy)) return [];
  const stage = stageOf(facts, policy.policy, today);
  const situation: Situation = {
    facts,
    stage,
    policy,
    whys: policy.rules.map(({ rule }) => applicability(rule, facts, stage, today)),
    today,
    touches: facts.lastTouch === undefined ? [] : [facts.lastTouch],
    settled: [],
    began: {},
    tried: new Map(),
  };
  return policy.rules.flatMap((compiled): readonly RuleGap[] => {
    if (situation.whys[compiled.index] !== undefined) return [];
    const found = findingOf(compiled, situation);
    const rule = compiled.id;
    switch (found.kind) {
      case 'no_owner':
        return [{ rule, because: 'no_owner' }];
      case 'suppressed':
        return found.reason === 'no_consent' || found.reason === 'refused' || found.reason === 'do_not_visit'
          ? [{ rule, because: found.reason }]
          : [];
      case 'not_applicable': {
        if (found.because !== 'no_date' && found.because !== 'unsound') return [];
        const { trigger } = compiled.rule;
        const fields = 'anchor' in trigger ? { fields: trigger.anchor } : {};
        return [{ rule, because: found.because === 'no_date' ? 'no_date' : 'unsound_date', ...fields }];
      }
      default:
        return [];
    }
  });
}
