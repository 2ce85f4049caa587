import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { alarmsOf, dueOf, elapsedOf, standingOf, stepsOf, targetOf } from '../../../src/domain/loop/clock.ts';
import { stepText } from '../../../src/domain/loop/clock-steps.ts';
import { clocksOf, roleFor, surveyAt } from '../../../src/domain/loop/clocks-of.ts';
import { isBlindReask, lackingOf, waitsForReask } from '../../../src/domain/loop/confirmation.ts';
import { DEFAULT_LOOPS } from '../../../src/domain/policy/default-loops.ts';
import { at, context, desk, ms, Story } from './support.ts';

/** The clock of a rule that runs on a loop now. */
function clock(story: Story, id: string) {
  const run = clocksOf(story.now).find((each) => each.id === id);
  if (!run) throw new Error(`no clock ${id}; there are ${clocksOf(story.now).map((each) => each.id)}`);
  const due = dueOf(run, story.context.desk);
  return {
    run,
    due,
    plain: at(due.plainAt, story.context.desk),
    at: at(due.dueAt, story.context.desk),
    until: at(due.effectiveAt, story.context.desk),
    target: at(targetOf(run, story.context.desk), story.context.desk),
    standing: (when: string) => standingOf(run, due, ms(when), undefined),
    elapsed: (when: string) => elapsedOf(run, ms(when), story.context.desk),
    steps: stepsOf(run, story.context.desk),
  };
}
const running = (story: Story) => clocksOf(story.now).map(({ id }) => id);
const result = (story: Story, id: string) => story.now.ended.find((each) => each.id === id)?.result;

const URGENT = { highValue: true, urgency: 'urgent' } as const;
/** Wednesday before National Day 2026: 1 to 7 October are off, Saturday 10 October is worked. */
const EVE = '2026-09-30T17:50+08:00';

describe('P13: a high-value customer’s urgent matter is answered in two hours', () => {
  it('Q12: counts working hours without a roster: raised at 17:50 on the eve of National Day, due 2026-10-08T10:50+08:00', () => {
    const story = new Story().raise(EVE, URGENT);
    expect(clock(story, 'P13').at).toBe('2026-10-08T10:50+08:00');
  });

  it('Q12, Q13: counts clock hours with an on-call roster and keeps the instant: due 2026-09-30T19:50+08:00', () => {
    const story = new Story({ onCallRoster: true }).raise(EVE, URGENT);
    expect(clock(story, 'P13').at).toBe('2026-09-30T19:50+08:00');
    expect(clock(story, 'P13').steps.at(-1)).toEqual({ do: 'kept', at: '2026-09-30T19:50+08:00' });
  });

  it('counts no lunch: raised at 11:30, due at 14:30', () => {
    const story = new Story().raise('2026-03-03T11:30+08:00', URGENT);
    expect(clock(story, 'P13').at).toBe('2026-03-03T14:30+08:00');
  });

  it('raised on a holiday begins when work does: 2026-10-03T15:00+08:00, due 2026-10-08T11:00+08:00', () => {
    const story = new Story().raise('2026-10-03T15:00+08:00', URGENT);
    expect(clock(story, 'P13').at).toBe('2026-10-08T11:00+08:00');
  });

  it('a holiday observed elsewhere on a Monday is no day off in Shanghai, and a make-up Saturday is worked', () => {
    // 3 July 2026 is the United States’ observed Independence Day; Saturday 10 October is a make-up day.
    expect(clock(new Story().raise('2026-07-03T09:00+08:00', URGENT), 'P13').at).toBe('2026-07-03T11:00+08:00');
    expect(clock(new Story().raise('2026-10-10T17:00+08:00', URGENT), 'P13').at).toBe('2026-10-12T10:00+08:00');
  });

  it('stops when somebody speaks with the customer, not when a call is not answered', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', URGENT);
    story.do('2026-03-03T09:30+08:00', { type: 'tell', text: '', reached: false });
    expect(running(story)).toContain('P13');
    story.do('2026-03-03T10:59+08:00', { type: 'tell', text: 'an engineer is on the way', reached: true });
    expect(running(story)).not.toContain('P13');
    expect(result(story, 'P13')).toBe('met');
  });

  it('runs for nobody else', () => {
    expect(running(new Story().raise(EVE, { urgency: 'urgent' }))).toEqual(['P40']);
    expect(running(new Story().raise(EVE, { highValue: true }))).toEqual(['P14', 'P40']);
  });
});

