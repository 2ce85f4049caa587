import * as z from 'zod';
import { parseDay } from '../domain/calendar/day.ts';
import { EXCLUSION_FIELDS } from '../domain/planning/facts.ts';
import { checkPolicy, type PolicyProblem } from '../domain/policy/check.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { OPTIONAL_PROFILE_FIELDS } from '../domain/readiness/profile.ts';

/** Bounds of numbers, forms of times and empty texts are for the checker, which the page asks too while something is typed. */
const words = z.strictObject({ zh: z.string(), en: z.string() });
/** Short enough that what a customer remembers of eighty rules fits one property; no characters its text uses itself. */
const ruleId = z.string().regex(/^[A-Z][A-Z0-9]{1,5}$/, 'a letter and 1 to 5 letters or digits, such as P01');
const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'small letters, digits and _, such as first_visit');
const civilDay = z.string().refine((text) => parseDay(text) !== undefined, 'a day that exists, as YYYY-MM-DD');
const number = z.number();

const role = z.enum(['account_manager', 'service_engineer', 'care_specialist', 'sales', 'problem_owner', 'team_lead']);
const channel = z.enum(['phone', 'on_site', 'video', 'email', 'sms', 'wechat', 'survey']);
const tier = z.enum(['A', 'B', 'C']);
const stage = z.enum(['prospect', 'new', 'established', 'loyal', 'dormant', 'lost']);
const flag = z.enum(['high_value_program', 'churn_risk', 'in_project']);
const offset = z.strictObject({ n: number, unit: z.enum(['C', 'W', 'm']) });
const anchor = z.enum([
  'signedOn',
  'firstPurchaseOn',
  'lastPurchaseOn',
  'deliveredOn',
  'acceptedOn',
  'contractEndsOn',
  'stageEnteredOn',
  'projectStartedOn',
  'projectDoneOn',
  'serviceDueOn',
  'churnRiskOn',
  'profileCheckedOn',
  'openIssueRaisedOn',
]);
const anchors = z.array(anchor);
const rank = z.union([z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)]);
const timeOfDay = z.string();
const calendarException = z.strictObject({ on: civilDay, working: z.boolean(), name: z.string().min(1) });

const goal = z.enum(['trust', 'need', 'retention', 'feedback', 'care', 'renewal']);

const rule = z.strictObject({
  id: ruleId,
  name: words,
  source: z.string().min(1),
  basis: z.enum(['rule', 'example', 'ours']),
  ours: z.array(z.string()),
  on: z.boolean(),
  kind: z.enum(['visit', 'message', 'survey', 'task']),
  rank,
  goal,
  applies: z.strictObject({
    stages: z.exactOptional(z.array(stage)),
    tiers: z.exactOptional(z.array(tier)),
    notTiers: z.exactOptional(z.array(tier)),
    flags: z.exactOptional(z.array(flag)),
    notFlags: z.exactOptional(z.array(flag)),
    during: z.exactOptional(z.literal('project_or_issue')),
    customerKind: z.exactOptional(z.enum(['b2b', 'b2c'])),
    products: z.exactOptional(z.array(z.string().min(1))),
    repeatOrder: z.exactOptional(z.boolean()),
    agreedCadence: z.exactOptional(z.boolean()),
  }),
  trigger: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('after'), anchor: anchors }),
    z.strictObject({ type: z.literal('before'), anchor: anchors }),
    z.strictObject({
      type: z.literal('recurring'),
      paidBy: z.exactOptional(
        z.strictObject({
          kinds: z.array(z.enum(['call', 'video', 'on_site', 'meeting', 'email', 'message', 'survey'])),
          direction: z.exactOptional(z.enum(['in', 'out'])),
        }),
      ),
      guard: z.exactOptional(z.strictObject({ period: z.enum(['month', 'quarter']), times: number })),
      from: z.exactOptional(anchor),
    }),
    z.strictObject({
      type: z.literal('grid'),
      anchor: anchors,
      every: number,
      slots: z.exactOptional(z.array(number)),
      until: z.exactOptional(z.strictObject({ field: z.exactOptional(anchor), days: z.exactOptional(number) })),
      skipsEmpty: z.exactOptional(z.boolean()),
      reminder: z.exactOptional(z.strictObject({ slot: number, of: ruleId, afterDays: number })),
    }),
    z.strictObject({
      type: z.literal('dated'),
      festivals: z.exactOptional(z.array(z.enum(['spring_festival', 'qingming', 'dragon_boat', 'mid_autumn']))),
      birthday: z.exactOptional(z.boolean()),
      dates: z.exactOptional(z.array(civilDay)),
      pays: z.exactOptional(z.array(ruleId)),
    }),
  ]),
  window: z.strictObject({ earliest: offset, target: offset, latest: offset }),
  roll: z.enum(['within', 'forward', 'back', 'none']),
  series: z.exactOptional(id),
  mergesWith: z.exactOptional(z.array(ruleId)),
  replaces: z.exactOptional(z.array(ruleId)),
  channels: z.array(channel),
  minutes: z.exactOptional(number),
  owners: z.array(role),
  helpers: z.exactOptional(z.array(role)),
  script: id,
});

