import type { LoopLine } from '../../contract/open-loops.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { byUrgency, clockState, nextPromise } from '../../domain/loop/loop.ts';
import type { StoredIssue } from '../ports/ports.ts';

/** A loop as the cards list it; a description is cut, the record holds all of it. */
export function loopLine(issue: StoredIssue, today: Day, now: number, length = 280): LoopLine {
  const promise = nextPromise(issue.promises);
  return {
    key: issue.key,
    kind: issue.kind,
    state: issue.state,
    description: cut(issue.description, length),
    urgency: issue.urgency,
    raisedOn: formatDay(issue.raisedOn),
    ageDays: Math.max(0, today - issue.raisedOn),
    clock: clockState(issue.dueAt, now),
    because: issue.because,
    ...(issue.dueAt === undefined ? {} : { dueAt: instantText(issue.dueAt) }),
    ...(issue.expectedOn === undefined ? {} : { expectedOn: formatDay(issue.expectedOn) }),
    ...(promise ? { promise: { text: cut(promise.text, 160), dueAt: instantText(promise.dueAt) } } : {}),
    ...(issue.ownerName ? { ownerName: cut(issue.ownerName, 80) } : {}),
    ...(issue.visitKey ? { visitKey: issue.visitKey } : {}),
  };
}

/** The one promise that is broken, or will be within a day. */
export function promiseAtRisk(
  issues: readonly StoredIssue[],
  now: number,
): { readonly text: string; readonly dueAt: string; readonly overdue: boolean } | null {
  const [first] = issues
    .flatMap(({ promises }) => nextPromise(promises) ?? [])
    .filter(({ dueAt }) => ['overdue', 'soon'].includes(clockState(dueAt, now)))
    .sort((a, b) => a.dueAt - b.dueAt);
  return first ? { text: cut(first.text, 160), dueAt: instantText(first.dueAt), overdue: first.dueAt < now } : null;
}

export function mostPressing(issues: readonly StoredIssue[], now: number): readonly StoredIssue[] {
  return byUrgency(issues, now);
}

function instantText(at: number): string {
  return new Date(at).toISOString();
}

/** @example cut('abcdef', 4) // 'abc…' */
export function cut(text: string, length: number): string {
  // By code points, so that no emoji is halved.
  const points = [...text];
  return points.length > length ? `${points.slice(0, length - 1).join('')}…` : text;
}
