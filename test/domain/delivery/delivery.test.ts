import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { afterEvents, allowedOn, decide } from '../../../src/domain/delivery/decide.ts';
import type { Delivery, DeliveryCommand, DeliveryEvent } from '../../../src/domain/delivery/delivery.ts';
import { replay } from '../../../src/domain/delivery/evolve.ts';

const TODAY = day('2026-09-01');
const AT = Date.parse('2026-09-01T02:00:00Z');
type Without<T> = T extends unknown ? Omit<T, 'id' | 'at' | 'today' | 'by'> : never;
type What = Without<DeliveryCommand>;

let count = 0;
const command = (what: What, today = TODAY): DeliveryCommand => {
  count += 1;
  return { ...what, id: `command-${count}`, at: AT, today, by: 'amy' };
};

/** The project after these commands, each of which must be carried out. */
function project(...steps: readonly (What | readonly [What, typeof TODAY])[]): Delivery {
  let delivery: Delivery | undefined;
  for (const step of steps) {
    const [what, on] = 'type' in step ? [step, TODAY] : step;
    const decision = decide(command(what, on), delivery);
    if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
    delivery = afterEvents(delivery, decision.events);
  }
  if (!delivery) throw new Error('expected a project');
  return delivery;
}

const refusalOf = (what: What, delivery: Delivery | undefined, today = TODAY) => {
  const decision = decide(command(what, today), delivery);
  return decision.ok ? 'carried out' : decision.refusal;
};

const BEGIN: What = { type: 'begin', startedOn: TODAY };
const NEED: What = { type: 'add_need', text: '报表自动导出', priority: 'high', expectedOn: addDays(TODAY, 30) };
const CONFIRM: What = { type: 'confirm_needs', confirmedBy: '王总', ours: '李强', confirmedOn: TODAY };
const MILESTONE: What = {
  type: 'add_milestone',
  text: '部署测试环境',
  standard: '客户可登录',
  ownerId: '71',
  dueOn: addDays(TODAY, 10),
};
const FINISH: What = { type: 'finish_milestone', milestoneId: 'm1', doneOn: TODAY };
const MET: What = { type: 'judge_need', needId: 'n1', met: true, remark: '' };
const ACCEPT: What = { type: 'accept', acceptedBy: '王总', acceptedOn: TODAY };

