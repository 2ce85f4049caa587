import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { allowedOn } from '../../../src/domain/loop/decide.ts';
import type { CommandType, LoopRefusal, NewLoop } from '../../../src/domain/loop/loop-state.ts';
import { ms, type Said, Story } from './support.ts';

const MORNING = '2026-03-03T09:00+08:00';
const TEN = '2026-03-03T10:00+08:00';
const NOON = '2026-03-03T12:00+08:00';
const PROMISE = { id: '1', kind: 'result', text: 'a new cable', due: { at: ms('2026-03-05T17:00+08:00') } } as const;

const raised = (more: Partial<NewLoop> = {}) => new Story().raise(MORNING, more);
const working = (more: Partial<NewLoop> = {}) =>
  raised(more).do(MORNING, { type: 'accept' }).do(MORNING, { type: 'start' });
const resolved = (more: Partial<NewLoop> = {}) =>
  working(more).do(TEN, { type: 'resolve', reply: 'a new cable', outcome: 'done' });
const confirmed = (more: Partial<NewLoop> = {}) =>
  resolved(more).do(TEN, { type: 'confirm', answer: 'it works', how: 'phone' });
function closedUnconfirmed(): Story {
  const story = resolved();
  for (const on of ['04', '05', '06']) story.do(`2026-03-${on}T10:00+08:00`, { type: 'attempt_confirmation' });
  return story;
}

describe('what can be done with a loop', () => {
  const ALWAYS: readonly CommandType[] = [
    'break',
    'check_clocks',
    'check_measure',
    'close_ticket',
    'extend',
    'keep',
    'set_by_hand',
    'set_measure',
    'set_prevention',
    'set_root_cause',
  ];
  const TALK: readonly CommandType[] = ['change_terms', 'discuss', 'offer', 'promise', 'reassign'];

  it.each<[string, () => Story, readonly CommandType[]]>([
    ['raised, simple', () => raised(), ['accept', 'resolve', 'tell', ...TALK]],
    ['raised, complex', () => raised({ complexity: 'complex' }), ['accept', 'tell', ...TALK]],
    ['a raised complaint', () => raised({ kind: 'complaint' }), ['accept', 'tell', ...TALK]],
    [
      'accepted, simple',
      () => raised().do(MORNING, { type: 'accept' }),
      ['resolve', 'start', 'tell', 'wait_for_customer', ...TALK],
    ],
    [
      'an accepted complaint',
      () => raised({ kind: 'complaint' }).do(MORNING, { type: 'accept' }),
      ['start', 'tell', 'wait_for_customer', ...TALK],
    ],
    ['in progress', () => working(), ['resolve', 'tell', 'wait_for_customer', ...TALK]],
    [
      'waiting for the customer',
      () => working().do(TEN, { type: 'wait_for_customer', waitingFor: 'a photo' }),
      ['customer_answered', 'resolve', 'tell', ...TALK],
    ],
    [
      'resolved',
      () => resolved(),
      ['attempt_confirmation', 'close_unconfirmed', 'confirm', 'reopen', 'score', ...TALK],
    ],
    ['confirmed', () => confirmed(), ['reask', 'reopen', 'score']],
    ['closed unconfirmed', closedUnconfirmed, ['confirm', 'reask', 'reopen', 'score']],
    ['praise', () => raised({ kind: 'praise' }), ['reask', 'score']],
  ])('%s', (_, story, expected) => {
    expect([...allowedOn(story().now)].sort()).toEqual([...expected, ...ALWAYS].sort());
  });

  it('everything else is refused with the state and what it allows, and leaves nothing behind', () => {
    const story = confirmed();
    const before = story.now;
    for (const said of [
      { type: 'accept' },
      { type: 'start' },
      { type: 'tell', text: 'x', reached: true },
      { type: 'promise', promise: PROMISE },
      { type: 'offer', what: 'x' },
      { type: 'wait_for_customer', waitingFor: 'x' },
      { type: 'customer_answered' },
      { type: 'resolve', reply: 'x', outcome: 'done' },
      { type: 'attempt_confirmation' },
      { type: 'confirm', answer: 'x', how: 'phone' },
      { type: 'close_unconfirmed' },
      { type: 'reassign', ownerRole: 'sales', ownerId: 'bob' },
      { type: 'discuss', visitKey: '501:2' },
      { type: 'change_terms', terms: {}, closureStopsAt: 'confirmed' },
    ] satisfies readonly Said[]) {
      expect(story.try(NOON, said), said.type).toEqual({
        reason: 'not_in_state',
        state: 'confirmed',
        allowed: allowedOn(before),
      });
    }
    expect(story.now).toEqual(before);
  });

  it('of a loop that is not there only raising is allowed, and raising twice is not', () => {
    expect(new Story().try(MORNING, { type: 'accept' })).toEqual({
      reason: 'not_in_state',
      state: 'none',
      allowed: ['raise'],
    });
    const story = raised();
    const { key, kind, description, urgency, because, complexity, highValue, ownerRole, ownerId } = story.now;
    const again = { key, kind, description, urgency, because, complexity, highValue, ownerRole, ownerId, promises: [] };
    expect(story.try(TEN, { type: 'raise', loop: again })).toMatchObject({ reason: 'not_in_state', state: 'raised' });
  });
});

