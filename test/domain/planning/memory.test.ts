import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayText } from '../../../src/domain/calendar/civil.ts';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import { decodeMemory, encodeMemory, MEMORY_LIMIT, slotsToRead } from '../../../src/domain/planning/memory.ts';
import { EMPTY_MEMORY, type PlanMemory } from '../../../src/domain/planning/plan.ts';

const days = fc.integer({ min: 16_800, max: 33_200 }).map((n) => n as Day);
const rules = fc.integer({ min: 1, max: 53 }).map((n) => `P${String(n).padStart(2, '0')}`);
const touches = fc.record({
  on: days,
  kind: fc.constantFrom('call', 'video', 'on_site', 'meeting', 'email', 'message', 'survey'),
  direction: fc.constantFrom('in', 'out'),
});
const settled = fc.record({
  debt: fc.tuple(rules, days).map(([rule, on]) => `${rule}@${dayText(on)}`),
  how: fc.constantFrom('held', 'unreached', 'refused'),
  on: days,
});
const told = fc
  .tuple(rules, days, fc.boolean())
  .map(([rule, on, off]) => ({ debt: `${rule}@${dayText(on)}`, ...(off ? { off: true as const } : {}) }));
const slots = fc
  .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: 12 })
  .map((list) => list.sort((a, b) => a - b));
const memories = (most: number): fc.Arbitrary<PlanMemory> =>
  fc.record(
    {
      nextSlot: fc.integer({ min: 1, max: 99_999 }),
      openSlots: slots,
      freeSlots: slots,
      settled: fc.array(settled, { maxLength: most }).map((list) => list.sort((a, b) => b.on - a.on)),
      touches: fc.array(touches, { maxLength: 8 }).map((list) => list.sort((a, b) => b.on - a.on)),
      began: fc.dictionary(rules, days, { maxKeys: 53, noNullPrototype: true }),
      applied: fc.uniqueArray(rules, { maxLength: 53 }),
      told: fc.array(told, { minLength: 1, maxLength: 12 }),
    },
    { requiredKeys: ['nextSlot', 'openSlots', 'freeSlots', 'settled', 'touches', 'began'] },
  ) as fc.Arbitrary<PlanMemory>;