describe('a project', () => {
  it('goes from needs to service: confirmed by both sides, planned, done, accepted need by need', () => {
    const delivery = project(BEGIN, NEED, CONFIRM, MILESTONE, FINISH, MET, ACCEPT);
    expect(delivery).toMatchObject({
      stage: 'in_service',
      confirmed: { by: '王总', ours: '李强', on: TODAY },
      doneOn: TODAY,
      accepted: { by: '王总', on: TODAY },
    });
  });

  it('is planned only when its needs are confirmed, and a need that is added has to be confirmed again', () => {
    expect(refusalOf(MILESTONE, project(BEGIN, NEED))).toEqual({ reason: 'not_confirmed' });
    const changed = project(BEGIN, NEED, CONFIRM, NEED);
    expect(changed.confirmed).toBeUndefined();
    expect(refusalOf(MILESTONE, changed)).toEqual({ reason: 'not_confirmed' });
    expect(refusalOf(CONFIRM, project(BEGIN))).toEqual({ reason: 'no_needs' });
    expect(project(BEGIN, NEED, CONFIRM, { type: 'drop_need', needId: 'n1' }).confirmed).toBeUndefined();
  });

  it('is not accepted while a need is open or not met, and says which', () => {
    const delivered = project(BEGIN, NEED, { ...NEED, text: '手机端' }, CONFIRM, MILESTONE, FINISH, MET);
    expect(refusalOf(ACCEPT, delivered)).toEqual({ reason: 'unmet', needs: ['手机端'] });
    const judged = afterEvents(
      delivered,
      eventsOf({ type: 'judge_need', needId: 'n2', met: false, remark: '缺离线' }, delivered),
    );
    expect(refusalOf(ACCEPT, judged)).toEqual({ reason: 'unmet', needs: ['手机端'] });
    expect(refusalOf({ type: 'judge_need', needId: 'n2', met: false, remark: ' ' }, delivered)).toEqual({
      reason: 'needs_text',
      field: 'remark',
    });
  });

  it('goes back to work where acceptance found something missing, and is accepted after that', () => {
    const again = project(
      BEGIN,
      NEED,
      CONFIRM,
      MILESTONE,
      FINISH,
      { type: 'judge_need', needId: 'n1', met: false, remark: '缺导出' },
      { ...MILESTONE, text: '补导出' },
    );
    expect(again.stage).toBe('delivering');
    expect(again.doneOn).toBeUndefined();
    expect(refusalOf(ACCEPT, again)).toMatchObject({ reason: 'wrong_stage', stage: 'delivering' });
    const done = afterEvents(again, eventsOf({ ...FINISH, milestoneId: 'm2' }, again));
    expect(done?.stage).toBe('delivered');
  });

  it('moves a milestone later only with the customer’s agreement; earlier by itself', () => {
    const planned = project(BEGIN, NEED, CONFIRM, MILESTONE);
    const later: What = { type: 'move_milestone', milestoneId: 'm1', dueOn: addDays(TODAY, 20), agreedWith: '' };
    expect(refusalOf(later, planned)).toEqual({ reason: 'needs_agreement', field: 'agreedWith' });
    expect(afterEvents(planned, eventsOf({ ...later, agreedWith: '王总' }, planned))?.milestones[0]).toMatchObject({
      dueOn: addDays(TODAY, 20),
      firstDueOn: addDays(TODAY, 10),
      agreedWith: '王总',
    });
    expect(refusalOf({ ...later, dueOn: addDays(TODAY, 5) }, planned)).toBe('carried out');
    expect(refusalOf({ ...later, dueOn: addDays(TODAY, -1) }, planned)).toMatchObject({ reason: 'in_past' });
  });

  it('agrees an exception with the customer: a milestone that passed its day needs another one', () => {
    const late = addDays(TODAY, 12);
    const raised = project(BEGIN, NEED, CONFIRM, MILESTONE, [
      { type: 'raise_exception', text: '服务器未到货', solution: '先用云主机', milestoneId: 'm1' },
      late,
    ]);
    const agree: What = { type: 'agree_exception', exceptionId: 'x1', agreedWith: '王总', plan: '云主机上线' };
    expect(refusalOf(agree, raised, late)).toEqual({ reason: 'needs_text', field: 'dueOn' });
    expect(refusalOf({ ...agree, agreedWith: '' }, raised, late)).toMatchObject({ reason: 'needs_agreement' });
    const agreed = afterEvents(raised, eventsOf({ ...agree, dueOn: addDays(TODAY, 15) }, raised, late));
    expect(agreed?.exceptions[0]?.agreed).toMatchObject({ with: '王总', plan: '云主机上线' });
    expect(agreed?.milestones[0]?.dueOn).toBe(addDays(TODAY, 15));
    expect(refusalOf({ ...agree, dueOn: addDays(TODAY, 15) }, agreed, late)).toEqual({ reason: 'agreed_already' });
  });

  it('has one report a week and one letter a slot', () => {
    const report: What = { type: 'report', week: day('2026-08-31'), done: 'a', next: 'b', coordinate: '' };
    expect(refusalOf(report, project(BEGIN, report))).toEqual({ reason: 'reported', on: TODAY });
    const letter: What = {
      type: 'send_letter',
      kind: 'letter',
      slot: addDays(TODAY, 14),
      language: 'zh',
      subject: 's',
      body: 'b',
    };
    expect(refusalOf(letter, project(BEGIN, letter))).toEqual({ reason: 'letter_kept', on: TODAY });
    expect(
      refusalOf(
        { type: 'skip_letter', kind: 'letter', slot: addDays(TODAY, 14), because: 'x' },
        project(BEGIN, letter),
      ),
    ).toEqual({ reason: 'letter_kept', on: TODAY });
  });

  it('takes one answer to its survey, and asks no more then', () => {
    const accepted = project(BEGIN, NEED, CONFIRM, MILESTONE, FINISH, MET, ACCEPT);
    const answer: What = { type: 'survey_answered', scores: { service_quality: 5 } };
    const answered = afterEvents(accepted, eventsOf(answer, accepted));
    expect(refusalOf(answer, answered)).toEqual({ reason: 'survey_answered' });
    expect(refusalOf({ type: 'survey_sent' }, answered)).toEqual({ reason: 'survey_answered' });
    expect(allowedOn(answered)).toEqual(['begin']);
  });

  it('begins anew after service, and keeps nothing of the last one', () => {
    const accepted = project(BEGIN, NEED, CONFIRM, MILESTONE, FINISH, MET, ACCEPT);
    const later = addDays(TODAY, 100);
    expect(refusalOf(BEGIN, accepted, later)).toMatchObject({ reason: 'in_past' });
    const next = afterEvents(accepted, eventsOf({ type: 'begin', startedOn: later }, accepted, later));
    expect(next).toMatchObject({ stage: 'delivering', startedOn: later, needs: [], milestones: [], survey: {} });
    expect(next?.accepted).toBeUndefined();
    expect(refusalOf(BEGIN, project(BEGIN))).toMatchObject({ reason: 'begun' });
  });

  it('refuses who looked at something older, and does nothing for a command sent again', () => {
    const delivery = project(BEGIN, NEED);
    const stale: DeliveryCommand = { ...command(CONFIRM), expected: 1 };
    expect(decide(stale, delivery)).toEqual({ ok: false, refusal: { reason: 'moved_meanwhile' } });
    const once = command(CONFIRM);
    const events = decide({ ...once, expected: 2 }, delivery);
    const confirmed = afterEvents(delivery, events.ok ? events.events : []);
    expect(decide({ ...once, expected: 2 }, confirmed)).toEqual({ ok: true, events: [], repeated: true });
  });

  function eventsOf(what: What, delivery: Delivery | undefined, today = TODAY): readonly DeliveryEvent[] {
    const decision = decide(command(what, today), delivery);
    if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
    return decision.events;
  }
});