describe('what is missing or wrong is named', () => {
  const blank = '  ';
  const text = (field: string): LoopRefusal => ({ reason: 'needs_text', field });
  const at = ms('2026-03-04T17:00+08:00');
  const past = ms('2026-03-03T08:00+08:00');
  it.each<[string, () => Story, Said, LoopRefusal]>([
    ['nothing told', raised, { type: 'tell', text: blank, reached: true }, text('text')],
    ['a promise of nothing', raised, { type: 'promise', promise: { ...PROMISE, text: blank } }, text('promise')],
    [
      'a promise with no time',
      raised,
      { type: 'promise', promise: { id: '1', kind: 'result', text: 'x' } },
      { reason: 'needs_due' },
    ],
    [
      'a promise in the past',
      raised,
      { type: 'promise', promise: { ...PROMISE, due: { at: past } } },
      { reason: 'in_past', at: past },
    ],
    [
      'a promise for this very moment',
      raised,
      { type: 'promise', promise: { ...PROMISE, due: { at: ms(TEN) } } },
      { reason: 'in_past', at: ms(TEN) },
    ],
    [
      'a promise made before',
      () => raised({ promises: [PROMISE] }),
      { type: 'promise', promise: PROMISE },
      { reason: 'promise_twice', promiseId: '1' },
    ],
    [
      'accepting with a promise in the past',
      raised,
      { type: 'accept', promise: { ...PROMISE, due: { at: past } } },
      { reason: 'in_past', at: past },
    ],
    [
      'keeping what was not promised',
      raised,
      { type: 'keep', promiseId: '9' },
      { reason: 'unknown_promise', promiseId: '9' },
    ],
    [
      'breaking what was not promised',
      raised,
      { type: 'break', promiseId: '9' },
      { reason: 'unknown_promise', promiseId: '9' },
    ],
    [
      'keeping twice',
      () => raised({ promises: [PROMISE] }).do(TEN, { type: 'keep', promiseId: '1' }),
      { type: 'keep', promiseId: '1' },
      { reason: 'promise_closed', promiseId: '1', state: 'kept' },
    ],
    [
      'breaking what is broken',
      () => raised({ promises: [PROMISE] }).do(TEN, { type: 'break', promiseId: '1' }),
      { type: 'break', promiseId: '1' },
      { reason: 'promise_closed', promiseId: '1', state: 'broken' },
    ],
    [
      'an extension with nobody',
      () => raised({ promises: [PROMISE] }),
      { type: 'extend', what: '1', until: at + 1e9, agreedWith: blank },
      text('agreedWith'),
    ],
    [
      'an extension into the past',
      () => raised({ promises: [PROMISE] }),
      { type: 'extend', what: '1', until: past, agreedWith: 'Ms Li' },
      { reason: 'in_past', at: past },
    ],
    [
      'an extension of a promise nobody made',
      raised,
      { type: 'extend', what: '9', until: at, agreedWith: 'Ms Li' },
      { reason: 'unknown_promise', promiseId: '9' },
    ],
    [
      'an extension of a loop to an earlier time',
      () => raised({ highValue: true }),
      { type: 'extend', what: 'loop', until: ms('2026-03-03T20:00+08:00'), agreedWith: 'Ms Li' },
      { reason: 'not_later', than: ms('2026-03-04T09:00+08:00') },
    ],
    ['waiting for nothing', () => working(), { type: 'wait_for_customer', waitingFor: blank }, text('waitingFor')],
    [
      'waiting twice',
      () => working().do(TEN, { type: 'wait_for_customer', waitingFor: 'a photo' }),
      { type: 'wait_for_customer', waitingFor: 'a log' },
      { reason: 'already_waiting' },
    ],
    ['an answer nobody waited for', () => working(), { type: 'customer_answered' }, { reason: 'not_waiting' }],
    ['resolved without a word', () => working(), { type: 'resolve', reply: blank, outcome: 'done' }, text('reply')],
    ['confirmed without a word', () => resolved(), { type: 'confirm', answer: blank, how: 'phone' }, text('answer')],
    [
      'confirmed with half a mark',
      () => resolved(),
      { type: 'confirm', answer: 'yes', how: 'phone', score: 4.5 },
      { reason: 'bad_score', value: 4.5 },
    ],
    [
      'a mark of nought',
      () => resolved(),
      { type: 'score', score: 0, how: 'phone' },
      { reason: 'bad_score', value: 0 },
    ],
    ['a mark of six', () => confirmed(), { type: 'score', score: 6, how: 'phone' }, { reason: 'bad_score', value: 6 }],
    ['reopened for nothing', () => resolved(), { type: 'reopen', why: blank }, text('why')],
    ['an offer of nothing', () => raised({ kind: 'complaint' }), { type: 'offer', what: blank }, text('what')],
    ['an empty root cause', raised, { type: 'set_root_cause', text: blank }, text('text')],
    [
      'another root cause without words',
      raised,
      { type: 'set_root_cause', category: 'other', text: blank },
      text('text'),
    ],
    ['an empty prevention', raised, { type: 'set_prevention', text: blank }, text('text')],
    ['a check of no measure', raised, { type: 'check_measure', done: true, effective: true }, { reason: 'no_measure' }],
    [
      'asking again what nobody asked',
      () => confirmed(),
      { type: 'reask', score: 4, how: 'phone', by: 'bob' },
      { reason: 'nothing_to_ask_again' },
    ],
    [
      'closing before the attempts',
      () => resolved(),
      { type: 'close_unconfirmed' },
      { reason: 'too_few_attempts', attempts: 0, needed: 3 },
    ],
  ])('%s', (_, given, said, refusal) => {
    const story = given();
    const before = story.now;
    expect(story.try(TEN, said)).toEqual(refusal);
    expect(story.now).toEqual(before);
  });

  it.each<[string, Partial<NewLoop>, LoopRefusal]>([
    ['without a description', { description: ' ' }, { reason: 'needs_text', field: 'description' }],
    ['answered with nothing', { answered: { reply: ' ' } }, { reason: 'needs_text', field: 'reply' }],
    ['a complaint settled in the talk', { kind: 'complaint', answered: { reply: 'x' } }, { reason: 'not_simple' }],
    ['praise that was answered', { kind: 'praise', answered: { reply: 'x' } }, { reason: 'not_simple' }],
    [
      'a complex matter settled in the talk',
      { complexity: 'complex', answered: { reply: 'x' } },
      { reason: 'not_simple' },
    ],
    [
      'with a promise that has no time',
      { promises: [{ id: '1', kind: 'result', text: 'x' }] },
      { reason: 'needs_due' },
    ],
  ])('raised %s', (_, more, refusal) => {
    expect(() => raised(more)).toThrow(JSON.stringify(refusal));
  });

  it('asked again with no mark, by a fixer, or by who asked first', () => {
    const story = new Story({ blindReaskPercent: 100 }).raise(MORNING);
    story.do(TEN, { type: 'resolve', reply: 'a new cable', outcome: 'done' });
    story.do(TEN, { type: 'confirm', answer: 'yes', how: 'phone', score: 5 });
    expect(story.try(NOON, { type: 'reask', score: 9, how: 'phone', by: 'bob' })).toEqual({
      reason: 'bad_score',
      value: 9,
    });
    expect(story.try(NOON, { type: 'reask', score: 4, how: 'phone', by: 'amy' })).toEqual({ reason: 'same_person' });
    story.do(NOON, { type: 'reask', score: 4, how: 'wechat', by: 'bob' });
    expect(story.now.reask).toEqual({ value: 4, at: ms(NOON), by: 'bob', how: 'wechat', selfCollected: false });
    expect(story.try(NOON, { type: 'reask', score: 4, how: 'phone', by: 'eve' })).toEqual({
      reason: 'nothing_to_ask_again',
    });
  });

  it('two people: the second, who looked before the first moved, is refused; whoever looks again is not', () => {
    const story = raised();
    const { movedAt } = story.now;
    story.do(TEN, { type: 'accept', expected: movedAt } as Said);
    expect(story.try(TEN, { type: 'resolve', reply: 'x', outcome: 'done', expected: movedAt } as Said)).toEqual({
      reason: 'moved_meanwhile',
      movedAt: movedAt + 1,
    });
    expect(
      story.try(TEN, { type: 'resolve', reply: 'x', outcome: 'done', expected: movedAt + 1 } as Said),
    ).toBeUndefined();
  });
});

