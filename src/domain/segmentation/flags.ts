import { type Day, formatDay, parseDay } from '../calendar/day.ts';
import type { CustomerFacts, Flag } from '../planning/facts.ts';
import type { TierPolicy } from '../policy/policy.ts';
import type { Evidence } from './churn.ts';
import type { Scores } from './scores.ts';

/** What is kept of one flag of one customer. */
export interface FlagState {
  /** The day evidence raised it; absent: it is not raised. */
  readonly raisedOn?: Day;
  /** Grounds it stands on. */
  readonly evidence: readonly string[];
  /** Grounds that people have seen and answered; they never raise it again. */
  readonly answered: readonly string[];
  /** Until then nothing raises it, new evidence neither. */
  readonly snoozedUntil?: Day;
  /** Why a person gave it or took it away. */
  readonly reason?: string;
  /** What the last command changed. */
  readonly before?: Omit<FlagState, 'before'>;
}

/** What speaks for each flag. */
export type Grounds = { readonly [flag in Flag]: readonly Evidence[] };

export const NO_FLAG: FlagState = { evidence: [], answered: [] };

export type FlagCommand =
  /** Not now: nothing raises it before this day, and then only new evidence. */
  | { readonly type: 'snooze'; readonly until: Day }
  /** The customer is well, or the proposal declined: what was shown is answered. */
  | { readonly type: 'mark_healthy' }
  /** Takes the last of these back. */
  | { readonly type: 'undo' };

export type FlagRefusal =
  | { readonly reason: 'nothing_raised' }
  | { readonly reason: 'nothing_to_undo' }
  | { readonly reason: 'not_ahead'; readonly today: Day };

/** Answered grounds that are kept; older ones are far in the past by then. */
const MOST_ANSWERED = 24;
const FLAGS = ['churn_risk', 'high_value_program', 'in_project'] as const satisfies readonly Flag[];

/**
 * What becomes of a flag in the light of today's evidence. It is raised by evidence that nobody answered yet, from the day that evidence
 * first stood; it falls when all of it is gone.
 */
export function raiseByEvidence(state: FlagState, evidence: readonly Evidence[], today: Day): FlagState {
  if (state.snoozedUntil !== undefined && today < state.snoozedUntil) return state;
  const { snoozedUntil: _, ...awake } = state;
  const ids = evidence.map(({ id }) => id).filter((id) => !state.answered.includes(id));
  if (ids.length === 0) {
    if (state.raisedOn === undefined && state.evidence.length === 0) return awake;
    const { raisedOn: __, before: ___, ...fallen } = awake;
    return { ...fallen, evidence: [] };
  }
  return { ...awake, raisedOn: state.raisedOn ?? today, evidence: ids };
}

/** What a person does about a flag. */
export function decideFlag(
  command: FlagCommand,
  state: FlagState,
  today: Day,
): { readonly ok: true; readonly state: FlagState } | ({ readonly ok: false } & FlagRefusal) {
  const { before, ...now } = state;
  switch (command.type) {
    case 'undo':
      return before === undefined ? { ok: false, reason: 'nothing_to_undo' } : { ok: true, state: before };
    case 'mark_healthy':
    case 'snooze': {
      if (state.raisedOn === undefined) return { ok: false, reason: 'nothing_raised' };
      if (command.type === 'snooze' && command.until <= today) return { ok: false, reason: 'not_ahead', today };
      const answered = [...new Set([...state.evidence, ...state.answered])].slice(0, MOST_ANSWERED);
      return {
        ok: true,
        state: {
          evidence: [],
          answered,
          ...(command.type === 'snooze' ? { snoozedUntil: command.until } : {}),
          before: now,
        },
      };
    }
    default: {
      const never: never = command;
      throw new RangeError(`unknown command ${JSON.stringify(never)}`);
    }
  }
}

/** Scores from which the high-value programme is proposed; never more than a proposal. */
export function highValueEvidence(scores: Scores | undefined, { highValue }: TierPolicy): readonly Evidence[] {
  if (!scores) return [];
  return (['money', 'frequency'] as const).flatMap((dimension): readonly Evidence[] =>
    scores[dimension] < highValue[dimension]
      ? []
      : [
          {
            id: `${dimension}:${scores[dimension]}`,
            kind: dimension,
            why:
              dimension === 'money'
                ? { zh: `金额评分 ${scores.money} 分`, en: `The money score is ${scores.money}` }
                : { zh: `购买频次评分 ${scores.frequency} 分`, en: `The frequency score is ${scores.frequency}` },
          },
        ],
  );
}

/** A project runs from its start until it is done or accepted, whichever comes first; without a date, nothing is said. */
export function projectEvidence(
  {
    projectStartedOn,
    projectDoneOn,
    acceptedOn,
  }: Pick<CustomerFacts, 'projectStartedOn' | 'projectDoneOn' | 'acceptedOn'>,
  today: Day,
): readonly Evidence[] {
  if (projectStartedOn === undefined || projectStartedOn > today) return [];
  const ended = [projectDoneOn, acceptedOn].some((on) => on !== undefined && on >= projectStartedOn && on <= today);
  if (ended) return [];
  const began = formatDay(projectStartedOn);
  return [
    {
      id: `project:${began}`,
      kind: 'project',
      why: { zh: `项目自 ${began} 开始，尚未完成`, en: `A project began on ${began} and is not done` },
    },
  ];
}

/** The states of a customer's flags as one text. */
export type FlagStates = { readonly [flag in Flag]?: FlagState };

export function encodeFlags(states: FlagStates): string {
  const texts = FLAGS.map((flag) => [flag, stateText(states[flag] ?? NO_FLAG)] as const).filter(
    ([, text]) => JSON.stringify(text) !== JSON.stringify(NO_FLAG),
  );
  return texts.length === 0 ? '' : JSON.stringify(Object.fromEntries(texts));
}

/** Reads what {@link encodeFlags} wrote; anything else is nothing known. */
export function decodeFlags(text: string | undefined): FlagStates {
  if (!text) return {};
  try {
    const parsed = JSON.parse(text) as { readonly [flag: string]: unknown };
    const states: { [flag in Flag]?: FlagState } = {};
    for (const flag of FLAGS) {
      const state = stateOf(parsed[flag]);
      if (state) states[flag] = state;
    }
    return states;
  } catch {
    return {};
  }
}

function stateText(state: FlagState): unknown {
  const { raisedOn, snoozedUntil, before, evidence, answered, reason } = state;
  return {
    evidence,
    answered,
    ...(raisedOn === undefined ? {} : { raisedOn: formatDay(raisedOn) }),
    ...(snoozedUntil === undefined ? {} : { snoozedUntil: formatDay(snoozedUntil) }),
    ...(reason === undefined ? {} : { reason }),
    ...(before === undefined ? {} : { before: stateText(before) }),
  };
}

function stateOf(value: unknown): FlagState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const read = value as { readonly [name: string]: unknown };
  const texts = (list: unknown): readonly string[] =>
    Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];
  const raisedOn = typeof read.raisedOn === 'string' ? parseDay(read.raisedOn) : undefined;
  const snoozedUntil = typeof read.snoozedUntil === 'string' ? parseDay(read.snoozedUntil) : undefined;
  const before = stateOf(read.before);
  return {
    evidence: texts(read.evidence),
    answered: texts(read.answered),
    ...(raisedOn === undefined ? {} : { raisedOn }),
    ...(snoozedUntil === undefined ? {} : { snoozedUntil }),
    ...(typeof read.reason === 'string' ? { reason: read.reason } : {}),
    ...(before === undefined ? {} : { before }),
  };
}
