import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { byUrgency, clockState, type LoopPromise, loopsRaisedBy, nextPromise } from '../../../src/domain/loop/loop.ts';

const NOTHING = { feedback: {}, scores: {}, promises: [] };
const NOON = Date.UTC(2026, 10, 23, 4);
const HOUR = 3_600_000;

describe('what opens a loop', () => {
  it('is each kind of feedback but praise', () => {
    const loops = loopsRaisedBy({
      ...NOTHING,
      feedback: { praise: '谢谢', need: 'a tablet', problem: 'printer', complaint: 'late', suggestion: 'dark mode' },
    });
    expect(loops.map(({ suffix, kind }) => [suffix, kind])).toEqual([
      ['complaint', 'complaint'],
      ['problem', 'problem'],
      ['need', 'need'],
      ['suggestion', 'suggestion'],
    ]);
  });

  it.each([
    [{ service_quality: 2 }, undefined, ['low_score'], 'service_quality 2/5'],
    [{ service_quality: 3 }, 6, ['low_nps'], 'NPS 6/10'],
    [{ response_speed: 1 }, 0, ['low_score', 'low_nps'], 'response_speed 1/5, NPS 0/10'],
  ])('is a low mark: %o and %o', (scores, nps, because, description) => {
    const loops = loopsRaisedBy({ ...NOTHING, scores, ...(nps === undefined ? {} : { nps }) });
    expect(loops).toEqual([{ suffix: 'mark', kind: 'problem', description, because, promises: [] }]);
  });

  it('is not a mark of 3 or a recommendation of 7', () => {
    expect(loopsRaisedBy({ ...NOTHING, scores: { service_quality: 3 }, nps: 7 })).toEqual([]);
  });

  it('is one and the same trouble, not two, when a low mark comes with a complaint', () => {
    const loops = loopsRaisedBy({ ...NOTHING, feedback: { complaint: 'late' }, scores: { response_speed: 2 } });
    expect(loops).toEqual([
      {
        suffix: 'complaint',
        kind: 'complaint',
        description: 'late\n(response_speed 2/5)',
        because: ['said', 'low_score'],
        promises: [],
      },
    ]);
  });

  it('is a promise, which goes with the first loop or stands alone', () => {
    const promises = [{ text: 'call back', dueAt: NOON }];
    expect(loopsRaisedBy({ ...NOTHING, feedback: { problem: 'printer' }, promises })[0]?.promises).toEqual([
      { id: '1', text: 'call back', dueAt: NOON, state: 'open' },
    ]);
    expect(loopsRaisedBy({ ...NOTHING, promises })).toMatchObject([
      { suffix: 'promise', kind: 'need', description: 'call back', because: ['promise'] },
    ]);
  });
});

describe('the clock of a loop', () => {
  it.each([
    [undefined, 'none'],
    [NOON - 1, 'overdue'],
    [NOON, 'soon'],
    [NOON + 24 * HOUR, 'soon'],
    [NOON + 24 * HOUR + 1, 'running'],
  ])('due at %o is %s', (dueAt, state) => expect(clockState(dueAt, NOON)).toBe(state));

  it('is the earliest open promise’s', () => {
    const promise = (id: string, dueAt: number, state: LoopPromise['state']): LoopPromise => ({
      id,
      text: id,
      dueAt,
      state,
    });
    expect(nextPromise([promise('a', 3, 'open'), promise('b', 1, 'kept'), promise('c', 2, 'open')])?.id).toBe('c');
    expect(nextPromise([promise('b', 1, 'kept')])).toBeUndefined();
  });
});

describe('the order in which loops are brought up', () => {
  it('is broken promises, overdue, urgent, then by their clock and age', () => {
    const loop = (name: string, more: object) => ({
      name,
      urgency: 'normal' as const,
      raisedOn: day('2026-11-02'),
      promises: [],
      ...more,
    });
    const broken: LoopPromise = { id: '1', text: '', dueAt: NOON - HOUR, state: 'open' };
    const loops = [
      loop('old', { raisedOn: day('2026-10-01') }),
      loop('young', {}),
      loop('due later', { dueAt: NOON + 90 * HOUR }),
      loop('urgent', { urgency: 'urgent' }),
      loop('overdue', { dueAt: NOON - HOUR }),
      loop('broken promise', { dueAt: NOON - HOUR, promises: [broken] }),
    ];
    expect(byUrgency(loops, NOON).map(({ name }) => name)).toEqual([
      'broken promise',
      'overdue',
      'urgent',
      'due later',
      'old',
      'young',
    ]);
  });
});
