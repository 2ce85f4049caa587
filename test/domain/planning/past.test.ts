import { describe, expect, it } from 'vitest';
import { type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Channel, Touch } from '../../../src/domain/planning/facts.ts';
import { isActedOn, keepNeeded, type Past, pastOf, rememberTouches } from '../../../src/domain/planning/past.ts';
import { EMPTY_MEMORY, type KnownVisit, type PlanMemory } from '../../../src/domain/planning/plan.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, compiled, customer, only, touchOf, WHOLE } from '../support.ts';

const TODAY = '2026-04-01';

type VisitText = Partial<Omit<KnownVisit, 'plannedOn' | 'attempts' | 'closedOn' | 'rescheduledTo'>> & {
  readonly plannedOn?: string;
  readonly attempts?: readonly string[];
  readonly closedOn?: string;
  readonly rescheduledTo?: string;
};

function visit(
  slot: number,
  { plannedOn = '2026-03-30', attempts = [], closedOn, rescheduledTo, ...rest }: VisitText = {},
): KnownVisit {
  return {
    slot,
    status: 'planned',
    kind: 'visit',
    pays: [`P08@2026-01-0${slot}`],
    plannedOn: day(plannedOn),
    window: { earliest: day('2026-03-06'), target: day('2026-03-30'), latest: day('2026-04-05') },
    ownerId: 'amy',
    channel: 'phone',
    attempts: attempts.map(day),
    ...(closedOn === undefined ? {} : { closedOn: day(closedOn) }),
    ...(rescheduledTo === undefined ? {} : { rescheduledTo: day(rescheduledTo) }),
    ...rest,
  };
}

const remembers = (changes: Partial<PlanMemory>): PlanMemory => ({ ...EMPTY_MEMORY, ...changes });
const settled = (...lines: readonly string[]): PlanMemory['settled'] =>
  lines.map((line) => {
    const [debt = '', how, on = ''] = line.split(' ');
    return { debt, how: how as 'held', on: day(on) };
  });
const lines = (list: PlanMemory['settled']): string[] =>
  list.map(({ debt, how, on }) => `${debt} ${how} ${formatDay(on)}`);
const talks = (list: readonly Touch[]): string[] =>
  list.map(({ on, kind, direction }) => `${formatDay(on)} ${kind}:${direction}`);
const slots = (list: readonly KnownVisit[]): number[] => list.map(({ slot }) => slot);

function past(
  visits: readonly KnownVisit[],
  memory: PlanMemory,
  text: CustomerText = {},
  policy: Partial<Policy> = WHOLE,
): Past {
  return pastOf(customer(text), memory, visits, compiled('2026-01-01', policy), day(TODAY));
}