describe('P14: a high-value customer’s issue is closed in 24 hours', () => {
  it('Q13: is due at the clock, holiday or not, and kept: raised 2026-09-30T17:50+08:00, due 2026-10-01T17:50+08:00', () => {
    expect(clock(new Story().raise(EVE, URGENT), 'P14')).toMatchObject({
      plain: '2026-10-01T17:50+08:00',
      at: '2026-10-01T17:50+08:00',
    });
  });

  it('Q33: runs to the customer’s confirmation and stands still while we wait for it', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-04T07:00+08:00', { type: 'resolve', reply: 'a new cable', outcome: 'done' });
    expect(clock(story, 'P14').due.standing).toBe(true);
    // Three days on: 22 hours were ours.
    expect(clock(story, 'P14').elapsed('2026-03-07T09:00+08:00')).toBe(22 * 60);
    story.do('2026-03-07T09:00+08:00', { type: 'confirm', answer: 'it works', how: 'phone' });
    expect(result(story, 'P14')).toBe('met');
    expect([at(story.now.firstResolvedAt), at(story.now.confirmedAt)]).toEqual([
      '2026-03-04T07:00+08:00',
      '2026-03-07T09:00+08:00',
    ]);
  });

  it('Q33: stops at resolved and told where the admin chose so, and goes on when the customer says no', () => {
    const story = new Story({ closureStopsAt: 'resolved' }).raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-03T19:00+08:00', { type: 'resolve', reply: 'a new cable', outcome: 'done' });
    expect(running(story)).toEqual(['P22']);
    expect(result(story, 'P14')).toBe('met');
    story.do('2026-03-05T10:00+08:00', { type: 'reopen', why: 'it is broken again' });
    expect(clock(story, 'P14').at).toBe('2026-03-06T00:00+08:00');
  });

  it('Q14: a time the customer agreed to makes the result extended, told apart from met; the 24 hours stay to be seen', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-03T15:00+08:00', {
      type: 'extend',
      what: 'loop',
      until: ms('2026-03-06T17:00+08:00'),
      agreedWith: 'Ms Li',
    });
    expect(clock(story, 'P14')).toMatchObject({ at: '2026-03-04T09:00+08:00', until: '2026-03-06T17:00+08:00' });
    story.do('2026-03-06T16:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    story.do('2026-03-06T16:30+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    expect(result(story, 'P14')).toBe('extended');
  });

  it('Q14: nothing is extended once it is breached', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    const refusal = story.try('2026-03-04T09:01+08:00', {
      type: 'extend',
      what: 'loop',
      until: ms('2026-03-06T17:00+08:00'),
      agreedWith: 'Ms Li',
    });
    // What is refused leaves nothing behind; the sweep writes the breach down.
    story.do('2026-03-04T09:05+08:00', { type: 'check_clocks' });
    expect(
      story.try('2026-03-04T09:06+08:00', {
        type: 'extend',
        what: 'loop',
        until: ms('2026-03-06T17:00+08:00'),
        agreedWith: 'Ms Li',
      }),
    ).toEqual({ reason: 'already_breached', at: ms('2026-03-04T09:00+08:00') });
    expect(refusal).toEqual({ reason: 'already_breached', at: ms('2026-03-04T09:00+08:00') });
  });

  it('a hold over a holiday is taken off by the clock', () => {
    const story = new Story().raise('2026-09-30T15:00+08:00', { highValue: true });
    story.do('2026-09-30T16:00+08:00', { type: 'accept' });
    story.do('2026-09-30T17:00+08:00', { type: 'wait_for_customer', waitingFor: 'the serial number' });
    expect(clock(story, 'P14').due.standing).toBe(true);
    story.do('2026-10-08T09:00+08:00', { type: 'customer_answered' });
    // 184 hours stood still.
    expect(clock(story, 'P14')).toMatchObject({ at: '2026-10-09T07:00+08:00', due: { paused: 184 * 60 } });
  });

  it('reopened after a breach stays breached, at the instant at which it was', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-05T09:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    expect(at(story.now.alarms.P14?.breachedAt)).toBe('2026-03-04T09:00+08:00');
    story.do('2026-03-05T10:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    expect(result(story, 'P14')).toBe('breached');
    story.do('2026-03-06T10:00+08:00', { type: 'reopen', why: 'again' });
    story.do('2026-03-06T11:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    story.do('2026-03-06T12:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    expect(at(story.now.alarms.P14?.breachedAt)).toBe('2026-03-04T09:00+08:00');
    expect(story.now.ended.filter(({ id }) => id === 'P14').map((each) => each.result)).toEqual(['breached']);
  });

  it('is not met and not breached where the customer was never reached', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { highValue: true });
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    for (const on of ['04', '05', '06']) story.do(`2026-03-${on}T10:00+08:00`, { type: 'attempt_confirmation' });
    expect(result(story, 'P14')).toBe('unconfirmed');
  });
});