describe('what a move leaves on the loop', () => {
  it('an offer, with a compensation where there is one; the newest counts', () => {
    const story = working({ kind: 'complaint' });
    story.do(TEN, { type: 'offer', what: 'a repair', compensation: ' ' });
    expect(story.now.offer).toEqual({ what: 'a repair', at: ms(TEN) });
    story.do(NOON, { type: 'offer', what: 'a new unit', compensation: 'a month free' });
    expect(story.now.offer).toEqual({ what: 'a new unit', compensation: 'a month free', at: ms(NOON) });
  });

  it('a talk in which it was discussed: the customer has heard of us, each visit is noted once', () => {
    const story = raised({ highValue: true, urgency: 'urgent' });
    story.do(TEN, { type: 'discuss', visitKey: '501:2' });
    expect(story.now).toMatchObject({ repliedAt: ms(TEN), triedAt: ms(TEN), silentSince: ms(TEN), told: 1 });
    expect(story.now.ended.map(({ id, result }) => [id, result])).toContainEqual(['P13', 'met']);
    story.do(NOON, { type: 'discuss', visitKey: '501:2' });
    story.do(NOON, { type: 'discuss', visitKey: '501:3' });
    expect(story.now.discussedIn).toEqual(['501:2', '501:3']);
    expect(story.now.repliedAt).toBe(ms(TEN));
  });

  it('another person and role, until the next hand-over', () => {
    const story = raised().do(TEN, { type: 'reassign', ownerRole: 'problem_owner', ownerId: 'bob' });
    expect(story.now).toMatchObject({ ownerRole: 'problem_owner', ownerId: 'bob', state: 'raised' });
  });

  it('who worked on it, once each', () => {
    const story = raised().do(TEN, { type: 'accept', by: 'amy' }).do(TEN, { type: 'start', by: 'bob' });
    story.do(NOON, { type: 'resolve', reply: 'x', outcome: 'declined', by: 'amy' });
    expect(story.now).toMatchObject({ fixers: ['amy', 'bob'], outcome: 'declined', acceptedAt: ms(TEN) });
  });

  it('a measure is checked once, and a new one may be checked again', () => {
    const measure = { what: 'train', department: 'service', person: 'Zhao', dueOn: day('2026-03-20') };
    const story = raised().do(TEN, { type: 'set_measure', measure });
    story.do(NOON, { type: 'check_measure', done: true, effective: true });
    expect(story.now.measure?.checked).toEqual({ at: ms(NOON), done: true, effective: true });
    story.do(NOON, { type: 'set_measure', measure });
    expect(story.now.measure?.checked).toBeUndefined();
  });

  it('time never runs back: a command from a slow clock counts as simultaneous with the newest event', () => {
    const story = raised().do(NOON, { type: 'accept' }).do(TEN, { type: 'start' });
    expect(story.events.at(-1)?.at).toBe(ms(NOON));
    expect(story.now.lastAt).toBe(ms(NOON));
  });

  it('a ticket closed without a word to the customer is resolved without a reply, and a loop that is closed stays so', () => {
    const story = working().do(TEN, { type: 'close_ticket' });
    expect(story.now).toMatchObject({ state: 'resolved', reply: '', ticketClosedAt: ms(TEN), outcome: 'done' });
    const closed = confirmed().do(NOON, { type: 'close_ticket' });
    expect(closed.now).toMatchObject({ state: 'confirmed', ticketClosedAt: ms(NOON) });
  });
});