describe('the visits of a customer, by what can still be done with them', () => {
  it('are none where nothing stood: what was remembered stays', () => {
    const memory = remembers({ nextSlot: 4, freeSlots: [2, 3], settled: settled('P08@2026-01-01 held 2026-01-05') });
    expect(past([], memory)).toEqual({
      open: [],
      halfWritten: [],
      closed: [],
      freeSlots: [2, 3],
      nextSlot: 4,
      settled: memory.settled,
      touches: [],
      tried: new Map(),
    });
  });

  it('are open where memory says so, withdrawn by halves or not; the others were written by a run that died', () => {
    const memory = remembers({ nextSlot: 6, openSlots: [2, 4], freeSlots: [1, 3] });
    const found = past(
      [
        visit(7),
        visit(6),
        visit(4, { status: 'withdrawn' }),
        visit(2),
        visit(8, { status: 'withdrawn' }),
        visit(3),
        visit(1, { status: 'withdrawn' }),
        visit(5),
      ],
      memory,
    );
    expect(slots(found.open)).toEqual([2, 4]);
    // Slot 5 was used and is neither open nor free: it was settled long ago.
    expect(slots(found.halfWritten)).toEqual([3, 6, 7]);
    expect(found).toMatchObject({ closed: [], freeSlots: [1, 3], nextSlot: 6 });
  });

  it('are closed where people closed them, and forgotten where that was settled before', () => {
    const memory = remembers({ nextSlot: 5, openSlots: [1, 3, 4], freeSlots: [] });
    const found = past(
      [
        visit(4, { status: 'refused', closedOn: '2026-03-31' }),
        visit(1, { status: 'held', closedOn: '2026-03-30' }),
        visit(2, { status: 'held', closedOn: '2026-02-02' }),
        visit(3, { status: 'unreached', closedOn: '2026-03-27' }),
      ],
      memory,
    );
    expect(found).toMatchObject({ open: [], halfWritten: [], closed: [1, 3, 4], freeSlots: [], nextSlot: 5 });
    expect(lines(found.settled)).toEqual(['P08@2026-01-04 refused 2026-03-31']);
    expect(talks(found.touches)).toEqual(['2026-03-30 call:out']);
  });

  it('leave their slot free where nothing is stored in it any more', () => {
    const memory = remembers({ nextSlot: 6, openSlots: [1, 3, 4], freeSlots: [2, 5] });
    expect(past([visit(3)], memory).freeSlots).toEqual([1, 2, 4, 5]);
    expect(past([], memory)).toMatchObject({ open: [], freeSlots: [1, 2, 3, 4, 5] });
    expect(past([visit(3), visit(4, { status: 'held', closedOn: '2026-03-30' })], memory).freeSlots).toEqual([1, 2, 5]);
    expect(past([visit(1), visit(3), visit(4)], memory).freeSlots).toBe(memory.freeSlots);
  });

  it('closed ahead of memory, the slots passed over can be used, and the next one is after them', () => {
    const memory = remembers({ nextSlot: 3, openSlots: [2], freeSlots: [1] });
    const held = { status: 'held', closedOn: '2026-03-30' } as const;
    const ahead = past([visit(2), visit(5, held), visit(7, held), visit(6, held)], memory);
    expect(ahead).toMatchObject({ closed: [5, 6, 7], freeSlots: [1, 3, 4], nextSlot: 8 });
    expect(past([visit(2), visit(3, held)], memory)).toMatchObject({ closed: [3], freeSlots: [1], nextSlot: 4 });
  });

  it('closed in a slot that memory calls free, it is not free any more', () => {
    const memory = remembers({ nextSlot: 4, freeSlots: [1, 2, 3] });
    expect(past([visit(2, { status: 'held', closedOn: '2026-03-30' })], memory)).toMatchObject({
      closed: [2],
      freeSlots: [1, 3],
      nextSlot: 4,
    });
  });
});

describe('a visit that was closed', () => {
  const memory = remembers({ nextSlot: 3, openSlots: [1, 2] });
  const closed = (text: VisitText, policy?: Partial<Policy>): Past =>
    past([visit(1, text), visit(2)], memory, {}, policy);

  it.each<[string, VisitText, string]>([
    ['the day it was closed', { closedOn: '2026-03-27', attempts: ['2026-03-25'] }, '2026-03-27'],
    ['else its last attempt', { attempts: ['2026-03-26', '2026-03-25'] }, '2026-03-26'],
    ['else the day it was planned for', {}, '2026-03-30'],
    ['else, where that is to come, today', { plannedOn: '2026-04-02' }, TODAY],
  ])('was so on %s', (_what, text, on) => {
    expect(lines(closed({ status: 'held', ...text }).settled)).toEqual([`P08@2026-01-01 held ${on}`]);
  });

  it.each<[Channel, string]>([
    ['phone', 'call'],
    ['on_site', 'on_site'],
    ['video', 'video'],
    ['email', 'email'],
    ['sms', 'message'],
    ['wechat', 'message'],
    ['survey', 'survey'],
  ])('by %s is a talk that we began: %s', (channel, kind) => {
    expect(talks(closed({ status: 'held', closedOn: '2026-03-30', channel }).touches)).toEqual([
      `2026-03-30 ${kind}:out`,
    ]);
  });

  it('without a talk is none: a message, a refusal, nobody reached', () => {
    const on = { closedOn: '2026-03-30' };
    expect(closed({ status: 'held', kind: 'message', ...on }).touches).toEqual([]);
    expect(closed({ status: 'refused', ...on }).touches).toEqual([]);
    expect(closed({ status: 'unreached', ...on }).touches).toEqual([]);
  });

  it('ends every debt it paid, and nothing that people wrote into the record', () => {
    const pays = [
      'P24@2026-11-24',
      'P11@2026-03-02',
      'call him',
      'p08@2026-01-01',
      'xP08@2026-01-01',
      'P08@2026-01-01x',
      'P08@2026-1-1',
      'P08',
      '8@2026-01-01',
      'R@2026-02-01',
    ];
    expect(lines(closed({ status: 'held', closedOn: '2026-03-30', pays }).settled)).toEqual([
      'P11@2026-03-02 held 2026-03-30',
      'P24@2026-11-24 held 2026-03-30',
      'R@2026-02-01 held 2026-03-30',
    ]);
  });

  it('joins what was settled before', () => {
    const before = settled('P24@2025-11-24 held 2025-08-25', 'P08@2025-10-01 held 2026-01-01');
    const found = past([visit(1, { status: 'held', closedOn: '2026-03-30' })], { ...memory, settled: before });
    expect(lines(found.settled)).toEqual(['P08@2026-01-01 held 2026-03-30', 'P24@2025-11-24 held 2025-08-25']);
    expect(past([visit(1), visit(2)], { ...memory, settled: before }).settled).toBe(before);
  });
});