describe('P22: the customer is asked within 24 hours of the solution', () => {
  it('Q10: aims at four working hours and is due at 24 clock hours', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T15:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    expect(clock(story, 'P22')).toMatchObject({ target: '2026-03-04T10:00+08:00', at: '2026-03-04T15:00+08:00' });
  });

  it('Q13: what falls on a holiday is due at 10:00 of the next working day; both instants stay', () => {
    const story = new Story().raise('2026-09-30T09:00+08:00');
    story.do(EVE, { type: 'resolve', reply: 'restarted', outcome: 'done' });
    expect(clock(story, 'P22')).toMatchObject({ plain: '2026-10-01T17:50+08:00', at: '2026-10-08T10:00+08:00' });
  });

  it('stops at the first attempt: asked in time, whatever comes of it', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T15:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-04T14:59+08:00', { type: 'attempt_confirmation' });
    expect(running(story)).toEqual([]);
    expect(result(story, 'P22')).toBe('met');
    expect(story.now.state).toBe('resolved');
  });

  it('runs anew each time it is resolved', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T11:00+08:00', { type: 'reopen', why: 'again' });
    story.do('2026-03-03T12:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    expect(clock(story, 'P22#2').at).toBe('2026-03-04T12:00+08:00');
    expect(result(story, 'P22')).toBe('met');
  });

  it('Q17: belongs to the account manager of a high-value customer, else to the engineer', () => {
    expect(roleFor('P22', { highValue: true, ownerRole: 'problem_owner' })).toBe('account_manager');
    expect(roleFor('P22', { highValue: false, ownerRole: 'problem_owner' })).toBe('service_engineer');
  });
});

describe('P23: a ticket closed in HubSpot', () => {
  it('Q10: without confirmation asks for a call 24 hours after, at the latest after 72, and for nothing else', () => {
    const story = new Story().raise('2026-03-02T09:00+08:00');
    story.do('2026-03-03T15:00+08:00', { type: 'close_ticket' });
    expect(running(story)).toEqual(['P23']);
    expect(clock(story, 'P23')).toMatchObject({ target: '2026-03-04T15:00+08:00', at: '2026-03-06T15:00+08:00' });
    expect(surveyAt(story.now)).toBeUndefined();
    story.do('2026-03-04T15:00+08:00', { type: 'confirm', answer: 'works', how: 'phone', score: 5 });
    expect(running(story)).toEqual([]);
    expect(surveyAt(story.now)).toBeUndefined();
  });

  it('Q10: of a loop that was resolved and told keeps the one confirmation that runs', () => {
    const story = new Story().raise('2026-03-02T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T15:00+08:00', { type: 'close_ticket' });
    expect(running(story)).toEqual(['P22']);
  });

  it('Q10: of a confirmed loop without a score sends the survey 24 hours after, and never once there is one', () => {
    const story = new Story().raise('2026-03-02T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T11:00+08:00', { type: 'confirm', answer: 'works', how: 'phone' });
    story.do('2026-03-03T15:00+08:00', { type: 'close_ticket' });
    expect(at(surveyAt(story.now))).toBe('2026-03-04T15:00+08:00');
    story.do('2026-03-04T16:00+08:00', { type: 'score', score: 4, how: 'customer_link' });
    expect(surveyAt(story.now)).toBeUndefined();
  });

  it('closed twice is closed once', () => {
    const story = new Story().raise('2026-03-02T09:00+08:00');
    story.do('2026-03-03T15:00+08:00', { type: 'close_ticket' });
    story.do('2026-03-03T16:00+08:00', { type: 'close_ticket' });
    expect(at(story.now.ticketClosedAt)).toBe('2026-03-03T15:00+08:00');
  });
});

describe('P34: an exception is explained within 24 hours', () => {
  it('Q13: raised on Saturday at 11:00 it is due on Monday at 10:00', () => {
    const story = new Story().raise('2026-03-07T11:00+08:00', { kind: 'exception' });
    expect(clock(story, 'P34')).toMatchObject({ plain: '2026-03-08T11:00+08:00', at: '2026-03-09T10:00+08:00' });
    story.do('2026-03-09T09:59+08:00', { type: 'tell', text: '', reached: false });
    expect(result(story, 'P34')).toBe('met');
  });
});

