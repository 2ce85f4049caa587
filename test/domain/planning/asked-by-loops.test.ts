import { describe, expect, it } from 'vitest';
import { formatDay } from '../../../src/domain/calendar/day.ts';
import type { OpenLoop } from '../../../src/domain/loop/loop-state.ts';
import type { Asked } from '../../../src/domain/planning/asked.ts';
import { confirmationOf, explanationsOf, reaskOf, windowAsked } from '../../../src/domain/planning/asked-by-loops.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { desk, Story } from '../loop/support.ts';

const SHANGHAI = desk();
const duty = DEFAULT_POLICY.duties?.find(({ id }) => id === 'Q18');

function days(asked: Asked | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const { earliest, target, latest } = asked.window;
  return `${asked.rule} ${[earliest, target, latest].map(formatDay).join(' ')}`;
}

const resolvedAt = (when: string): Story =>
  new Story().raise(when).do(when, { type: 'resolve', reply: 'a new cable', outcome: 'done', by: 'eva' });
const loopOf = ({ loop }: Story): OpenLoop => {
  if (!loop) throw new Error('expected a loop');
  return loop;
};

describe('the confirmation that a resolved loop asks for, Asia/Shanghai', () => {
  it.each([
    // Four working hours on is 15:00 of the same day, a day on is Tuesday 10:00.
    ['2026-06-01T10:00+08:00', 'P22 2026-06-01 2026-06-01 2026-06-02'],
    // Wednesday's last hour: four working hours on is Thursday noon.
    ['2026-06-03T17:00+08:00', 'P22 2026-06-03 2026-06-04 2026-06-04'],
    // Saturday noon is no working time: Monday at 10:00 both.
    ['2026-06-06T12:00+08:00', 'P22 2026-06-06 2026-06-08 2026-06-08'],
    // The eve of National Day: a day on lies in the holiday, the office opens on Thursday 2026-10-08.
    ['2026-09-30T17:50+08:00', 'P22 2026-09-30 2026-10-08 2026-10-08'],
  ])('P22, Q13: resolved at %s: %s', (when, expected) => {
    expect(days(confirmationOf(loopOf(resolvedAt(when)), SHANGHAI))).toBe(expected);
  });

  it('P23: of a loop that the closing of its ticket resolved is a day on, at the latest three', () => {
    const story = new Story().raise('2026-06-01T10:00+08:00').do('2026-06-01T11:00+08:00', { type: 'close_ticket' });
    expect(days(confirmationOf(loopOf(story), SHANGHAI))).toBe('P23 2026-06-01 2026-06-02 2026-06-04');
  });

  it('Q16: keeps its window after an attempt in vain on 2026-06-01 has ended the clock', () => {
    const story = resolvedAt('2026-06-01T10:00+08:00').do('2026-06-01T14:00+08:00', { type: 'attempt_confirmation' });
    expect(days(confirmationOf(loopOf(story), SHANGHAI))).toBe('P22 2026-06-01 2026-06-01 2026-06-02');
  });

  it('is asked for by no loop whose policy has no clock for it', () => {
    const loop = loopOf(resolvedAt('2026-06-01T10:00+08:00'));
    const { P22: _, ...terms } = loop.terms;
    expect(confirmationOf({ ...loop, terms }, SHANGHAI)).toBeUndefined();
  });

  it('is asked for by no loop that is still worked on, or confirmed', () => {
    const raised = new Story().raise('2026-06-01T10:00+08:00');
    expect(confirmationOf(loopOf(raised), SHANGHAI)).toBeUndefined();
    const confirmed = resolvedAt('2026-06-01T10:00+08:00').do('2026-06-01T11:00+08:00', {
      type: 'confirm',
      answer: 'it works',
      how: 'phone',
    });
    expect(confirmationOf(loopOf(confirmed), SHANGHAI)).toBeUndefined();
  });
});

