import type { Day } from '../calendar/day.ts';
import type { VisitStatus } from '../planning/plan.ts';
import { triesThatCount } from './tries.ts';

/** What a rep reports of a planned visit. */
export interface VisitReport {
  readonly outcome: 'reached' | 'no_answer' | 'refused' | 'wrong_number' | 'rescheduled';
  readonly on: Day;
  /** The new day of a rescheduled visit. */
  readonly nextOn?: Day;
  readonly submissionId: string;
}

export interface ReportedVisit {
  readonly status: VisitStatus;
  readonly attempts: readonly Day[];
  /** The submission that last changed it. */
  readonly submissionId?: string;
  /** Held, as its completed task says, and nobody has recorded what was said. */
  readonly awaitsRecord?: boolean;
}

export type ReportDecision =
  | {
      readonly ok: true;
      /** The same submission was carried out before: nothing is to be written. */
      readonly repeated: boolean;
      readonly status: VisitStatus;
      readonly attempts: readonly Day[];
      readonly rescheduledTo?: Day;
    }
  | {
      readonly ok: false;
      readonly reason: 'already_recorded' | 'counted_as_held' | 'withdrawn' | 'in_future' | 'not_later';
    };

/**
 * What a planned visit becomes by a report.
 *
 * One working day counts one attempt, however often nobody answered on it; after `most` of them the visit is `unreached`. A wrong
 * number is an attempt: nobody was reached. The same submission twice changes nothing.
 *
 * @param tries how many are made, and the working days of the visit's owner
 * @example three no_answer reports on three working days, most 3 → planned, planned, unreached
 */
export function decideReport(
  report: VisitReport,
  visit: ReportedVisit,
  today: Day,
  tries: { readonly most: number; readonly isWorkingDay: (on: Day) => boolean },
): ReportDecision {
  if (visit.submissionId === report.submissionId) {
    return { ok: true, repeated: true, status: visit.status, attempts: visit.attempts };
  }
  if (visit.status === 'withdrawn') return { ok: false, reason: 'withdrawn' };
  const isRecord = report.outcome === 'reached' || report.outcome === 'refused';
  if (visit.status !== 'planned' && !visit.awaitsRecord) return { ok: false, reason: 'already_recorded' };
  if (visit.awaitsRecord && !isRecord) return { ok: false, reason: 'counted_as_held' };
  if (report.on > today) return { ok: false, reason: 'in_future' };
  switch (report.outcome) {
    case 'reached':
      return { ok: true, repeated: false, status: 'held', attempts: visit.attempts };
    case 'refused':
      return { ok: true, repeated: false, status: 'refused', attempts: visit.attempts };
    case 'rescheduled':
      if (report.nextOn === undefined || report.nextOn <= today) return { ok: false, reason: 'not_later' };
      return { ok: true, repeated: false, status: 'planned', attempts: visit.attempts, rescheduledTo: report.nextOn };
    case 'no_answer':
    case 'wrong_number': {
      const attempts = visit.attempts.includes(report.on)
        ? visit.attempts
        : [...visit.attempts, report.on].sort((a, b) => a - b);
      const isLast = triesThatCount(attempts, tries.isWorkingDay).length >= tries.most;
      return { ok: true, repeated: false, status: isLast ? 'unreached' : 'planned', attempts };
    }
    default:
      return unknownOutcome(report.outcome);
  }
}

function unknownOutcome(outcome: never): never {
  throw new RangeError(`no such outcome: ${String(outcome)}`);
}