describe('P37: a visit is recorded within 24 hours', () => {
  it('Q13: ended on the eve of a holiday at 17:50 it is due at 10:00 of the next working day', () => {
    const { desk: here, terms } = context();
    const { latest, outside } = terms.P37 ?? { latest: { n: 0, unit: 'h' }, outside: 'keep' };
    const run = { id: 'P37', rule: 'P37', startedAt: ms(EVE), length: latest, outside, pauses: [] };
    const due = dueOf(run, here);
    expect([at(due.plainAt), at(due.dueAt)]).toEqual(['2026-10-01T17:50+08:00', '2026-10-08T10:00+08:00']);
    const weekday = dueOf({ ...run, startedAt: ms('2026-03-03T15:20+08:00') }, here);
    expect(at(weekday.dueAt)).toBe('2026-03-04T15:20+08:00');
  });
});

describe('P38 and P39: what was promised', () => {
  const simple = { id: '1', kind: 'simple', text: 'find the setting' } as const;
  const promised = (story: Story) => at(story.now.promises[0]?.dueAt);

  it('P38, Q12: a simple question is answered within two working hours of the promise', () => {
    expect(promised(new Story().raise('2026-03-03T17:00+08:00', { promises: [simple] }))).toBe(
      '2026-03-04T10:00+08:00',
    );
    expect(promised(new Story().raise(EVE, { promises: [simple] }))).toBe('2026-10-08T10:50+08:00');
  });

  it('P39: a complex matter is not accepted without the time at which somebody calls', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { complexity: 'complex' });
    expect(story.try('2026-03-03T09:10+08:00', { type: 'accept' })).toEqual({ reason: 'needs_contact_by' });
    story.do('2026-03-03T09:20+08:00', {
      type: 'accept',
      promise: { id: '1', kind: 'contact_by', text: 'Mr Zhao calls', due: { at: ms('2026-03-03T17:00+08:00') } },
    });
    expect(clock(story, 'promise#1').at).toBe('2026-03-03T17:00+08:00');
  });

  it('P39: the promised instant is kept, on a holiday too', () => {
    const story = new Story().raise('2026-09-30T09:00+08:00', {
      promises: [{ id: '1', kind: 'contact_by', text: 'call', due: { at: ms('2026-10-02T11:00+08:00') } }],
    });
    expect(clock(story, 'promise#1').at).toBe('2026-10-02T11:00+08:00');
  });

  it('is kept in time, broken, or kept late and stays broken', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { promises: [simple] });
    story.do('2026-03-03T11:01+08:00', { type: 'check_clocks' });
    expect(story.now.promises[0]).toMatchObject({ state: 'broken', brokenAt: ms('2026-03-03T11:00+08:00') });
    story.do('2026-03-03T12:00+08:00', { type: 'keep', promiseId: '1' });
    expect(story.now.promises[0]).toMatchObject({ state: 'broken', keptAt: ms('2026-03-03T12:00+08:00') });
    expect(result(story, 'promise#1')).toBe('breached');
    const other = new Story().raise('2026-03-03T09:00+08:00', { promises: [simple] });
    other.do('2026-03-03T11:00+08:00', { type: 'keep', promiseId: '1' });
    expect([other.now.promises[0]?.state, result(other, 'promise#1')]).toEqual(['kept', 'met']);
  });

  it('is extended by agreement, before it is broken, to a later time alone', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { promises: [simple] });
    const extend = (until: string) => ({ type: 'extend', what: '1', until: ms(until), agreedWith: 'Ms Li' }) as const;
    expect(story.try('2026-03-03T10:00+08:00', extend('2026-03-03T10:30+08:00'))).toEqual({
      reason: 'not_later',
      than: ms('2026-03-03T11:00+08:00'),
    });
    story.do('2026-03-03T10:00+08:00', extend('2026-03-03T17:00+08:00'));
    expect(story.now.promises[0]).toMatchObject({
      dueAt: ms('2026-03-03T17:00+08:00'),
      firstDueAt: ms('2026-03-03T11:00+08:00'),
      agreedWith: 'Ms Li',
    });
    expect(story.try('2026-03-03T17:01+08:00', extend('2026-03-04T17:00+08:00'))).toEqual({
      reason: 'promise_closed',
      promiseId: '1',
      state: 'broken',
    });
  });

  it('is not made for the past', () => {
    const past = { id: '1', kind: 'result', text: 'x', due: { at: ms('2026-03-03T08:59+08:00') } } as const;
    expect(
      new Story().raise('2026-03-03T08:00+08:00').try('2026-03-03T09:00+08:00', { type: 'promise', promise: past }),
    ).toEqual({ reason: 'in_past', at: ms('2026-03-03T08:59+08:00') });
  });
});

