import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { decodeAsked, encodeAsked } from '../../../src/domain/planning/asked.ts';
import { askedAfter, visitReaskOf } from '../../../src/domain/planning/asked-by-visits.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_DUTIES } from '../../../src/domain/policy/default-duties.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { loopDesk } from '../../../src/use-cases/loops/loop-context.ts';
import { compiled, customer, NOBODY_BUSY, only } from '../support.ts';

/** Monday 2026-06-01, 15:00 in Shanghai. */
const AT = Date.parse('2026-06-01T07:00:00Z');
const ASKERS = ['1001', '1002', '1003'];
const { desk } = loopDesk({
  policy: DEFAULT_POLICY,
  portalZone: 'Asia/Shanghai',
  ownerId: '1001',
  owners: {},
  since: AT,
  now: AT,
});
const settings = {
  percent: 100,
  duty: DEFAULT_DUTIES.find(({ id }) => id === 'Q18'),
  budget: DEFAULT_POLICY.budget,
  desk,
  askers: ASKERS,
};
const visit = { key: '12:3', ownerId: '1001', at: AT };

describe('marks that a rep asked for himself', () => {
  it('are asked for again by somebody else, past the week that the budget keeps between two calls', () => {
    const asked = visitReaskOf(visit, [], settings);
    // Q18: three working days aimed at, five allowed, from Monday 2026-06-08.
    expect(asked).toMatchObject({
      rule: 'Q18',
      loop: '12:3',
      notBy: ['1001'],
      window: { earliest: day('2026-06-08'), target: day('2026-06-11'), latest: day('2026-06-15') },
    });
    expect(['1002', '1003']).toContain(asked?.by);
    expect(visitReaskOf(visit, [], settings)).toEqual(asked);
  });

  it('are drawn by the visit’s key alone, as many as the policy says', () => {
    const drawn = Array.from({ length: 2_000 }, (_, i) =>
      visitReaskOf({ ...visit, key: `${i}:1` }, [], { ...settings, percent: 10 }),
    ).filter((asked) => asked !== undefined).length;
    // Four standard errors of ten percent.
    expect(Math.abs(drawn - 200)).toBeLessThan(4 * Math.sqrt(2_000 * 0.1 * 0.9));
    expect(visitReaskOf(visit, [], { ...settings, percent: 0 })).toBeUndefined();
  });

  it('are not asked for while another such call is owed, where it is off, or where there is nobody else', () => {
    const asked = visitReaskOf(visit, [], settings);
    if (!asked) throw new Error('expected a call');
    expect(visitReaskOf({ ...visit, key: '12:4' }, [asked], settings)).toBeUndefined();
    const { duty } = settings;
    expect(visitReaskOf(visit, [], { ...settings, duty: duty && { ...duty, on: false } })).toBeUndefined();
    expect(visitReaskOf(visit, [], { ...settings, askers: ['1001'] })).toBeUndefined();
  });

  it('are asked for beside what loops ask, but not by a duty that is missing or has no time', () => {
    const asked = visitReaskOf(visit, [], settings);
    if (!asked) throw new Error('expected a call');
    expect(visitReaskOf(visit, [{ ...asked, rule: 'P22', loop: '12:1:problem' }], settings)).toEqual(asked);
    expect(visitReaskOf(visit, [], { ...settings, duty: undefined })).toBeUndefined();
    const { latest: _, ...timeless } = settings.duty ?? {};
    expect(visitReaskOf(visit, [], { ...settings, duty: timeless as typeof settings.duty })).toBeUndefined();
  });

  it('are asked for from the day of the visit where the policy keeps no budget', () => {
    expect(visitReaskOf(visit, [], { ...settings, budget: undefined })?.window).toEqual({
      earliest: day('2026-06-01'),
      target: day('2026-06-04'),
      latest: day('2026-06-08'),
    });
  });

  it('become a visit of whoever was drawn, and that visit alone ends the call', () => {
    const asked = visitReaskOf(visit, [], settings);
    if (!asked) throw new Error('expected a call');
    const read = decodeAsked(encodeAsked([asked]));
    expect(read).toEqual([asked]);
    const plan = planCustomer(
      customer({ firstPurchaseOn: '2024-01-10', touch: '2026-06-01 call:out', asked: read ?? [] }),
      EMPTY_MEMORY,
      [],
      {
        policy: compiled('2026-01-05', { ...only('P11'), duties: DEFAULT_DUTIES }),
        load: NOBODY_BUSY,
        today: addDays(asked.window.earliest, -1),
      },
    );
    expect(plan.visits).toMatchObject([
      { leader: 'Q18', pays: ['Q18@2026-06-08'], ownerId: asked.by, plannedOn: asked.window.target },
    ]);
    const ofLoop = { ...asked, loop: '12:3:problem' };
    expect(askedAfter([asked, ofLoop], ['P11@2026-06-08'])).toEqual([asked, ofLoop]);
    expect(askedAfter([asked, ofLoop], ['Q18@2026-06-08'])).toEqual([ofLoop]);
    const long = { ...asked, loop: '1203:345' };
    const ofThree = { ...asked, loop: '12:3:4' };
    const confirming = { ...asked, rule: 'P22' };
    expect(askedAfter([long, ofThree, confirming], ['Q18@2026-06-08'])).toEqual([ofThree, confirming]);
  });
});
