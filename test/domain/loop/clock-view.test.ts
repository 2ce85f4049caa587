import { describe, expect, it } from 'vitest';
import { type ClockView, clockViews, nextAlarmOf, viewStanding } from '../../../src/domain/loop/clock-view.ts';
import { at, ms, Story } from './support.ts';

/** Tuesday; working time is 09:00 to 12:00 and 13:00 to 18:00. */
const MORNING = '2026-03-03T09:00+08:00';
const URGENT = { highValue: true, urgency: 'urgent' } as const;

const viewOf = (story: Story, id: string): ClockView => {
  const view = clockViews(story.now, story.context).find((each) => each.id === id);
  if (!view) throw new Error(`no clock ${id}`);
  return view;
};
const instantsOf = ({ plainAt, targetAt, dueAt, agreedAt, warnAt, escalateAt }: ClockView) => ({
  plain: at(plainAt),
  target: at(targetAt),
  due: at(dueAt),
  agreed: at(agreedAt),
  warn: at(warnAt),
  escalate: at(escalateAt),
});

describe('a running clock worked out once', () => {
  it('has its due instant, its warning before and its escalation after: raised 2026-03-03 09:00, answered by 11:00', () => {
    const story = new Story({ warnAtPercent: 75, escalateAfterMinutes: 30 }).raise(MORNING, URGENT);
    const view = viewOf(story, 'P13');
    expect(view).toMatchObject({ id: 'P13', rule: 'P13', startedAt: ms(MORNING), role: 'account_manager', paused: 0 });
    expect(instantsOf(view)).toEqual({
      plain: '2026-03-03T11:00+08:00',
      target: undefined,
      due: '2026-03-03T11:00+08:00',
      agreed: undefined,
      warn: '2026-03-03T10:30+08:00',
      escalate: '2026-03-03T11:30+08:00',
    });
    expect(view.steps.map((step) => step.do)).toEqual(['start', 'work']);
    expect(view).not.toHaveProperty('breachedAt');
    expect(view).not.toHaveProperty('agreedAt');
    expect(view).not.toHaveProperty('targetAt');
  });

  it('has an aim of its own where its rule has one: a confirmation aimed at a working day after, due after three', () => {
    const story = new Story()
      .raise(MORNING)
      .do('2026-03-03T10:00+08:00', { type: 'resolve', reply: 'replaced', outcome: 'done' });
    const view = viewOf(story, 'P22');
    expect(view.targetAt).toBeDefined();
    expect(view.targetAt).toBeLessThan(view.dueAt as number);
    expect(viewStanding(view, (view.targetAt as number) + 1)).not.toBe('overdue');
  });

  it('keeps the later instant that the customer agreed to beside its own', () => {
    const story = new Story().raise(MORNING, { highValue: true }).do('2026-03-03T15:00+08:00', {
      type: 'extend',
      what: 'loop',
      until: ms('2026-03-06T12:00+08:00'),
      agreedWith: 'the customer, by phone',
    });
    const view = viewOf(story, 'P14');
    expect(instantsOf(view)).toMatchObject({ due: '2026-03-04T09:00+08:00', agreed: '2026-03-06T12:00+08:00' });
    expect(viewStanding(view, ms('2026-03-06T12:00+08:00'))).toBe('warning');
    expect(viewStanding(view, ms('2026-03-06T12:01+08:00'))).toBe('overdue');
  });

  it('has no instants while it stands still', () => {
    const story = new Story()
      .raise(MORNING, { highValue: true })
      .do('2026-03-03T09:10+08:00', { type: 'accept' })
      .do('2026-03-03T10:00+08:00', { type: 'wait_for_customer', waitingFor: 'the serial number' });
    const view = viewOf(story, 'P14');
    expect(instantsOf(view)).toEqual({
      plain: undefined,
      target: undefined,
      due: undefined,
      agreed: undefined,
      warn: undefined,
      escalate: undefined,
    });
    expect(view.steps.at(-1)).toEqual({ do: 'pause', at: '2026-03-03T10:00+08:00' });
    expect(viewStanding(view, ms('2026-03-20T10:00+08:00'))).toBe('standing');
  });
});

describe('how a clock that was worked out stands', () => {
  const view = { id: 'P13', rule: 'P13', startedAt: 0, role: 'account_manager', paused: 0, steps: [] } as const;

  it.each<[Partial<ClockView>, number, ReturnType<typeof viewStanding>]>([
    [{ dueAt: 100, warnAt: 80 }, 79, 'running'],
    [{ dueAt: 100, warnAt: 80 }, 80, 'warning'],
    [{ dueAt: 100, warnAt: 80 }, 100, 'warning'],
    [{ dueAt: 100, warnAt: 80 }, 101, 'overdue'],
    [{ dueAt: 100, agreedAt: 200, warnAt: 180 }, 150, 'running'],
    [{ dueAt: 100, agreedAt: 200, warnAt: 180 }, 201, 'overdue'],
    [{ dueAt: 100 }, 99, 'running'],
    [{}, 1_000, 'standing'],
    [{ breachedAt: 90 }, 91, 'overdue'],
    [{ dueAt: 100, breachedAt: 90 }, 50, 'overdue'],
  ])('%j at %i: %s', (instants, now, standing) => {
    expect(viewStanding({ ...view, ...instants }, now)).toBe(standing);
  });
});

describe('the next alarm of a loop', () => {
  const story = new Story().raise(MORNING, URGENT);
  const view = { rule: 'P13', startedAt: 0, role: 'account_manager', paused: 0, steps: [] } as const;
  const next = (alarms: (typeof story.now)['alarms'], ...views: readonly Partial<ClockView>[]) =>
    nextAlarmOf(
      { ...story.now, alarms },
      views.map((more) => ({ ...view, id: 'P13', ...more })),
    );
  const ALL = { warnAt: 80, dueAt: 100, escalateAt: 130 };

  it('is the earliest thing nobody was told', () => {
    expect(next({}, ALL)).toBe(80);
    expect(next({ P13: { warnedAt: 80 } }, ALL)).toBe(100);
    expect(next({ P13: { warnedAt: 80, breachedAt: 100 } }, ALL)).toBe(130);
    expect(next({ P13: { breachedAt: 100 } }, ALL)).toBe(130);
    expect(next({ P13: { warnedAt: 80, breachedAt: 100, escalatedAt: 130 } }, ALL)).toBeUndefined();
  });

  it('of all its clocks', () => {
    expect(next({}, ALL, { id: 'P14', dueAt: 60 })).toBe(60);
    expect(next({ P14: { breachedAt: 60 } }, ALL, { id: 'P14', dueAt: 60 })).toBe(80);
  });

  it('counts what the customer agreed to', () => {
    expect(next({}, { dueAt: 100, agreedAt: 200 })).toBe(200);
  });

  it('is none where nothing runs', () => {
    expect(next({})).toBeUndefined();
    expect(next({}, {})).toBeUndefined();
  });
});