describe('P40: the customer hears of progress unasked', () => {
  it('is due by the end of work seven days after he last heard of us; on a day off by the last working day before', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    expect(clock(story, 'P40').at).toBe('2026-03-10T18:00+08:00');
    // Saturday 28 March is off: Friday.
    expect(clock(new Story().raise('2026-03-21T09:00+08:00'), 'P40').at).toBe('2026-03-27T18:00+08:00');
  });

  it('told in Spring Festival’s week it is due on the first working day after', () => {
    const story = new Story().raise('2026-02-14T09:00+08:00');
    expect(clock(story, 'P40').at).toBe('2026-02-24T18:00+08:00');
  });

  it('begins anew when progress is told, and gives way to the instant that was promised', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-05T09:00+08:00', { type: 'tell', text: 'ordered', reached: true });
    expect(clock(story, 'P40#2').at).toBe('2026-03-12T18:00+08:00');
    story.do('2026-03-06T09:00+08:00', {
      type: 'promise',
      promise: { id: '1', kind: 'progress', text: 'by five', due: { at: ms('2026-03-06T17:00+08:00') } },
    });
    expect(running(story)).toEqual(['promise#1']);
    expect(clock(story, 'promise#1').at).toBe('2026-03-06T17:00+08:00');
  });
});

describe('P41: a complaint', () => {
  it('is accepted within two working hours', () => {
    const story = new Story().raise('2026-03-03T17:30+08:00', { kind: 'complaint' });
    expect(clock(story, 'P41').at).toBe('2026-03-04T10:30+08:00');
    story.do('2026-03-04T10:30+08:00', { type: 'accept' });
    expect(result(story, 'P41')).toBe('met');
  });

  it('is accepted, looked into, answered; root cause and prevention are asked for and do not hold up the customer’s word', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { kind: 'complaint' });
    expect(story.try('2026-03-03T09:10+08:00', { type: 'resolve', reply: 'sorry', outcome: 'done' })).toMatchObject({
      reason: 'not_in_state',
      state: 'raised',
    });
    story.do('2026-03-03T09:10+08:00', { type: 'accept' });
    story.do('2026-03-03T09:20+08:00', { type: 'start' });
    story.do('2026-03-03T15:00+08:00', { type: 'resolve', reply: 'sorry, here is why', outcome: 'done' });
    story.do('2026-03-04T10:00+08:00', { type: 'confirm', answer: 'accepted', how: 'phone' });
    expect(lackingOf(story.now)).toEqual(['root_cause', 'prevention']);
    story.do('2026-03-05T10:00+08:00', { type: 'set_root_cause', text: 'the form had no field for it' });
    story.do('2026-03-05T10:05+08:00', { type: 'set_prevention', text: 'a field' });
    expect(lackingOf(story.now)).toEqual([]);
  });

  it('has a root cause once one was chosen from the list; what is chosen or written last counts', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { kind: 'complaint' });
    story.do('2026-03-03T09:10+08:00', { type: 'set_root_cause', category: 'communication', text: '' });
    expect(lackingOf(story.now)).toEqual(['prevention']);
    expect(story.now).toMatchObject({ rootCategory: 'communication' });
    story.do('2026-03-03T09:20+08:00', { type: 'set_root_cause', category: 'other', text: 'a strike' });
    expect(story.now).toMatchObject({ rootCategory: 'other', rootCause: 'a strike' });
    story.do('2026-03-03T09:30+08:00', { type: 'set_root_cause', text: 'the rota' });
    expect(story.now.rootCategory).toBeUndefined();
    expect(story.now.rootCause).toBe('the rota');
  });

  it('P45: an improvement measure has a department, a person and a day, and is checked once 30 days after', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', { kind: 'complaint' });
    story.do('2026-03-03T10:00+08:00', {
      type: 'set_measure',
      measure: { what: 'train', department: 'service', person: 'Zhao', dueOn: day('2026-03-20') },
    });
    expect(clock(story, 'P45').at).toBe('2026-03-20T18:00+08:00');
    expect(clock(story, 'P45#2').at).toBe('2026-04-19T18:00+08:00');
    story.do('2026-04-18T10:00+08:00', { type: 'check_measure', done: true, effective: false });
    expect(running(story)).toEqual(['P41', 'P40']);
    expect(story.now.measure?.checked).toMatchObject({ done: true, effective: false });
  });
});