describe('a visit that was tried in vain', () => {
  const memory = remembers({ nextSlot: 2, openSlots: [1] });
  const tried = (attempts: readonly string[], text: VisitText = {}, policy?: Partial<Policy>): Past =>
    past([visit(1, { attempts, ...text })], memory, {}, policy);

  it('is open until it was tried on three working days, and then given up', () => {
    expect(slots(tried(['2026-03-27', '2026-03-30']).open)).toEqual([1]);
    const given = tried(['2026-03-31', '2026-03-27', '2026-03-30']);
    expect(given).toMatchObject({ open: [], closed: [1], touches: [], tried: new Map() });
    expect(lines(given.settled)).toEqual(['P08@2026-01-01 unreached 2026-03-31']);
  });

  it('counts a day once and a Saturday not at all', () => {
    expect(slots(tried(['2026-03-27', '2026-03-30', '2026-03-30']).open)).toEqual([1]);
    expect(slots(tried(['2026-03-27', '2026-03-28', '2026-03-30']).open)).toEqual([1]);
    expect(tried(['2026-03-27', '2026-03-28', '2026-03-30', '2026-03-31']).closed).toEqual([1]);
  });

  it('counts the working days of its owner', () => {
    const team = { users: { amy: { exceptions: [{ on: '2026-03-28', working: true, name: 'on duty' }] } } } as const;
    const policy: Partial<Policy> = { ...WHOLE, team };
    const attempts = ['2026-03-27', '2026-03-28', '2026-03-30'];
    expect(tried(attempts, {}, policy).closed).toEqual([1]);
    expect(tried(attempts, { ownerId: 'ben' }, policy).closed).toEqual([]);
  });

  it('is given up as late as the policy says', () => {
    const twice = ['2026-03-27', '2026-03-30'];
    expect(tried(twice, {}, { ...WHOLE, attempts: 2 }).closed).toEqual([1]);
    expect(tried(twice, {}, { ...WHOLE, attempts: 4 }).closed).toEqual([]);
  });

  it('that a person closed meanwhile is closed as he said', () => {
    const found = tried(['2026-03-27', '2026-03-30', '2026-03-31'], { status: 'held', closedOn: '2026-04-01' });
    expect(lines(found.settled)).toEqual(['P08@2026-01-01 held 2026-04-01']);
  });

  it('is remembered by each debt it pays, with its days in order', () => {
    const pays = ['P24@2026-11-24', 'P08@2026-01-01'];
    const entry = { slot: 1, attempts: [day('2026-03-27'), day('2026-03-30')] };
    const attempts = ['2026-03-30', '2026-03-27', '2026-03-30'];
    expect(tried(attempts, { pays }).tried).toEqual(new Map(pays.map((debt) => [debt, entry])));
    expect(tried(attempts, { pays, status: 'withdrawn' }).tried.size).toBe(2);
    expect(tried([], { pays }).tried.size).toBe(0);
  });

  it('by a run that died is so too, unless it withdrew it', () => {
    const fresh = remembers({ nextSlot: 1 });
    const attempts = ['2026-03-27'];
    expect([...past([visit(1, { attempts })], fresh).tried.keys()]).toEqual(['P08@2026-01-01']);
    expect(past([visit(1, { attempts, status: 'withdrawn' })], fresh).tried.size).toBe(0);
  });

  it('or moved by its owner is not used for anything else', () => {
    expect(isActedOn(visit(1))).toBe(false);
    expect(isActedOn(visit(1, { attempts: ['2026-03-27'] }))).toBe(true);
    expect(isActedOn(visit(1, { rescheduledTo: '2026-03-31' }))).toBe(true);
  });
});

