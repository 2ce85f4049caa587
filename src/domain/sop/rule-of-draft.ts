import type { Channel, Role } from '../planning/facts.ts';
import type { RuleId, Words } from '../planning/plan.ts';
import type { AnchorField, Festival, Offset, PolicyRule, RuleKind } from '../policy/policy.ts';
import type { DraftRule, SopAnchor, SopLength } from './draft.ts';

/** A rule made of a draft, or why there can be none. */
export type DraftedRule =
  | { readonly ok: true; readonly rule: PolicyRule }
  | { readonly ok: false; readonly why: Words };

/**
 * The policy rule that a draft asks for. What the sentence leaves open is filled in as the shipped policy does, and marked as ours
 * where the window was.
 *
 * A limit or a spacing is no rule but a setting of the budget; what is counted in hours, or from an issue, a ticket or the end of a
 * visit, runs as a clock: for those the answer says so.
 *
 * @param id `S01`: a letter and 1 to 5 letters or digits, of no other rule
 */
export function ruleOfDraft(draft: DraftRule, id: RuleId): DraftedRule {
  const { kind, window, segment } = draft;
  if (kind === 'limit' || kind === 'spacing')
    return no('这是频次上限，写进联系频次设置', 'a limit: it belongs to the contact budget');
  const trigger = triggerOf(draft);
  if (trigger === undefined)
    return no('起算点不在客户资料里，由时限规则处理', 'nothing on the customer starts it: a clock or a person does');
  const [earliest, target, latest] = [window.earliest, window.target, window.latest].map(offsetOf);
  if (earliest === undefined || target === undefined || latest === undefined)
    return no('按小时计算的是时限，不是回访', 'counted in hours: a clock, not a visit');
  const ordered = inOrder(trigger.type, { earliest, target, latest });
  const { tiers, stages, flags } = segment;
  const words = draft.quote === '' ? draft.when : draft.quote;
  return {
    ok: true,
    rule: {
      id,
      name: { zh: words, en: words },
      source: `SOP:${draft.line}`,
      basis: 'rule',
      ours: draft.assumed.length > 0 ? ['window'] : [],
      on: true,
      kind,
      rank: rankOf(draft, trigger.type),
      goal: goalOf(draft, trigger.type),
      applies: {
        ...(stages.length > 0 ? { stages } : {}),
        ...(tiers.length > 0 ? { tiers } : {}),
        ...(flags.length > 0 ? { flags } : {}),
      },
      trigger,
      window: ordered,
      roll: trigger.type === 'before' || (trigger.type === 'dated' && target.n <= 0) ? 'back' : 'forward',
      channels: channelsOf(kind, draft.channels),
      owners: ownersOf(draft),
      script: scriptOf(draft, trigger.type),
    },
  };
}

const no = (zh: string, en: string): DraftedRule => ({ ok: false, why: { zh, en } });

const FIELDS: { readonly [anchor in SopAnchor]?: readonly AnchorField[] } = {
  signed: ['signedOn'],
  purchased: ['firstPurchaseOn'],
  delivered: ['deliveredOn', 'firstPurchaseOn'],
  accepted: ['acceptedOn'],
  contract_end: ['contractEndsOn'],
  service_due: ['serviceDueOn'],
  became_dormant: ['stageEnteredOn'],
  project_started: ['projectStartedOn'],
  project_done: ['projectDoneOn'],
};

const FESTIVALS: { readonly [anchor in SopAnchor]?: readonly Festival[] } = {
  spring_festival: ['spring_festival'],
  mid_autumn: ['mid_autumn'],
  dragon_boat: ['dragon_boat'],
  festival: ['spring_festival', 'mid_autumn'],
};