describe('the memory of a customer', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(memories(20), (memory) => {
        const text = encodeMemory(memory);
        fc.pre(decodeMemory(text).settled.length === memory.settled.length);
        expect(decodeMemory(text)).toEqual(memory);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is at most 1,500 characters whatever the history, and what goes is the oldest settled', () => {
    fc.assert(
      fc.property(memories(600), (memory) => {
        const text = encodeMemory(memory);
        expect(text.length).toBeLessThanOrEqual(MEMORY_LIMIT);
        const read = decodeMemory(text);
        expect({ ...read, settled: [] }).toEqual({ ...memory, settled: [] });
        expect(read.settled).toEqual(memory.settled.slice(0, read.settled.length));
        // Nothing is dropped that would have fitted.
        const one = memory.settled.slice(0, read.settled.length + 1);
        if (one.length > read.settled.length + 0)
          expect(encodeMemory({ ...memory, settled: one }).length).toBeGreaterThan(MEMORY_LIMIT - 45);
      }),
      { numRuns: 500 },
    );
  });

  it('is short for somebody who was never visited', () => {
    expect(encodeMemory(EMPTY_MEMORY)).toBe('1|1;');
    expect(decodeMemory('1|1;')).toEqual(EMPTY_MEMORY);
  });

  it('is legible: rule, day in base 36, how', () => {
    expect(
      encodeMemory({
        nextSlot: 3,
        openSlots: [2],
        freeSlots: [],
        settled: [{ debt: 'P01@2026-02-12', how: 'held', on: day('2026-02-14') }],
        touches: [{ on: day('2026-02-14'), kind: 'call', direction: 'out' }],
        began: { P11: day('2026-02-12') },
        applied: ['P08', 'P11'],
      }),
    ).toBe('1|3|2||P01@ftc.hfte|cofte|P11@ftc|+P08,P11;');
  });

  it('tells of tasks besides visits, ended ones with a dash', () => {
    const memory: PlanMemory = {
      ...EMPTY_MEMORY,
      applied: [],
      told: [{ debt: 'P27@2026-12-01' }, { debt: 'P26@2026-09-25', off: true }],
    };
    expect(encodeMemory(memory)).toBe('1|1||||||+||P27@g1g.,-P26@fzl.;');
    expect(decodeMemory('1|1||||||+||P27@g1g.,-P26@fzl.;')).toEqual(memory);
  });

  it.each([
    ['early', 'e'],
    ['late', 'l'],
  ] as const)('tells of the first day that was left to chance: %s', (arm, letter) => {
    const firstDraw = { arm, earliest: day('2026-02-12'), latest: day('2026-02-14') };
    const memory: PlanMemory = { ...EMPTY_MEMORY, applied: [], firstDraw };
    expect(encodeMemory(memory)).toBe(`1|1||||||+|${letter}ftc,fte;`);
    expect(decodeMemory(encodeMemory(memory))).toEqual(memory);
  });

  it('keeps each kind of talk apart, which way it went and how a debt ended', () => {
    const on = day('2026-02-14');
    const kinds = ['call', 'video', 'on_site', 'meeting', 'email', 'message', 'survey'] as const;
    const memory: PlanMemory = {
      ...EMPTY_MEMORY,
      touches: kinds.flatMap((kind) => [
        { on, kind, direction: 'in' as const },
        { on, kind, direction: 'out' as const },
      ]),
      settled: (['held', 'unreached', 'refused'] as const).map((how) => ({ debt: 'Q18@2026-02-12', how, on })),
      began: { P1: on },
    };
    expect(decodeMemory(encodeMemory(memory))).toEqual(memory);
  });

  /** A memory whose text is so many characters too long. */
  const tooLong = (more: number, memory: Partial<PlanMemory>): PlanMemory => {
    const whole = { ...EMPTY_MEMORY, ...memory };
    const short = encodeMemory({ ...whole, applied: ['A'] }).length;
    return { ...whole, applied: ['A'.repeat(MEMORY_LIMIT + more - short + 1)] };
  };
  const settledOn = (...days: readonly string[]): PlanMemory['settled'] =>
    days.map((on) => ({ debt: 'P01@2026-02-12', how: 'held', on: day(on) }));

  it('of 1,500 characters is whole; of one more it loses the debt settled longest ago, wherever that stands', () => {
    const settled = settledOn('2026-02-14', '2026-02-12', '2026-02-13');
    const whole = tooLong(0, { settled });
    expect(encodeMemory(whole)).toHaveLength(MEMORY_LIMIT);
    expect(decodeMemory(encodeMemory(whole)).settled).toEqual(settled);
    const less = decodeMemory(encodeMemory(tooLong(1, { settled })));
    expect(less.settled).toEqual(settledOn('2026-02-14', '2026-02-13'));
  });

  it('loses no more than it must: of twenty entries of thirteen characters eight for a hundred', () => {
    const settled = Array.from({ length: 20 }, () => settledOn('2026-02-14')).flat();
    expect(decodeMemory(encodeMemory(tooLong(100, { settled }))).settled).toHaveLength(12);
    expect(decodeMemory(encodeMemory(tooLong(104, { settled }))).settled).toHaveLength(12);
    expect(decodeMemory(encodeMemory(tooLong(105, { settled }))).settled).toHaveLength(11);
  });

  it('loses its oldest talks once no settled debt is left, and nothing else', () => {
    const touches = ['2026-02-14', '2026-02-13', '2026-02-12'].map(
      (on) => ({ on: day(on), kind: 'call', direction: 'out' }) as const,
    );
    const memory = tooLong(14, { settled: settledOn('2026-02-14'), touches });
    expect(decodeMemory(encodeMemory(memory))).toEqual({ ...memory, settled: [], touches: touches.slice(0, 2) });
    const none = tooLong(1, {});
    expect(() => encodeMemory(none)).toThrow('expected a memory of at most 1500 characters, got 1501');
  });

  it.each(['P01', '@2026-02-12', 'P01@soon'])('is not written with what is no debt: %s', (debt) => {
    const settled = [{ debt, how: 'held', on: day('2026-02-14') }] as const;
    expect(() => encodeMemory({ ...EMPTY_MEMORY, settled })).toThrow(
      `expected a debt as RULE@YYYY-MM-DD, got ${JSON.stringify(debt)}`,
    );
  });

  it.each([undefined, ''])('of nobody (%j) is empty, and not lost', (text) => {
    expect(decodeMemory(text)).toEqual(EMPTY_MEMORY);
  });

  it.each([
    'nonsense',
    '2|1;',
    '1;',
    '1|0;',
    '1|3|x-y;',
    '1|3|2||P01@ftc.zfte;',
    '1|3|2||P01ftc.hfte;',
    '1|3|2|||qofte;',
    '1|3|2||||P11ftc;',
    '1|3|2|||||P11;',
    '1|1|||||||;',
    '1|1||||||||;',
    '1|1||||||||P27@g1g;',
    '1|1||||||||P27@g1g.|;',
    '1|3|2||P01@ftc.hfte|cofte|P11@ftc|+P08,P1',
    '1|3|||P01@ftc.hfte!;',
    '1|3|||,P01@ftc.hfte;',
    '1|3||||xcofte;',
    '1|3||||cofte!;',
    '1|3||||coFTE;',
    '1|3|||||@ftc;',
    '1|3||||||P08;',
    '1|1||||||+|xftc,fte;',
    '1|1||||||+|eftc;',
    '1|1||||||+|eftc,fte!;',
    '1|1||||||+|xeftc,fte;',
    '1|1||||||+||P27@g1g.x;',
    '1|1||||||+||P27@g1g.|x;',
    '1|zzzzzzzz;',
    '1|-;',
    '1|1|2,;',
    '1|1x!;',
  ])('that cannot be read (%s) is called lost, never taken for an empty one', (text) => {
    expect(decodeMemory(text)).toEqual({ ...EMPTY_MEMORY, lost: true });
  });

  it('cut off anywhere is called lost', () => {
    const text = '1|3|2||P01@ftc.hfte|cofte|P11@ftc|+P08,P11;';
    for (let end = 1; end < text.length; end += 1) expect(decodeMemory(text.slice(0, end)).lost).toBe(true);
  });

  it('that can never fit is a mistake and throws', () => {
    const openSlots = Array.from({ length: 800 }, (_, i) => i + 1);
    expect(() => encodeMemory({ ...EMPTY_MEMORY, openSlots })).toThrow(RangeError);
    expect(() =>
      encodeMemory({ ...EMPTY_MEMORY, settled: [{ debt: 'P01', how: 'held', on: day('2026-02-14') }] }),
    ).toThrow(RangeError);
  });

  it('says which slots an unfinished run may have touched', () => {
    expect(slotsToRead({ ...EMPTY_MEMORY, nextSlot: 5, openSlots: [4], freeSlots: [2] })).toEqual([2, 4, 5, 6, 7, 8]);
  });
});
