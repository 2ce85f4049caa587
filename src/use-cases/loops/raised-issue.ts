import { decide } from '../../domain/loop/decide.ts';
import { evolve, replay, setByHand } from '../../domain/loop/evolve.ts';
import { type LoopPromise, type LoopState, OPEN_STATES } from '../../domain/loop/loop.ts';
import type { LoopCommand, LoopEvent, LoopRefusal, NewPromise, OpenLoop } from '../../domain/loop/loop-state.ts';
import type { CustomerRecord, IssueWrite, StoredIssue } from '../ports/ports.ts';
import type { LoopDesk } from './loop-context.ts';

/** How a loop is raised, besides what is stored of it. */
export interface Raising {
  readonly commandId: string;
  /** Who raises it, as the page claimed or HubSpot said. */
  readonly by: string;
  readonly at: number;
  readonly complexity: 'simple' | 'complex';
  readonly promises: readonly NewPromise[];
  readonly answered?: { readonly reply: string; readonly answer?: string };
}

/** A loop with its clocks, to be raised. */
export function raisedIssue(
  issue: Omit<IssueWrite, 'promises' | 'loop' | 'clocks' | 'events'>,
  customer: CustomerRecord,
  raising: Raising,
  desk: LoopDesk,
):
  | { readonly ok: true; readonly write: IssueWrite; readonly loop: OpenLoop }
  | { readonly ok: false; readonly refusal: LoopRefusal } {
  const { facts } = customer;
  const decision = decide(
    {
      type: 'raise',
      id: raising.commandId,
      by: raising.by,
      at: raising.at,
      loop: {
        key: issue.key,
        kind: issue.kind,
        description: issue.description,
        urgency: issue.urgency,
        because: issue.because,
        complexity: raising.complexity,
        highValue: facts.flags.includes('high_value_program'),
        ownerRole: 'account_manager',
        ownerId: issue.ownerId,
        promises: raising.promises,
        ...(issue.expectedOn === undefined ? {} : { expectedOn: issue.expectedOn }),
        ...(raising.answered ? { answered: raising.answered } : {}),
      },
    },
    undefined,
    desk,
  );
  if (!decision.ok) return decision;
  const loop = replay(decision.events);
  if (!loop) throw new Error('expected the events of a raising to make a loop');
  const { clocks, nextAlarmAt } = desk.clocksOf(loop);
  return {
    ok: true,
    loop,
    write: {
      ...issue,
      promises: loop.promises,
      loop,
      clocks,
      events: decision.events,
      ...(nextAlarmAt === undefined ? {} : { nextAlarmAt }),
    },
  };
}

/**
 * A loop that a visit raises, with its clocks. Where a promise has fallen due by the time it is written, as after a crash, it is
 * written without: its clocks begin when somebody moves it.
 */
export function withClocks(
  issue: IssueWrite,
  customer: CustomerRecord,
  { commandId, by, at }: Pick<Raising, 'commandId' | 'by' | 'at'>,
  desk: LoopDesk,
): IssueWrite {
  const { promises, ...rest } = issue;
  const made = promises.map(({ id, text, dueAt }): NewPromise => ({ id, kind: 'result', text, due: { at: dueAt } }));
  const raised = raisedIssue(rest, customer, { commandId, by, at, complexity: 'simple', promises: made }, desk);
  return raised.ok ? raised.write : issue;
}

/**
 * The loop of a record that holds only what people see: made by other hands, or before loops had clocks. Its clocks take the policy
 * in force, counted from when the record was made.
 */
export function loopOf(
  issue: StoredIssue,
  customer: CustomerRecord,
  desk: Pick<LoopDesk, 'terms' | 'settings'>,
): OpenLoop {
  const { loop } = issue;
  if (loop) return isSetByHand(issue) ? setByHand(loop, issue.state, handAt(issue, loop)) : loop;
  const { key, kind, state, description, urgency, because, ownerId, promises } = issue;
  const raisedAt = issue.createdAt ?? issue.raisedOn * 86_400_000;
  const { terms, settings } = desk;
  const came = cameTo(state, raisedAt);
  return {
    key,
    version: 1,
    movedAt: 1,
    state,
    kind,
    description,
    urgency,
    because,
    complexity: 'simple',
    highValue: customer.facts.flags.includes('high_value_program'),
    ownerRole: 'account_manager',
    ownerId,
    terms,
    closureStopsAt: settings.closureStopsAt.value,
    raisedAt,
    lastAt: raisedAt,
    silentSince: raisedAt,
    told: 0,
    resolvedTimes: 0,
    reopenedTimes: 0,
    attempts: [],
    pauses: [],
    promises: promises.map((promise): LoopPromise => ({ ...promise, madeAt: promise.madeAt ?? raisedAt })),
    fixers: [],
    alarms: {},
    ended: [],
    discussedIn: [],
    handled: [],
    ...(issue.expectedOn === undefined ? {} : { expectedOn: issue.expectedOn }),
    ...came,
  };
}