describe('P42: a low score', () => {
  it('Q13: received on Saturday night it is called about by Monday at 10:00', () => {
    const story = new Story().raise('2026-03-07T22:00+08:00', { because: ['low_score'] });
    expect(clock(story, 'P42')).toMatchObject({ plain: '2026-03-08T22:00+08:00', at: '2026-03-09T10:00+08:00' });
  });

  it('stops at the first attempt', () => {
    const story = new Story().raise('2026-03-03T10:00+08:00', { because: ['low_nps'] });
    story.do('2026-03-04T10:00+08:00', { type: 'tell', text: '', reached: false });
    expect(result(story, 'P42')).toBe('met');
  });
});

describe('P53: a suggestion is answered within ten working days', () => {
  it('aims at five, and ends when the customer is told', () => {
    const story = new Story().raise('2026-03-02T09:00+08:00', { kind: 'suggestion' });
    expect(clock(story, 'P53')).toMatchObject({ target: '2026-03-09T18:00+08:00', at: '2026-03-16T18:00+08:00' });
    story.do('2026-03-10T09:00+08:00', { type: 'resolve', reply: 'not this year', outcome: 'declined' });
    expect(result(story, 'P53')).toBe('met');
    expect(story.now.outcome).toBe('declined');
  });
});

describe('the machine', () => {
  it('Q15: goes raised, accepted, in progress, resolved and told, confirmed, and back when the customer says no', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    const states = [story.now.state];
    const step = (when: string, said: Parameters<Story['do']>[1]) => states.push(story.do(when, said).now.state);
    step('2026-03-03T09:10+08:00', { type: 'accept' });
    step('2026-03-03T09:20+08:00', { type: 'start' });
    step('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    step('2026-03-03T11:00+08:00', { type: 'reopen', why: 'again' });
    step('2026-03-03T12:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    step('2026-03-03T14:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone' });
    expect(states).toEqual(['raised', 'accepted', 'in_progress', 'resolved', 'in_progress', 'resolved', 'confirmed']);
  });

  it('a simple question answered in the talk closes at once, with the customer’s word; without it it waits for one', () => {
    const answered = { reply: 'the setting is under View', answer: 'found it, thanks' };
    const story = new Story().raise('2026-03-03T09:00+08:00', { answered });
    expect(story.now).toMatchObject({ state: 'confirmed', answer: 'found it, thanks', confirmedHow: 'in_the_talk' });
    const waiting = new Story().raise('2026-03-03T09:00+08:00', { answered: { reply: 'under View' } });
    expect(waiting.now.state).toBe('resolved');
    expect(
      new Story().try('2026-03-03T09:00+08:00', {
        type: 'raise',
        loop: { ...new Story().raise('2026-03-03T09:00+08:00').now, promises: [], complexity: 'complex', answered },
      }),
    ).toEqual({ reason: 'not_simple' });
  });

  it('Q16: three attempts on three working days close it unconfirmed, which is never confirmed', () => {
    const story = new Story().raise('2026-03-05T09:00+08:00');
    story.do('2026-03-05T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-05T15:00+08:00', { type: 'attempt_confirmation' });
    expect(story.try('2026-03-05T16:00+08:00', { type: 'attempt_confirmation' })).toEqual({
      reason: 'attempted_today',
      on: day('2026-03-05'),
    });
    story.do('2026-03-06T15:00+08:00', { type: 'attempt_confirmation' });
    // Saturday: tried, but no working day.
    story.do('2026-03-07T15:00+08:00', { type: 'attempt_confirmation' });
    expect(story.now.state).toBe('resolved');
    expect(story.try('2026-03-08T15:00+08:00', { type: 'close_unconfirmed' })).toEqual({
      reason: 'too_few_attempts',
      attempts: 2,
      needed: 3,
    });
    story.do('2026-03-09T15:00+08:00', { type: 'attempt_confirmation' });
    expect(story.now).toMatchObject({ state: 'closed_unconfirmed', closedAt: ms('2026-03-09T15:00+08:00') });
    expect(story.now.confirmedAt).toBeUndefined();
    // The customer has the last word.
    story.do('2026-03-10T15:00+08:00', { type: 'confirm', answer: 'all fine', how: 'customer_link' });
    expect(story.now.state).toBe('confirmed');
  });

  it('Q16: attempts are counted anew when it is resolved again', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T15:00+08:00', { type: 'attempt_confirmation' });
    story.do('2026-03-04T15:00+08:00', { type: 'attempt_confirmation' });
    story.do('2026-03-05T09:00+08:00', { type: 'reopen', why: 'again' });
    story.do('2026-03-05T10:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    story.do('2026-03-05T15:00+08:00', { type: 'attempt_confirmation' });
    expect(story.now.state).toBe('resolved');
  });

  it('Q18: a fixer’s own score is marked, one by link is not, and nobody is asked twice', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T11:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone', score: 5 });
    expect(story.now.score).toMatchObject({ value: 5, selfCollected: true });
    expect(story.try('2026-03-03T12:00+08:00', { type: 'score', score: 1, how: 'phone', by: 'bob' })).toEqual({
      reason: 'already_scored',
      value: 5,
    });
    const other = new Story().raise('2026-03-03T09:00+08:00');
    other.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    other.do('2026-03-03T11:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone', score: 5, by: 'bob' });
    expect(other.now.score?.selfCollected).toBe(false);
  });

  it('Q18: ten per cent of those are asked again by somebody else, the same ones on every machine', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `501:${index}:problem`);
    const drawn = keys.filter((key) => isBlindReask(key, 10));
    // Binomial, n = 10,000, p = 0.1: within four standard deviations of 1,000.
    expect(Math.abs(drawn.length - 1_000)).toBeLessThan(120);
    expect(keys.filter((key) => isBlindReask(key, 10))).toEqual(drawn);
    expect(keys.some((key) => isBlindReask(key, 0))).toBe(false);
    expect(keys.every((key) => isBlindReask(key, 100))).toBe(true);

    const story = new Story({ blindReaskPercent: 100 }).raise('2026-03-03T09:00+08:00');
    story.do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'restarted', outcome: 'done' });
    story.do('2026-03-03T11:00+08:00', { type: 'confirm', answer: 'yes', how: 'phone', score: 5 });
    expect(waitsForReask(story.now, 100)).toBe(true);
    expect(story.try('2026-03-05T11:00+08:00', { type: 'reask', score: 3, how: 'phone' })).toEqual({
      reason: 'same_person',
    });
    story.do('2026-03-05T11:00+08:00', { type: 'reask', score: 3, how: 'phone', by: 'bob' });
    expect([story.now.score?.value, story.now.reask?.value]).toEqual([5, 3]);
    expect(waitsForReask(story.now, 100)).toBe(false);
  });

  it('two people: the second is refused, and the same command sent again is not', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00');
    const { movedAt } = story.now;
    expect(story.try('2026-03-03T09:10+08:00', { type: 'accept', expected: movedAt }, 'first')).toBeUndefined();
    expect(story.try('2026-03-03T09:10+08:00', { type: 'accept', expected: movedAt }, 'second')).toEqual({
      reason: 'moved_meanwhile',
      movedAt: story.now.movedAt,
    });
    const before = story.now;
    expect(story.try('2026-03-03T09:10+08:00', { type: 'accept', expected: movedAt }, 'first')).toBeUndefined();
    expect(story.now).toEqual(before);
  });

  it('a clock that was breached meanwhile is nobody’s move', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', URGENT);
    const { movedAt } = story.now;
    story.do('2026-03-03T18:00+08:00', { type: 'check_clocks' });
    expect(story.now.alarms.P13?.breachedAt).toBe(ms('2026-03-03T11:00+08:00'));
    story.do('2026-03-03T18:01+08:00', { type: 'accept', expected: movedAt });
  });

  it('praise is the customer’s own last word', () => {
    expect(new Story().raise('2026-03-03T09:00+08:00', { kind: 'praise', description: 'quick!' }).now).toMatchObject({
      state: 'confirmed',
      answer: 'quick!',
    });
  });
});