const length = z.strictObject({ n: number, unit: z.enum(['h', 'wh', 'C', 'W']) });
const duty = z.strictObject({
  id: ruleId,
  name: words,
  source: z.string().min(1),
  basis: z.enum(['rule', 'example', 'ours']),
  ours: z.array(z.string()),
  on: z.boolean(),
  kind: z.enum(['clock', 'gate', 'entitlement', 'task', 'context']),
  rank: z.nullable(rank),
  startedBy: z.enum(['issue', 'promise', 'visit', 'score', 'ticket', 'measure', 'suggestion', 'project', 'person']),
  target: z.exactOptional(length),
  latest: z.exactOptional(length),
  outside: z.exactOptional(z.enum(['keep', 'next_open'])),
  attempts: z.exactOptional(number),
  owners: z.array(role),
  helpers: z.exactOptional(z.array(role)),
  visit: z.exactOptional(
    z.strictObject({
      channels: z.array(channel).min(1),
      goal,
      script: id,
      minutes: z.exactOptional(number),
      highValue: z.exactOptional(
        z.strictObject({ owners: z.array(role).min(1), helpers: z.exactOptional(z.array(role)) }),
      ),
    }),
  ),
  why: words,
});

const shift = z.strictObject({ from: timeOfDay, to: timeOfDay });
const workingTime = {
  zone: z.exactOptional(z.string().min(1)),
  shifts: z.exactOptional(z.array(shift)),
  exceptions: z.exactOptional(z.array(calendarException)),
};
const setting = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ value, name: words, source: z.string().min(1), basis: z.enum(['rule', 'example', 'ours']) });
const loops = z.strictObject({
  onCallRoster: setting(z.boolean()),
  opensAt: setting(timeOfDay),
  closureStopsAt: setting(z.enum(['confirmed', 'resolved'])),
  warnAtPercent: setting(number),
  escalateAfterMinutes: setting(number),
  confirmationAttempts: setting(number),
  blindReaskPercent: setting(number),
  lowScore: setting(number),
  lowNps: setting(number),
  newTermsFor: setting(z.enum(['new', 'new_and_open'])),
});
const limit = z.strictObject({ most: number, days: number });

const scriptAnswer = z.strictObject({
  id,
  text: words,
  fills: z.exactOptional(
    z.strictObject({
      feedback: z.exactOptional(z.enum(['problem', 'need', 'suggestion', 'complaint', 'praise'])),
      score: z.exactOptional(z.strictObject({ dimension: id, value: z.int().min(1).max(5) })),
    }),
  ),
});

const scriptSchema = z.strictObject({
  id,
  version: z.int().min(1),
  opening: z.array(words),
  questions: z.array(
    z.strictObject({
      id,
      goal: z.enum(['care', 'need', 'feedback']),
      text: words,
      answers: z.exactOptional(z.array(scriptAnswer).max(8)),
      after: z.exactOptional(z.array(z.string().regex(/^\w+=\w+$/, 'question=answer')).min(1)),
    }),
  ),
  closing: z.array(words),
});

export const scopeSchema = z.strictObject({
  lifecycleStages: z.array(z.string().min(1)),
  anyTier: z.boolean(),
  exclude: z.exactOptional(
    z.array(z.strictObject({ field: z.enum(EXCLUSION_FIELDS), values: z.array(z.string().max(200)) })).max(20),
  ),
});