describe('over any history', () => {
  const ids = fc.constantFrom('n1', 'n2', 'm1', 'm2', 'x1', 'nobody');
  const text = fc.constantFrom('', ' ', '部署', 'مرحبا');
  const days = fc.integer({ min: -5, max: 40 }).map((n) => addDays(TODAY, n));
  const whats: fc.Arbitrary<What> = fc.oneof(
    days.map((startedOn): What => ({ type: 'begin', startedOn })),
    fc.tuple(text, days).map(([t, expectedOn]): What => ({ type: 'add_need', text: t, priority: 'low', expectedOn })),
    ids.map((needId): What => ({ type: 'drop_need', needId })),
    fc.tuple(text, days).map(([t, on]): What => ({ type: 'confirm_needs', confirmedBy: t, ours: t, confirmedOn: on })),
    fc
      .tuple(text, days)
      .map(([t, dueOn]): What => ({ type: 'add_milestone', text: t, standard: '', ownerId: '7', dueOn })),
    fc
      .tuple(ids, days, text)
      .map(([milestoneId, dueOn, agreedWith]): What => ({ type: 'move_milestone', milestoneId, dueOn, agreedWith })),
    fc.tuple(ids, days).map(([milestoneId, doneOn]): What => ({ type: 'finish_milestone', milestoneId, doneOn })),
    fc
      .tuple(text, ids)
      .map(([t, milestoneId]): What => ({ type: 'raise_exception', text: t, solution: '', milestoneId })),
    fc
      .tuple(ids, text, days)
      .map(
        ([exceptionId, t, dueOn]): What => ({ type: 'agree_exception', exceptionId, agreedWith: t, plan: t, dueOn }),
      ),
    fc
      .tuple(ids, fc.boolean(), text)
      .map(([needId, met, remark]): What => ({ type: 'judge_need', needId, met, remark })),
    fc.tuple(text, days).map(([t, acceptedOn]): What => ({ type: 'accept', acceptedBy: t, acceptedOn })),
    fc.constant<What>({ type: 'survey_sent' }),
    fc.constant<What>({ type: 'survey_answered', scores: { service_quality: 4 } }),
  );

  it('is in service only with every need met and a signature; events in any order, or twice, make the same project', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whats, fc.integer({ min: 0, max: 30 })), { maxLength: 40 }), (steps) => {
        let delivery: Delivery | undefined;
        const events: DeliveryEvent[] = [];
        let today = TODAY;
        for (const [what, later] of steps) {
          today = addDays(today, later % 3);
          const decision = decide(command(what, today), delivery);
          if (!decision.ok) continue;
          events.push(...decision.events);
          delivery = afterEvents(delivery, decision.events);
          if (delivery?.stage === 'in_service') {
            expect(delivery.needs.every(({ judged }) => judged?.met)).toBe(true);
            expect(delivery.accepted?.by).not.toBe('');
            expect(delivery.milestones.every(({ doneOn }) => doneOn !== undefined)).toBe(true);
          }
        }
        expect(replay([...events].reverse().concat(events))).toEqual(delivery);
      }),
      { numRuns: 200 },
    );
  });
});
