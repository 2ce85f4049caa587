import { describe, expect, it } from 'vitest';
import { countryCalendar } from '../../../src/domain/calendar/country-calendar.ts';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Delivery } from '../../../src/domain/delivery/delivery.ts';
import { type DeliveryDuty, dutiesOf, lateMilestones, nextLook } from '../../../src/domain/delivery/due.ts';

const calendar = countryCalendar({ country: 'CN', exceptions: [] });

function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: '1',
    version: 1,
    stage: 'delivering',
    startedOn: day('2026-09-01'),
    needs: [],
    milestones: [],
    reports: [],
    letters: [],
    exceptions: [],
    survey: {},
    handled: [],
    ...more,
  };
}

const duty = (what: DeliveryDuty['what'], of: Delivery, today: string, highValue = false) => {
  const found = dutiesOf(of, { calendar, highValue, today: day(today) }).find((each) => each.what === what);
  return found && { ...found, on: formatDay(found.on), latest: formatDay(found.latest) };
};

describe('the weekly report', () => {
  it('is due on Friday, at the latest on the last working day of the week', () => {
    expect(duty('report', delivery(), '2026-09-02')).toMatchObject({
      week: day('2026-08-31'),
      on: '2026-09-04',
      latest: '2026-09-04',
    });
  });

  it('is due earlier where Friday is off, and not at all in a week without a working day', () => {
    // National Day 2026: 1 to 7 October off, Saturday the 10th worked.
    const reportedOf = (...weeks: readonly string[]) =>
      delivery({
        reports: weeks.map(day).map((week) => ({ week, done: 'a', next: 'b', coordinate: '', on: week, by: '' })),
      });
    expect(duty('report', reportedOf('2026-09-21'), '2026-09-29')).toMatchObject({
      on: '2026-09-30',
      latest: '2026-09-30',
    });
    const reported = reportedOf('2026-09-21', '2026-09-28');
    expect(duty('report', reported, '2026-10-01')).toMatchObject({
      week: day('2026-10-05'),
      on: '2026-10-09',
      latest: '2026-10-10',
    });
    // Spring Festival 2026: 15 to 23 February off; the week from the 16th has no working day.
    const before = delivery({ startedOn: day('2026-02-01') });
    const until = delivery({
      startedOn: day('2026-02-01'),
      reports: [day('2026-02-09')].map((week) => ({ week, done: 'a', next: 'b', coordinate: '', on: week, by: '' })),
    });
    expect(duty('report', before, '2026-02-14')).toMatchObject({ week: day('2026-02-09'), latest: '2026-02-14' });
    expect(duty('report', until, '2026-02-18')).toMatchObject({ week: day('2026-02-23') });
  });

  it('that was missed stays until the next one is due', () => {
    expect(duty('report', delivery(), '2026-09-07')).toMatchObject({ week: day('2026-08-31') });
    expect(duty('report', delivery(), '2026-09-11')).toMatchObject({ week: day('2026-09-07') });
  });
});

describe('what goes to the customer', () => {
  it('is a letter every second week, a weekly brief for high-value customers instead, never both', () => {
    expect(duty('letter', delivery(), '2026-09-02')).toMatchObject({ slot: day('2026-09-15'), on: '2026-09-15' });
    expect(duty('brief', delivery(), '2026-09-02')).toBeUndefined();
    expect(duty('brief', delivery(), '2026-09-02', true)).toMatchObject({ slot: day('2026-09-08') });
    expect(duty('letter', delivery(), '2026-09-02', true)).toBeUndefined();
  });

  it('keeps to its grid, whenever the last one went out', () => {
    const sent = delivery({
      letters: [{ kind: 'letter', slot: day('2026-09-15'), on: day('2026-09-17'), by: '' }],
    });
    expect(duty('letter', sent, '2026-09-18')).toMatchObject({ slot: day('2026-09-29') });
  });

  it('rolls forward inside two days, else back; a weekly slot without a working day is left out', () => {
    // Saturday 12 September: Monday the 14th.
    expect(duty('letter', delivery({ startedOn: day('2026-08-29') }), '2026-09-11')).toMatchObject({
      on: '2026-09-14',
    });
    // Friday 2 October lies in the holidays: back to 30 September.
    expect(duty('brief', delivery({ startedOn: day('2026-09-25') }), '2026-09-30', true)).toMatchObject({
      slot: day('2026-10-02'),
      on: '2026-09-30',
    });
    // Sunday 4 October has no working day from the 2nd to the 6th.
    expect(duty('brief', delivery({ startedOn: day('2026-09-27') }), '2026-10-03', true)).toMatchObject({
      slot: day('2026-10-11'),
    });
    // Of every second week it moves on to the first working day.
    expect(duty('letter', delivery({ startedOn: day('2026-09-20') }), '2026-10-03')).toMatchObject({
      slot: day('2026-10-04'),
      on: '2026-10-08',
      latest: '2026-10-08',
    });
  });
});