/** The policy document as people may hand it in. Unknown fields are refused: a misspelt setting must not be ignored. */
export const policySchema = z.strictObject({
  schema: z.literal(1),
  version: z.int().min(1),
  name: words,
  goLiveOn: z.nullable(civilDay),
  scope: scopeSchema,
  leadDays: number,
  capacity: z.strictObject({ minutesPerDay: number, byOwner: z.record(z.string().min(1), number) }),
  visitMinutes: z.strictObject({
    phone: number,
    on_site: number,
    video: number,
    email: number,
    sms: number,
    wechat: number,
    survey: number,
  }),
  taskDueAt: timeOfDay,
  stages: z.strictObject({
    newUntilDay: number,
    establishedUntilDay: number,
    dormantAfterDays: z.strictObject({ A: number, B: number, C: number, none: number }),
    ownRhythm: z.exactOptional(z.strictObject({ factor: number })),
    lifecycle: z.exactOptional(
      z.strictObject({
        reads: z.exactOptional(z.record(z.string().min(1), stage)),
        writes: z.exactOptional(z.partialRecord(stage, z.string().min(1))),
      }),
    ),
  }),
  tiers: z.exactOptional(
    z.strictObject({
      scoreCuts: z.array(number).length(4),
      A: z.strictObject({ value: number, activity: number }),
      B: z.strictObject({ value: number, potential: number }),
      weights: z.strictObject({ money: number, profit: number, loyalty: number, growth: number }),
      hysteresis: z.strictObject({ points: number, holdDays: number }),
      highValue: z.strictObject({ money: number, frequency: number }),
      churn: z.strictObject({
        scoreFall: number,
        silenceFactor: number,
        contractDays: number,
        promiseDays: number,
      }),
    }),
  ),
  firstRun: z.strictObject({ spreadWorkingDays: number }),
  lateWithinWorkingDays: number,
  attempts: number,
  fallback: z.partialRecord(role, role),
  calendar: z.strictObject({
    country: z.string(),
    exceptions: z.array(calendarException),
  }),
  budget: z.exactOptional(
    z.strictObject({
      calls: limit,
      conversations: limit,
      messageEveryDays: number,
      surveyEveryDays: number,
      surveyExempt: z.array(ruleId),
    }),
  ),
  company: z.exactOptional(z.strictObject({ visits: z.enum(['lead', 'each']), sharesBudget: z.boolean() })),
  callingHours: z.exactOptional(z.strictObject({ from: timeOfDay, to: timeOfDay, pauses: z.array(shift) })),
  team: z.exactOptional(
    z.strictObject({
      leave: z.exactOptional(
        z.array(
          z.strictObject({
            ownerId: z.string().min(1),
            from: civilDay,
            to: civilDay,
            backup: z.exactOptional(z.string().min(1)),
          }),
        ),
      ),
      lead: z.exactOptional(z.string().min(1)),
      portal: z.exactOptional(z.strictObject(workingTime)),
      teams: z.exactOptional(
        z.record(z.string().min(1), z.strictObject({ ...workingTime, lead: z.exactOptional(z.string().min(1)) })),
      ),
      users: z.exactOptional(
        z.record(z.string().min(1), z.strictObject({ ...workingTime, team: z.exactOptional(z.string().min(1)) })),
      ),
    }),
  ),
  incentive: z.exactOptional(
    z.strictObject({
      on: z.boolean(),
      name: words,
      source: z.string().min(1),
      basis: z.enum(['rule', 'example', 'ours']),
    }),
  ),
  randomDays: z.exactOptional(
    z.strictObject({
      on: z.boolean(),
      seed: z.string().max(100),
      tiers: z.array(z.enum(['B', 'C'])),
      stages: z.array(stage),
    }),
  ),
  optionalFields: z.exactOptional(
    z.partialRecord(
      z.enum(OPTIONAL_PROFILE_FIELDS),
      z.strictObject({
        on: z.boolean(),
        purpose: words,
        keepMonths: number,
        source: z.string().min(1),
        basis: z.enum(['rule', 'example', 'ours']),
      }),
    ),
  ),
  openVisits: z.exactOptional(z.enum(['keep', 'move', 'withdraw'])),
  approvers: z.exactOptional(z.array(z.string().regex(/^\d{1,20}$/, 'the number of a HubSpot user')).max(200)),
  rules: z.array(rule),
  duties: z.exactOptional(z.array(duty)),
  loops: z.exactOptional(loops),
  scripts: z.array(scriptSchema),
});

export type PolicyAnswer =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * Reads a policy from outside. A refusal names every problem with the path of its field, those of form first; only a policy
 * of sound form is checked for sense.
 *
 * @example parsePolicy({ ...policy, leadDays: 'seven' }) // { ok: false, problems: [{ path: 'leadDays', message: … }] }
 */
export function parsePolicy(input: unknown): PolicyAnswer {
  const parsed = policySchema.safeParse(input);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(problemsOf) };
  const policy: Policy = parsed.data;
  const problems = checkPolicy(policy);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy };
}

function problemsOf(issue: z.core.$ZodIssue): readonly PolicyProblem[] {
  const at = (key?: PropertyKey): string => [...issue.path, ...(key === undefined ? [] : [key])].map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: at(key), message: 'there is no such setting' }));
  }
  return [{ path: at(), message: issue.message }];
}
