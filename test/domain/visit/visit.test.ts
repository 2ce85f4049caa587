import { describe, expect, it } from 'vitest';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import { decideReport, type ReportedVisit, type VisitReport } from '../../../src/domain/visit/visit.ts';

const TODAY = day('2026-11-23');
/** Three, on days from Monday to Friday. */
const TRIES = { most: 3, isWorkingDay: (on: Day) => ![0, 6].includes(new Date(on * 86_400_000).getUTCDay()) };
const PLANNED: ReportedVisit = { status: 'planned', attempts: [] };
const report = (outcome: VisitReport['outcome'], more: Partial<VisitReport> = {}): VisitReport => ({
  outcome,
  on: TODAY,
  submissionId: 'form-1',
  ...more,
});

describe('a report of a visit', () => {
  it('makes a reached customer a held visit', () => {
    expect(decideReport(report('reached'), PLANNED, TODAY, TRIES)).toEqual({
      ok: true,
      repeated: false,
      status: 'held',
      attempts: [],
    });
  });

  it('counts one attempt a day, and gives up after three days', () => {
    let visit: ReportedVisit = PLANNED;
    const days = ['2026-11-18', '2026-11-18', '2026-11-19', '2026-11-20'];
    const statuses = days.map((on, index) => {
      const decision = decideReport(
        report('no_answer', { on: day(on), submissionId: `form-${index}` }),
        visit,
        TODAY,
        TRIES,
      );
      if (!decision.ok) throw new Error(decision.reason);
      visit = { status: decision.status, attempts: decision.attempts, submissionId: `form-${index}` };
      return `${decision.status} ${decision.attempts.length}`;
    });
    expect(statuses).toEqual(['planned 1', 'planned 1', 'planned 2', 'unreached 3']);
  });

  it('Q16: a try on a Saturday is kept and counts for nothing', () => {
    const tried = (visit: ReportedVisit, on: string) => {
      const decision = decideReport(report('no_answer', { on: day(on), submissionId: on }), visit, TODAY, TRIES);
      if (!decision.ok) throw new Error(decision.reason);
      return decision;
    };
    const friday: ReportedVisit = { status: 'planned', attempts: [day('2026-11-19'), day('2026-11-20')] };
    const saturday = tried(friday, '2026-11-21');
    expect(saturday).toMatchObject({
      status: 'planned',
      attempts: ['2026-11-19', '2026-11-20', '2026-11-21'].map(day),
    });
    expect(tried(saturday, '2026-11-23').status).toBe('unreached');
  });

  it('changes nothing when the same submission comes again', () => {
    const held: ReportedVisit = { status: 'held', attempts: [], submissionId: 'form-1' };
    expect(decideReport(report('reached'), held, TODAY, TRIES)).toEqual({
      ok: true,
      repeated: true,
      status: 'held',
      attempts: [],
    });
  });

  it('refuses a second report of a recorded visit', () => {
    const held: ReportedVisit = { status: 'held', attempts: [], submissionId: 'form-1' };
    expect(decideReport(report('reached', { submissionId: 'form-2' }), held, TODAY, TRIES)).toEqual({
      ok: false,
      reason: 'already_recorded',
    });
  });

  it('refuses a withdrawn visit, a talk in the future and a new day that is not after today', () => {
    expect(decideReport(report('reached'), { status: 'withdrawn', attempts: [] }, TODAY, TRIES)).toEqual({
      ok: false,
      reason: 'withdrawn',
    });
    expect(decideReport(report('reached', { on: day('2026-11-24') }), PLANNED, TODAY, TRIES)).toEqual({
      ok: false,
      reason: 'in_future',
    });
    expect(decideReport(report('rescheduled', { nextOn: TODAY }), PLANNED, TODAY, TRIES)).toEqual({
      ok: false,
      reason: 'not_later',
    });
    expect(decideReport(report('rescheduled'), PLANNED, TODAY, TRIES)).toEqual({ ok: false, reason: 'not_later' });
  });

  it('keeps a rescheduled visit planned, on its new day', () => {
    expect(decideReport(report('rescheduled', { nextOn: day('2026-11-26') }), PLANNED, TODAY, TRIES)).toEqual({
      ok: true,
      repeated: false,
      status: 'planned',
      attempts: [],
      rescheduledTo: day('2026-11-26'),
    });
  });
});
