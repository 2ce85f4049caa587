import { dayText } from '../calendar/civil.ts';
import { type Day, day } from '../calendar/day.ts';
import { type CompiledPolicy, windowOn } from './compiled-policy.ts';
import { ruleIdOf } from './debt-key.ts';
import type { Finding } from './debts.ts';
import type { Stage } from './facts.ts';
import type { DebtKey, PlanMemory, PlannedTouch, RuleId, Told, Untold, Words } from './plan.ts';
import { append } from './short-list.ts';
import type { SentTouch } from './touches.ts';
import { capWords, overWords, withdrawnWords } from './words.ts';

/** So many are remembered: of a debt that comes back after a pause it is known that somebody was told. */
const MOST_TOLD = 12;

/**
 * What is remembered of tasks once these touches have theirs: touches that are new come first, what is not to be sent any more is
 * kept as ended. Touches of a project in the Delivery tab are not among them: that makes their tasks itself.
 */
export function toldAfter(told: PlanMemory['told'], touches: readonly PlannedTouch[]): PlanMemory['told'] {
  if (told === undefined && touches.length === 0) return undefined;
  const known = told ?? NOBODY;
  let all: Told[] | undefined;
  for (const { debt, byDelivery } of touches)
    if (!byDelivery && !isAmong(debt, known) && !isAmong(debt, all ?? NOBODY)) all = append(all, { debt });
  for (const { debt } of known) all = append(all, stands(debt, touches) ? { debt } : { debt, off: true });
  if (all === undefined || all.length <= MOST_TOLD) return all;
  return all.filter(({ off }, index) => !off || index < MOST_TOLD);
}

const NOBODY: readonly Told[] = [];

function isAmong(debt: DebtKey, told: readonly Told[]): boolean {
  for (const each of told) if (each.debt === debt) return true;
  return false;
}

/** Whether its task is still to be done, by us. */
function stands(debt: DebtKey, touches: readonly PlannedTouch[]): boolean {
  for (const touch of touches) if (touch.debt === debt && !touch.byDelivery) return true;
  return false;
}

/** What a decision found, to say why something is not to be sent any more. */
export interface Deciding {
  readonly sent: readonly SentTouch[];
  readonly findings: readonly Finding[];
  readonly stage: Stage;
  readonly policy: CompiledPolicy;
  readonly today: Day;
  readonly nameOf: (id: RuleId) => Words;
}

/** Of what was told, what is not to be sent any more. */
export function notSentAnyMore(
  told: NonNullable<PlanMemory['told']>,
  touches: readonly PlannedTouch[],
): readonly DebtKey[] {
  return told.filter(({ debt, off }) => !off && !stands(debt, touches)).map(({ debt }) => debt);
}

/** What became of each debt that is not to be sent any more. */
export function untoldOf(
  gone: readonly DebtKey[],
  touches: readonly PlannedTouch[],
  deciding: Deciding,
): readonly Untold[] {
  return gone.map((debt) => ({ debt, ...becameOf(debt, touches, deciding) }));
}

function becameOf(
  debt: DebtKey,
  touches: readonly PlannedTouch[],
  { sent, findings, stage, policy, today, nameOf }: Deciding,
): Omit<Untold, 'debt'> {
  if (touches.some((touch) => touch.debt === debt))
    return { why: { zh: '改由「服务交付」页签发送', en: 'sent from the Delivery tab instead' } };
  const touch = sent.find((each) => each.debt.key === debt);
  if (touch?.saidBy !== undefined) {
    const { zh, en } = touch.saidBy.leader.rule.rule.name;
    return { why: { zh: `在「${zh}」中一并说`, en: `said in "${en}" instead` } };
  }
  if (touch !== undefined && touch.on === undefined) return { why: capWords(touch.debt, policy) };
  const rule = policy.rules.find(({ id }) => id === ruleIdOf(debt));
  const finding = rule && findings[rule.index];
  if (rule === undefined || finding === undefined)
    return { why: withdrawnWords(debt, undefined, undefined, stage, nameOf) };
  if (finding.kind === 'settled' && finding.key === debt) {
    const on = dayText(finding.on);
    return { done: true, why: { zh: `${on} 已收到回复`, en: `answered on ${on}` } };
  }
  const { trigger } = rule.rule;
  const anchor = anchorOf(debt);
  if (trigger.type === 'recurring') {
    // What it counts from moved on: it was done.
    const now = finding.kind === 'debt' ? finding.debt : undefined;
    if (now !== undefined && trigger.from !== undefined && now.anchoredBy === trigger.from && now.anchor > anchor) {
      const on = dayText(now.anchor);
      return { done: true, why: { zh: `${on} 已完成`, en: `done on ${on}` } };
    }
  } else if (rule.rule.on && isInCalendar(anchor, rule.reach, policy)) {
    const { latest } = windowOn(rule, anchor, policy.calendar).story.window;
    if (latest < today) return { why: overWords(latest) };
  }
  return { why: withdrawnWords(debt, finding, rule.rule, stage, nameOf) };
}

const anchorOf = (debt: DebtKey): Day => day(debt.slice(debt.lastIndexOf('@') + 1));

function isInCalendar(on: Day, reach: number, { calendar }: CompiledPolicy): boolean {
  return on >= calendar.first + reach && on <= calendar.last - reach;
}