describe('the calls that explain an exception or make good a low score, Asia/Shanghai', () => {
  const MONDAY = '2026-06-01T10:00+08:00';
  const asked = (story: Story) => explanationsOf(loopOf(story), SHANGHAI).map(days);

  it('P34: an exception is called about at once, within 24 hours: by Tuesday 2026-06-02', () => {
    const story = new Story().raise(MONDAY, { kind: 'exception' });
    expect(asked(story)).toEqual(['P34 2026-06-01 2026-06-01 2026-06-02']);
    expect(explanationsOf(loopOf(story), SHANGHAI)[0]?.loop).toBe('501:1:problem');
  });

  it.each(['low_score', 'low_nps'] as const)('P42: so is a %s, whatever else raised the loop', (cause) => {
    expect(asked(new Story().raise(MONDAY, { because: [cause] }))).toEqual(['P42 2026-06-01 2026-06-01 2026-06-02']);
    expect(asked(new Story().raise(MONDAY, { because: ['said', cause] }))).toHaveLength(1);
  });

  it('P34, P42: an exception with a low score is both, 2026-06-01 to 2026-06-02', () => {
    expect(asked(new Story().raise(MONDAY, { kind: 'exception', because: ['low_nps'] }))).toEqual([
      'P34 2026-06-01 2026-06-01 2026-06-02',
      'P42 2026-06-01 2026-06-01 2026-06-02',
    ]);
  });

  it('is asked for by no other loop, nor where the policy has the rule off', () => {
    expect(asked(new Story().raise(MONDAY))).toEqual([]);
    const story = new Story().raise(MONDAY, { kind: 'exception' });
    const { P34: _, ...terms } = loopOf(story).terms;
    expect(explanationsOf({ ...loopOf(story), terms }, SHANGHAI)).toEqual([]);
  });

  it('is over once somebody has spoken with the customer, not after a try in vain, and when the loop is closed', () => {
    const tried = new Story()
      .raise(MONDAY, { kind: 'exception' })
      .do('2026-06-01T11:00+08:00', { type: 'tell', text: '', reached: false });
    expect(asked(tried)).toHaveLength(1);
    tried.do('2026-06-01T12:00+08:00', { type: 'tell', text: 'we are on it', reached: true });
    expect(asked(tried)).toEqual([]);
    const closed = {
      ...loopOf(new Story().raise(MONDAY, { kind: 'exception' })),
      state: 'closed_unconfirmed',
    } as const;
    expect(explanationsOf(closed, SHANGHAI)).toEqual([]);
  });

  it('is aimed at the policy’s target where it sets one: a working day on, 2026-06-02', () => {
    const loop = loopOf(new Story().raise('2026-06-01T17:00+08:00', { kind: 'exception' }));
    const terms = {
      ...loop.terms,
      P34: { latest: { n: 3, unit: 'W' }, target: { n: 1, unit: 'W' }, outside: 'keep' },
    } as const;
    expect(explanationsOf({ ...loop, terms }, SHANGHAI).map(days)).toEqual(['P34 2026-06-01 2026-06-02 2026-06-04']);
  });
});

describe('Q18: a score that its fixer collected on Monday 2026-06-01', () => {
  const scored = (by: string) =>
    loopOf(
      resolvedAt('2026-06-01T10:00+08:00').do('2026-06-01T11:00+08:00', {
        type: 'confirm',
        answer: 'it works',
        how: 'phone',
        score: 5,
        by,
      }),
    );
  const settings = { percent: 100, duty, desk: SHANGHAI, nameOf: (by: string) => `id of ${by}` };

  it('is asked for again on Thursday 2026-06-04, by 06-08, by nobody who worked on it', () => {
    const asked = reaskOf(scored('eva'), settings);
    expect(days(asked)).toBe('Q18 2026-06-01 2026-06-04 2026-06-08');
    expect(asked?.notBy).toEqual(['id of eva']);
  });

  it('names everybody who worked on it once, in one order', () => {
    const loop = { ...scored('eva'), fixers: ['eva', 'ben', 'adam', 'ben'] };
    expect(reaskOf(loop, settings)?.notBy).toEqual(['id of adam', 'id of ben', 'id of eva']);
  });

  it('is not asked for again where none is drawn, the duty is off, or somebody else collected it', () => {
    expect(reaskOf(scored('eva'), { ...settings, percent: 0 })).toBeUndefined();
    expect(reaskOf(scored('eva'), { ...settings, duty: duty && { ...duty, on: false } })).toBeUndefined();
    expect(reaskOf(scored('eva'), { ...settings, duty: undefined })).toBeUndefined();
    expect(reaskOf(scored('cai'), settings)).toBeUndefined();
  });
});

it('a duty that says nothing of nights waits until the office opens: a day from Friday 15:00 is Monday 2026-06-08', () => {
  if (!duty) throw new Error('expected Q18');
  const { outside: _, target: __, ...rest } = duty;
  const from = Date.parse('2026-06-05T15:00+08:00');
  const window = windowAsked('Q18', { ...rest, latest: { n: 24, unit: 'h' } }, from, SHANGHAI);
  expect(Object.values(window ?? {}).map(formatDay)).toEqual(['2026-06-05', '2026-06-08', '2026-06-08']);
  const { latest: ___, ...timeless } = rest;
  expect(windowAsked('Q18', timeless, from, SHANGHAI)).toBeUndefined();
});