/** Somebody set the state in HubSpot's own form. */
export function isSetByHand({ state, loop }: StoredIssue): boolean {
  return loop !== undefined && loop.state !== state;
}

/** When it was set, as near as HubSpot tells: the record's last change. */
function handAt({ changedAt }: StoredIssue, { lastAt }: OpenLoop): number {
  return Math.max(lastAt, changedAt ?? lastAt);
}

/** What was set by hand is written down as what happened, before anything else is looked at. */
export function caughtUp(
  issue: StoredIssue,
  customer: CustomerRecord,
  { id }: Pick<LoopCommand, 'id'>,
  desk: LoopDesk,
): { readonly loop: OpenLoop; readonly events: readonly LoopEvent[] } {
  const { loop, state } = issue;
  if (!loop || !isSetByHand(issue)) return { loop: loopOf(issue, customer, desk), events: [] };
  return carriedOut({ type: 'set_by_hand', id: `${id}:hand`, by: '', at: handAt(issue, loop), state }, loop, desk);
}

/** What a state says of how it was come to. */
function cameTo(state: LoopState, at: number): Partial<OpenLoop> {
  switch (state) {
    case 'raised':
      return {};
    case 'accepted':
    case 'in_progress':
      return { acceptedAt: at };
    case 'resolved':
      return { resolvedAt: at, firstResolvedAt: at, resolvedTimes: 1, pauses: [{ from: at }] };
    case 'confirmed':
      return { confirmedAt: at };
    case 'closed_unconfirmed':
      return { closedAt: at };
    default:
      return state satisfies never;
  }
}

/** Where the admin chose that a changed policy times open loops too, a loop takes its clocks before it is looked at. */
export function retimed(
  loop: OpenLoop,
  { id, at }: Pick<LoopCommand, 'id' | 'at'>,
  desk: LoopDesk,
): { readonly loop: OpenLoop; readonly events: readonly LoopEvent[] } {
  const closureStopsAt = desk.settings.closureStopsAt.value;
  const same = JSON.stringify([loop.terms, loop.closureStopsAt]) === JSON.stringify([desk.terms, closureStopsAt]);
  if (desk.settings.newTermsFor.value !== 'new_and_open' || same || !OPEN_STATES.includes(loop.state))
    return { loop, events: [] };
  const command = { type: 'change_terms', id: `${id}:terms`, by: '', at, terms: desk.terms, closureStopsAt } as const;
  return carriedOut(command, loop, desk);
}

/** A loop whose owner has left the portal goes to whoever fills the role now, else to the lead. */
export function relieved(
  loop: OpenLoop,
  { id, at }: Pick<LoopCommand, 'id' | 'at'>,
  desk: LoopDesk,
): { readonly loop: OpenLoop; readonly events: readonly LoopEvent[] } {
  const ownerId = desk.successorOf(loop);
  if (ownerId === undefined || !OPEN_STATES.includes(loop.state)) return { loop, events: [] };
  const { ownerRole } = loop;
  return carriedOut({ type: 'reassign', id: `${id}:relieved`, by: '', at, ownerRole, ownerId }, loop, desk);
}

function carriedOut(
  command: LoopCommand,
  loop: OpenLoop,
  desk: LoopDesk,
): { readonly loop: OpenLoop; readonly events: readonly LoopEvent[] } {
  const decision = decide(command, loop, desk);
  if (!decision.ok) return { loop, events: [] };
  return { loop: decision.events.reduce<OpenLoop | undefined>(evolve, loop) ?? loop, events: decision.events };
}
