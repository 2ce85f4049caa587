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