describe('§4 rule 22: clocks', () => {
  it('warns, is breached, is escalated: each once, at the instant at which it was true', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', URGENT);
    const run = clock(story, 'P13').run;
    const alarms = alarmsOf(run, dueOf(run, story.context.desk), story.context.desk, {
      warnAtPercent: DEFAULT_LOOPS.warnAtPercent.value,
      escalateAfterMinutes: DEFAULT_LOOPS.escalateAfterMinutes.value,
    });
    expect([at(alarms?.warnAt), at(alarms?.breachAt), at(alarms?.escalateAt)]).toEqual([
      '2026-03-03T10:30+08:00',
      '2026-03-03T11:00+08:00',
      '2026-03-03T14:00+08:00',
    ]);
    story.do('2026-03-03T16:00+08:00', { type: 'check_clocks' });
    story.do('2026-03-03T17:00+08:00', { type: 'check_clocks' });
    expect(
      story.events.filter(({ type }) => type.startsWith('clock_')).map(({ type, at: when }) => [type, at(when)]),
    ).toEqual([
      ['clock_warned', '2026-03-03T10:30+08:00'],
      ['clock_breached', '2026-03-03T11:00+08:00'],
      ['clock_escalated', '2026-03-03T14:00+08:00'],
    ]);
  });

  it('each shows its arithmetic, in both languages', () => {
    const { steps } = clock(new Story().raise(EVE, URGENT), 'P13');
    expect(steps.map((step) => stepText(step).en)).toEqual([
      'starts 2026-09-30 17:50 (+08:00)',
      '+ 10 min worked, until 2026-09-30 18:00 (+08:00)',
      '7 days off (2026-10-01…2026-10-07), until 2026-10-08 09:00 (+08:00)',
      '+ 1 h 50 min worked, until 2026-10-08 10:50 (+08:00)',
    ]);
    expect(steps.map((step) => stepText(step).zh)).toEqual([
      '2026-09-30 17:50 (+08:00) 起计',
      '+ 10 分钟工作时间，至 2026-09-30 18:00 (+08:00)',
      '2026-10-01…2026-10-07 共 7 天不上班，至 2026-10-08 09:00 (+08:00)',
      '+ 1 小时 50 分钟工作时间，至 2026-10-08 10:50 (+08:00)',
    ]);
  });

  it('a due instant in the lunch break is outside working time: 10:00 of the next working day; at the end of work it is not', () => {
    const due = (raised: string) => clock(new Story().raise(raised, { kind: 'exception' }), 'P34').at;
    expect(due('2026-03-03T12:30+08:00')).toBe('2026-03-05T10:00+08:00');
    expect(due('2026-03-03T12:00+08:00')).toBe('2026-03-04T12:00+08:00');
    expect(due('2026-03-03T18:00+08:00')).toBe('2026-03-04T18:00+08:00');
    expect(due('2026-03-03T18:01+08:00')).toBe('2026-03-05T10:00+08:00');
    // Before work begins: the same day.
    expect(due('2026-03-03T07:00+08:00')).toBe('2026-03-04T10:00+08:00');
  });

  it('a clock that was moved shows both instants', () => {
    const story = new Story().raise('2026-09-30T09:00+08:00');
    story.do(EVE, { type: 'resolve', reply: 'restarted', outcome: 'done' });
    expect(clock(story, 'P22').steps).toEqual([
      { do: 'start', at: '2026-09-30T17:50+08:00' },
      { do: 'clock', minutes: 1_440, at: '2026-10-01T17:50+08:00' },
      { do: 'moved', at: '2026-10-08T10:00+08:00' },
    ]);
  });

  it('into a year whose holidays are not announced it is provisional', () => {
    const { steps } = clock(new Story().raise('2026-12-31T17:00+08:00', URGENT), 'P13');
    expect(steps.at(-1)).toEqual({ do: 'provisional' });
  });

  it('leave of the owner does not stop a clock: his stand-in keeps it', () => {
    const away = desk('Asia/Shanghai', { leave: [{ ownerId: 'amy', from: '2026-03-03', to: '2026-03-20' }] });
    expect(clock(new Story({}, away).raise('2026-03-03T09:00+08:00', URGENT), 'P13').at).toBe('2026-03-03T11:00+08:00');
  });

  it('a changed policy leaves a loop’s clocks alone until the admin says otherwise', () => {
    const story = new Story().raise('2026-03-03T09:00+08:00', URGENT);
    const stricter = { ...story.context.terms, P13: { latest: { n: 1, unit: 'wh' }, outside: 'next_open' } } as const;
    expect(clock(story, 'P13').at).toBe('2026-03-03T11:00+08:00');
    story.do('2026-03-03T09:10+08:00', { type: 'change_terms', terms: stricter, closureStopsAt: 'confirmed' });
    expect(clock(story, 'P13').at).toBe('2026-03-03T10:00+08:00');
  });
});