describe('the acceptance survey', () => {
  it('is due on the next working day, within three', () => {
    const accepted = (on: string) => delivery({ stage: 'in_service', accepted: { by: '王总', on: day(on) } });
    expect(duty('survey', accepted('2026-09-30'), '2026-09-30')).toMatchObject({
      on: '2026-10-08',
      latest: '2026-10-10',
    });
    expect(duty('survey', accepted('2026-09-04'), '2026-09-04')).toMatchObject({
      on: '2026-09-07',
      latest: '2026-09-09',
    });
    const sent = { ...accepted('2026-09-04'), survey: { sentOn: day('2026-09-07') } };
    expect(dutiesOf(sent, { calendar, highValue: false, today: day('2026-09-08') })).toEqual([]);
  });
});

describe('a milestone that passed its day', () => {
  const milestone = { id: 'm1', text: '部署', standard: '', ownerId: '7', dueOn: day('2026-09-10') };
  const late = delivery({ milestones: [milestone] });

  it('is an exception from the day after, once', () => {
    expect(lateMilestones(late, day('2026-09-10'))).toEqual([]);
    expect(lateMilestones(late, day('2026-09-11'))).toEqual([milestone]);
    const raised = delivery({
      milestones: [milestone],
      exceptions: [{ id: 'late:m1:1', text: '', solution: '', milestoneId: 'm1', raisedAt: 0 }],
    });
    expect(lateMilestones(raised, day('2026-09-20'))).toEqual([]);
  });

  it('is one again when the day that was agreed passes too', () => {
    const agreed = { with: '王总', on: day('2026-09-11'), plan: '' };
    const again = delivery({
      milestones: [{ ...milestone, dueOn: day('2026-09-15'), firstDueOn: milestone.dueOn }],
      exceptions: [
        { id: `late:m1:${milestone.dueOn}`, text: '', solution: '', milestoneId: 'm1', raisedAt: 0, agreed },
      ],
    });
    expect(lateMilestones(again, day('2026-09-15'))).toEqual([]);
    expect(lateMilestones(again, day('2026-09-16'))).toHaveLength(1);
  });

  it('is looked at on the day after; else a project is looked at on Mondays and before its letters', () => {
    const look = (of: Delivery, today: string) => {
      const on = nextLook(of, { calendar, highValue: false, today: day(today) });
      return on === undefined ? undefined : formatDay(on);
    };
    expect(look(late, '2026-09-09')).toBe('2026-09-11');
    expect(look(delivery(), '2026-09-02')).toBe('2026-09-07');
    expect(look(delivery(), '2026-09-08')).toBe('2026-09-13');
    expect(look(delivery({ stage: 'in_service' }), '2026-09-08')).toBeUndefined();
    for (let n = 0; n < 60; n += 1) {
      const today = addDays(day('2026-09-01'), n);
      const on = nextLook(late, { calendar, highValue: true, today });
      expect(on !== undefined && on > today && on - today <= 7).toBe(true);
    }
  });
});
