import type { Day } from '../calendar/day.ts';
import { ruleIdOf } from '../planning/debt-key.ts';
import type { RuleId } from '../planning/plan.ts';
import { minutesADay } from './day-load.ts';
import type { Rehearsal, RehearsalInput, RehearsedVisit } from './rehearsal.ts';
import { type OwnerVerdict, verdictsOf } from './repairs.ts';

export interface MovedVisit {
  readonly contact: string;
  readonly rule: RuleId;
  readonly before: RehearsedVisit;
  readonly after: RehearsedVisit;
}

export interface OwnerDayChange {
  readonly owner: string;
  readonly on: Day;
  /** Minutes. */
  readonly before: number;
  readonly after: number;
  /** Minutes under the policy compared with. */
  readonly capacity: number;
}

/** What another policy does differently to the same book. */
export interface Comparison {
  readonly added: readonly RehearsedVisit[];
  readonly removed: readonly RehearsedVisit[];
  readonly moved: readonly MovedVisit[];
  /** Visits that stay on their day. */
  readonly kept: number;
  /** Days of owners whose load changes. */
  readonly load: readonly OwnerDayChange[];
  readonly infeasible: { readonly before: Rehearsal['infeasible']; readonly after: Rehearsal['infeasible'] };
  readonly verdicts: { readonly before: readonly OwnerVerdict[]; readonly after: readonly OwnerVerdict[] };
}

/**
 * Compares two rehearsals of the same customers over the same days.
 *
 * A visit of one is the same visit in the other when it leads with the same debt; else, in the order of their days, when it leads
 * with the same rule; else when they share a rule they pay. The same visit on another day is moved, what is left on one side
 * alone is removed or added: so added less removed is what the book has more.
 */
export function compareRehearsals(
  before: Rehearsal,
  after: Rehearsal,
  inputs: { readonly before: RehearsalInput; readonly after: RehearsalInput },
): Comparison {
  const added: RehearsedVisit[] = [];
  const removed: RehearsedVisit[] = [];
  const moved: MovedVisit[] = [];
  let kept = 0;
  const olds = byContact(before);
  const news = byContact(after);
  for (const contact of [...new Set([...olds.keys(), ...news.keys()])].sort()) {
    const pairs = pairUp(olds.get(contact) ?? [], news.get(contact) ?? []);
    added.push(...pairs.added);
    removed.push(...pairs.removed);
    for (const [old, now] of pairs.same) {
      if (old.on === now.on) kept += 1;
      else moved.push({ contact, rule: now.pays[0] as RuleId, before: old, after: now });
    }
  }
  return {
    added,
    removed,
    moved,
    kept,
    load: loadChanges(before, after, inputs.after),
    infeasible: { before: before.infeasible, after: after.infeasible },
    verdicts: { before: verdictsOf(before, inputs.before), after: verdictsOf(after, inputs.after) },
  };
}

function byContact({ visits, touches }: Rehearsal): Map<string, RehearsedVisit[]> {
  const found = new Map<string, RehearsedVisit[]>();
  for (const visit of [...visits, ...touches]) {
    const own = found.get(visit.contact);
    if (own === undefined) found.set(visit.contact, [visit]);
    else own.push(visit);
  }
  for (const own of found.values()) own.sort((a, b) => a.on - b.on || (a.debt < b.debt ? -1 : a.debt > b.debt ? 1 : 0));
  return found;
}

type Likeness = (a: RehearsedVisit, b: RehearsedVisit) => boolean;

const LIKENESSES: readonly Likeness[] = [
  (a, b) => a.debt === b.debt,
  (a, b) => ruleIdOf(a.debt) === ruleIdOf(b.debt),
  (a, b) => a.kind === b.kind && a.pays.some((rule) => b.pays.includes(rule)),
];

/** What another policy does differently to one customer: each visit of one side is that of the other, or is added or removed. */
export function pairUp(olds: readonly RehearsedVisit[], news: readonly RehearsedVisit[]) {
  const same: [RehearsedVisit, RehearsedVisit][] = [];
  let removed = olds;
  let added = news;
  for (const alike of LIKENESSES) {
    const left: RehearsedVisit[] = [];
    for (const old of removed) {
      const now = added.find((each) => alike(old, each));
      if (now === undefined) left.push(old);
      else {
        same.push([old, now]);
        added = added.filter((each) => each !== now);
      }
    }
    removed = left;
  }
  return { same, removed, added };
}

function loadChanges(before: Rehearsal, after: Rehearsal, { policy }: RehearsalInput): readonly OwnerDayChange[] {
  const changes = new Map<string, { owner: string; on: Day; before: number; after: number }>();
  for (const side of ['before', 'after'] as const) {
    for (const { owner, on, minutes } of (side === 'before' ? before : after).load) {
      const key = `${owner} ${on}`;
      const change = changes.get(key) ?? { owner, on, before: 0, after: 0 };
      change[side] = minutes;
      changes.set(key, change);
    }
  }
  return [...changes.values()]
    .filter((change) => change.before !== change.after)
    .sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : a.on - b.on))
    .map((change) => ({ ...change, capacity: minutesADay(policy.policy, change.owner) }));
}
