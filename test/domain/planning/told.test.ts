import { describe, expect, it } from 'vitest';
import type { PlannedTouch, Told } from '../../../src/domain/planning/plan.ts';
import { toldAfter } from '../../../src/domain/planning/told.ts';

const touch = (debt: string, more: Partial<PlannedTouch> = {}) =>
  ({ debt, rule: debt.slice(0, 3), kind: 'message', ...more }) as PlannedTouch;

describe('what is remembered of tasks besides visits', () => {
  it('is nothing of a customer who was never told of any', () => {
    expect(toldAfter(undefined, [])).toBeUndefined();
    expect(toldAfter(undefined, [touch('P15@2026-11-23', { byDelivery: true })])).toBeUndefined();
  });

  it('puts what is new first and keeps what ended, which stands again when it comes back', () => {
    const once = toldAfter(undefined, [touch('P26@2026-09-25')]);
    const then = toldAfter(once, [touch('P27@2026-12-01')]);
    expect(then).toEqual([{ debt: 'P27@2026-12-01' }, { debt: 'P26@2026-09-25', off: true }]);
    expect(toldAfter(then, [touch('P26@2026-09-25')])).toEqual([
      { debt: 'P27@2026-12-01', off: true },
      { debt: 'P26@2026-09-25' },
    ]);
  });

  it('forgets the oldest of more than twelve, and never one that stands', () => {
    const known: readonly Told[] = Array.from({ length: 12 }, (_, n) => ({
      debt: `P${30 + n}@2026-09-25`,
      ...(n === 11 ? {} : { off: true as const }),
    }));
    const after = toldAfter(known, [touch('P27@2026-12-01'), touch(known[11]?.debt ?? '')]);
    expect(after).toHaveLength(13);
    expect(after?.[0]).toEqual({ debt: 'P27@2026-12-01' });
    expect(after?.[12]).toEqual({ debt: known[11]?.debt });
    expect(toldAfter(after, [])).toHaveLength(12);
    expect(toldAfter(after, [])?.every(({ off }) => off)).toBe(true);
  });
});