function triggerOf({ trigger }: DraftRule): PolicyRule['trigger'] | undefined {
  if (trigger.type === 'recurring') {
    const { floor, times, every } = trigger;
    const period = every.n === 1 && (every.unit === 'month' || every.unit === 'quarter') ? every.unit : undefined;
    return floor && period !== undefined ? { type: 'recurring', guard: { period, times } } : { type: 'recurring' };
  }
  const { anchor } = trigger;
  if (anchor === undefined) return undefined;
  if (anchor === 'birthday') return { type: 'dated', birthday: true };
  const festivals = FESTIVALS[anchor];
  if (festivals !== undefined) return { type: 'dated', festivals };
  if (anchor === 'last_touch') return trigger.type === 'after' ? { type: 'recurring' } : undefined;
  const fields = FIELDS[anchor];
  return fields === undefined ? undefined : { type: trigger.type, anchor: fields };
}

function offsetOf({ n, unit }: SopLength): Offset | undefined {
  return unit === 'h' ? undefined : { n, unit };
}

/** After an event nothing is before it, before a date nothing after; a cadence has at least a day. */
function inOrder(type: PolicyRule['trigger']['type'], window: PolicyRule['window']): PolicyRule['window'] {
  const bounded = (offset: Offset, least: number): Offset => {
    if (type === 'after' || type === 'recurring') return { ...offset, n: Math.max(least, offset.n) };
    return type === 'before' ? { ...offset, n: Math.min(0, offset.n) } : offset;
  };
  const { earliest, target, latest } = window;
  return {
    earliest: bounded(earliest, 0),
    target: bounded(target, type === 'recurring' ? 1 : 0),
    latest: bounded(latest, type === 'recurring' ? 1 : 0),
  };
}

function anchorOf({ trigger }: DraftRule): SopAnchor | undefined {
  return trigger.type === 'recurring' ? undefined : trigger.anchor;
}

function rankOf(draft: DraftRule, type: PolicyRule['trigger']['type']): PolicyRule['rank'] {
  if (draft.kind === 'message' || type === 'dated') return 6;
  if (type === 'before') return 3;
  return type === 'recurring' || anchorOf(draft) === 'became_dormant' ? 5 : 4;
}

function goalOf(draft: DraftRule, type: PolicyRule['trigger']['type']): PolicyRule['goal'] {
  if (draft.kind === 'survey') return 'feedback';
  if (anchorOf(draft) === 'contract_end') return 'renewal';
  if (anchorOf(draft) === 'became_dormant') return 'retention';
  return type === 'recurring' || type === 'dated' ? 'care' : 'trust';
}

const CHANNELS: { readonly [kind in RuleKind]: readonly Channel[] } = {
  visit: ['phone'],
  message: ['email', 'sms'],
  survey: ['email', 'sms', 'survey'],
  task: ['email'],
};

function channelsOf(kind: RuleKind, named: readonly Channel[]): readonly Channel[] {
  if (named.length === 0) return CHANNELS[kind];
  const isSendable = named.some((channel) => channel === 'email' || channel === 'sms');
  return kind === 'message' && !isSendable ? [...named, 'email'] : named;
}

function ownersOf({ owners }: DraftRule): readonly Role[] {
  const roles = [...new Set(owners.map(({ role }) => role))];
  return roles.length > 0 ? roles : ['account_manager'];
}

/** The shipped script that comes nearest. */
function scriptOf(draft: DraftRule, type: PolicyRule['trigger']['type']): string {
  if (draft.kind === 'survey') return 'survey_after_sales';
  if (draft.kind === 'task') return 'profile_check';
  if (draft.kind === 'message')
    return anchorOf(draft) === 'birthday' ? 'birthday' : type === 'dated' ? 'greeting' : 'content';
  switch (anchorOf(draft)) {
    case 'contract_end':
      return 'renewal';
    case 'became_dormant':
      return 'dormant';
    case 'signed':
      return 'first_after_signing';
    case 'delivered':
    case 'purchased':
      return 'first_guidance';
    case 'accepted':
    case 'project_done':
      return 'acceptance';
    default:
      return type === 'recurring' ? 'monthly_call' : 'on_site';
  }
}