describe('what was settled is kept as long as a rule can need it', () => {
  const { rules } = compiled('2026-01-01', only('P08', 'P12', 'P24'));
  const kept = (...list: readonly string[]): string[] => lines(keepNeeded(settled(...list), rules));

  it('newest first, those of a day by their names', () => {
    expect(
      kept('P08@2026-01-01 held 2026-02-02', 'P24@2026-11-24 held 2026-03-02', 'P12@2026-01-01 held 2026-02-02'),
    ).toEqual(['P24@2026-11-24 held 2026-03-02', 'P08@2026-01-01 held 2026-02-02', 'P12@2026-01-01 held 2026-02-02']);
    expect(kept('P12@2026-01-01 held 2026-02-02', 'P08@2026-01-01 held 2026-02-02')).toEqual([
      'P08@2026-01-01 held 2026-02-02',
      'P12@2026-01-01 held 2026-02-02',
    ]);
  });

  it('none twice: the newest stands', () => {
    expect(kept('P24@2026-11-24 unreached 2026-02-02', 'P24@2026-11-24 held 2026-03-02')).toEqual([
      'P24@2026-11-24 held 2026-03-02',
    ]);
  });

  it('of a recurring rule the last one, or as many as its guard counts', () => {
    expect(kept('P08@2026-01-01 held 2026-01-05', 'P08@2026-01-05 held 2026-02-02')).toEqual([
      'P08@2026-01-05 held 2026-02-02',
    ]);
    expect(
      kept('P12@2026-01-01 held 2026-01-05', 'P12@2026-01-05 held 2026-01-20', 'P12@2026-01-20 held 2026-02-02'),
    ).toEqual(['P12@2026-01-20 held 2026-02-02', 'P12@2026-01-05 held 2026-01-20']);
  });

  it.each(['P24', 'P99'])('three of any other, for dates that are corrected and corrected back: %s', (id) => {
    expect(
      kept(...['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'].map((on) => `${id}@${on} held ${on}`)),
    ).toEqual(['2026-01-08', '2026-01-07', '2026-01-06'].map((on) => `${id}@${on} held ${on}`));
  });

  it('a rule does not take the place of another whose name begins alike', () => {
    expect(
      kept('P1@2026-01-01 held 2026-01-05', 'P12@2026-01-01 held 2026-02-02', 'P12@2026-01-20 held 2026-02-03'),
    ).toHaveLength(3);
  });
});

describe('the talks that are remembered', () => {
  const holding = (known: readonly string[], last?: string, visits: readonly KnownVisit[] = []): string[] =>
    talks(
      past(
        visits,
        remembers({ nextSlot: 2, openSlots: visits.length > 0 ? [1] : [], touches: known.map(touchOf) }),
        last === undefined ? {} : { touch: last },
      ).touches,
    );

  it('take in the last one that HubSpot knows', () => {
    expect(holding([], '2026-03-30 call:in')).toEqual(['2026-03-30 call:in']);
    expect(holding(['2026-03-02 call:out'], '2026-03-30 email:in')).toEqual([
      '2026-03-30 email:in',
      '2026-03-02 call:out',
    ]);
    expect(holding(['2026-03-30 call:out'], '2026-03-02 email:in')).toEqual([
      '2026-03-30 call:out',
      '2026-03-02 email:in',
    ]);
    expect(holding([], `${TODAY} call:in`)).toEqual([`${TODAY} call:in`]);
    expect(holding(['2026-03-02 call:out'], `${TODAY} call:in`)).toEqual([`${TODAY} call:in`, '2026-03-02 call:out']);
  });

  it('not one that is to come, nor one they hold already', () => {
    expect(holding([], '2026-04-02 call:in')).toEqual([]);
    expect(holding(['2026-03-02 call:out'], '2026-04-02 call:in')).toEqual(['2026-03-02 call:out']);
    expect(holding(['2026-03-02 call:out'], '2026-03-02 call:out')).toEqual(['2026-03-02 call:out']);
    expect(holding(['2026-03-02 call:out'], '2026-03-02 call:in')).toHaveLength(2);
    expect(holding(['2026-03-02 call:out'], '2026-03-02 video:out')).toHaveLength(2);
    expect(holding(['2026-03-02 call:out'], '2026-03-03 call:out')).toHaveLength(2);
  });

  it('take in a visit of ours once, whether or not HubSpot knows it too', () => {
    const held = visit(1, { status: 'held', closedOn: '2026-03-30' });
    expect(holding([], undefined, [held])).toEqual(['2026-03-30 call:out']);
    expect(holding([], '2026-03-30 call:out', [held])).toEqual(['2026-03-30 call:out']);
    expect(holding([], '2026-03-31 email:in', [held])).toEqual(['2026-03-31 email:in', '2026-03-30 call:out']);
    expect(holding([], '2026-04-02 email:in', [held])).toEqual(['2026-03-30 call:out']);
    expect(holding(['2026-03-30 call:out', '2026-03-02 call:in'], undefined, [held])).toEqual([
      '2026-03-30 call:out',
      '2026-03-02 call:in',
    ]);
  });

  it('stand newest first, those of a day by kind and by who began', () => {
    expect(holding(['2026-03-30 email:in', '2026-03-30 video:out'], '2026-03-30 on_site:out')).toEqual([
      '2026-03-30 email:in',
      '2026-03-30 on_site:out',
      '2026-03-30 video:out',
    ]);
    expect(holding(['2026-03-30 call:out'], '2026-03-30 call:in')).toEqual([
      '2026-03-30 call:in',
      '2026-03-30 call:out',
    ]);
    expect(holding(['2026-03-30 call:in'], '2026-03-30 call:out')).toEqual([
      '2026-03-30 call:in',
      '2026-03-30 call:out',
    ]);
  });

  const mails = (n: number): string[] =>
    Array.from({ length: n }, (_, i) => `2026-03-${String(29 - i).padStart(2, '0')} email:in`);

  it('are eight: of nine the oldest goes that has two newer of its kind', () => {
    const seven = mails(7);
    expect(holding([...seven, '2026-01-05 call:out'], '2026-03-30 email:in')).toEqual([
      '2026-03-30 email:in',
      ...seven.slice(0, 6),
      '2026-01-05 call:out',
    ]);
    // Two newer calls: the oldest call goes, before a mail that has seven.
    const calls = ['2026-03-10 call:out', '2026-03-09 call:out', '2026-01-05 call:out'];
    expect(holding([...mails(5), ...calls], '2026-03-30 email:in')).toEqual([
      '2026-03-30 email:in',
      ...mails(5),
      ...calls.slice(0, 2),
    ]);
    // Who began is part of the kind.
    const others = ['2026-03-10 call:in', '2026-03-09 call:in', '2026-01-05 call:out'];
    expect(holding([...mails(5), ...others], '2026-03-30 email:in')).toEqual([
      '2026-03-30 email:in',
      ...mails(4),
      ...others,
    ]);
  });

  it('else the oldest that has one newer, else the oldest', () => {
    const each = ['call:in', 'call:out', 'email:in', 'email:out', 'video:in', 'video:out', 'meeting:in', 'meeting:out'];
    const known = each.map((how, i) => `2026-03-${20 - i} ${how}`);
    expect(holding(known, '2026-03-30 on_site:out')).toEqual(['2026-03-30 on_site:out', ...known.slice(0, 7)]);
    expect(holding(known, '2026-03-30 email:in')).toEqual([
      '2026-03-30 email:in',
      ...known.filter((one) => !one.endsWith('email:in')),
    ]);
    // Two kinds have one newer: the older goes.
    const twice = [...known.slice(0, 6), '2026-03-10 call:in'];
    expect(holding([...twice, '2026-03-09 video:out'], '2026-03-30 meeting:in')).toEqual([
      '2026-03-30 meeting:in',
      ...twice,
    ]);
  });

  it('come from elsewhere too, and a memory that learns nothing new is the very same', () => {
    const memory = remembers({ touches: [touchOf('2026-03-30 call:out'), touchOf('2026-03-02 email:in')] });
    const today = day(TODAY);
    const learn = (...texts: readonly string[]): PlanMemory => rememberTouches(memory, texts.map(touchOf), today);
    expect(learn()).toBe(memory);
    expect(learn('2026-03-02 email:in', '2026-03-30 call:out')).toBe(memory);
    expect(learn('2026-03-30 call:out', '2026-03-10 call:out')).toEqual({
      ...memory,
      touches: ['2026-03-30 call:out', '2026-03-10 call:out', '2026-03-02 email:in'].map(touchOf),
    });
    const full = remembers({ touches: mails(8).map(touchOf) });
    // A talk in between, and the newest ones stay what they were.
    expect(rememberTouches(full, [touchOf('2026-03-25 call:in')], today)).not.toBe(full);
    expect(rememberTouches(full, [touchOf('2026-01-05 email:in')], today)).toBe(full);
    const known: Day[] = rememberTouches(full, [touchOf('2026-03-30 email:in')], today).touches.map(({ on }) => on);
    expect(known.map(formatDay)).toEqual(['2026-03-30', ...mails(7).map((mail) => mail.slice(0, 10))]);
  });
});
