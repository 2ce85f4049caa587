import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import { customerName, customerNumber } from '../../../src/domain/measures/coverage.ts';
import { Cube, decodeCounts, encodeCounts, sizeOf, Tally } from '../../../src/domain/measures/cube.ts';
import { countBehind, type DrillDown, drillDown } from '../../../src/domain/measures/drill-down.ts';
import type { Fact, ObligationFact, ResponseFact } from '../../../src/domain/measures/facts.ts';
import { RATES, VERDICTS } from '../../../src/domain/measures/kpis.ts';
import {
  answersOf,
  DIMENSION_VALUES,
  decodeMeasures,
  dimensionOf,
  encodeMeasures,
  MEASURES_LIMIT,
  MonthMeasures,
  measuresOf,
} from '../../../src/domain/measures/month-measures.ts';
import * as places from '../../../src/domain/measures/places.ts';
import {
  ATTEMPT_VALUES,
  attemptOf,
  COLLECTION_VALUES,
  type Collection,
  collectionOf,
} from '../../../src/domain/measures/responses.ts';
import {
  callLengths,
  csat,
  csatByAttempt,
  csatOfAttempts,
  hubspotCsat,
  npsOf,
  SHARE_KPIS,
  shareKpi,
  slaByClock,
  timeToResolution,
} from '../../../src/domain/measures/scorecard.ts';
import { STAGE_VALUES, segmentOf, TIER_VALUES } from '../../../src/domain/measures/segments.ts';
import { hashOf, spread } from '../../../src/domain/satisfaction/hash.ts';
import { PATTERN_SETS, patternsIn } from '../../../src/domain/satisfaction/integrity.ts';
import { MARKED, namedMarks } from '../../../src/domain/satisfaction/marks.ts';
import { APRIL, anyAnswers, anyFacts, contextOn, endOf, fact } from './arbitraries.ts';

const MAY = contextOn(day('2026-05-31'));
const anyAsOf = fc.integer({ min: APRIL.from - 3, max: APRIL.to + 40 }).map((on) => contextOn(on as Day));

/** Everything measures hold, as plain data: two of them are the same if and only if these are. */
function contents(measures: MonthMeasures): unknown {
  const cubes = Object.fromEntries(
    Object.entries(measures.cubes).map(([part, { counts }]) => [part, encodeCounts(counts)]),
  );
  return { cubes, customers: measures.customers.encode(APRIL.from) };
}

/** Each cell that is not empty, by its names. */
function filledOf({ axes, counts }: Cube): Map<string, number> {
  const names = axes.reduce<string[]>(
    (all, { values }) => all.flatMap((name) => values.map((value) => (name === '' ? value : `${name}/${value}`))),
    [''],
  );
  return new Map([...counts].flatMap((count, cell) => (count === 0 ? [] : [[names[cell] ?? '', count]])));
}

/** Facts of which every person answered at most once: what one period's list gives. */
const onePerPerson = (facts: readonly Fact[]): Fact[] => {
  const { earlier } = answersOf(
    facts.filter((each): each is ResponseFact => each.type === 'response'),
    MAY,
  );
  return facts.filter((each) => !(earlier as readonly Fact[]).includes(each));
};

describe('measures of facts', () => {
  test.prop([anyFacts(), fc.nat(), fc.nat(60)])('are the same in any order and any pieces', (drawn, turn, cut) => {
    expect(contents(measuresOf([...drawn].reverse(), MAY))).toEqual(contents(measuresOf(drawn, MAY)));
    const facts = onePerPerson(drawn);
    const whole = measuresOf(facts, MAY);
    const at = facts.length === 0 ? 0 : turn % facts.length;
    const turned = [...facts.slice(at), ...facts.slice(0, at)].reverse();
    expect(contents(measuresOf(turned, MAY))).toEqual(contents(whole));
    const [one, two] = [facts.slice(0, cut), facts.slice(cut)];
    expect(contents(measuresOf(one, MAY).plus(measuresOf(two, MAY)))).toEqual(contents(whole));
  });

  test.prop([anyFacts(30), anyFacts(30), anyFacts(30)])(
    'add up in any order and any brackets, nothing changes nothing',
    (a, b, c) => {
      const [x, y, z] = [a, b, c].map((facts) => measuresOf(facts, MAY)) as [
        MonthMeasures,
        MonthMeasures,
        MonthMeasures,
      ];
      const before = contents(x);
      expect(contents(x.plus(y))).toEqual(contents(y.plus(x)));
      expect(contents(x.plus(y).plus(z))).toEqual(contents(x.plus(y.plus(z))));
      expect(contents(x.plus(new MonthMeasures()))).toEqual(before);
      expect(contents(x)).toEqual(before);
    },
  );

  test.prop([anyAnswers(), anyAsOf])(
    'of a person’s answers the latest counts, whoever asked in whichever order',
    (facts, context) => {
      const there = facts
        .filter((each): each is ResponseFact => each.type === 'response')
        .filter(({ on }) => on <= context.asOf.day);
      const usual = there.filter(({ valid, mode }) => valid && mode !== 'blind_reask');
      const { n, excluded } = (() => {
        const rates = measuresOf(facts, context).cubes.rates.by('verdict', { rate: ['answers'] });
        return { n: rates.met ?? 0, excluded: rates };
      })();
      const second = there.filter(({ valid, mode }) => valid && mode === 'blind_reask').length;
      expect(n).toBe(new Set(usual.map(({ person }) => person)).size + second);
      expect(excluded.answered_again).toBe(usual.length - new Set(usual.map(({ person }) => person)).size);
      expect(excluded.invalid).toBe(there.filter(({ valid }) => !valid).length);
    },
  );

  test.prop([anyAnswers(), anyAsOf])(
    'of an answer are each mark, score and pattern in its own cell',
    (facts, context) => {
      const { cubes } = measuresOf(facts, context);
      const counted = { marks: new Map(), markGroups: new Map(), attemptMarks: new Map(), nps: new Map() };
      const more = { npsGroups: new Map(), hubspotMarks: new Map(), patterns: new Map() };
      const count = (cells: Map<string, number>, ...names: readonly (string | number)[]): unknown =>
        cells.set(names.join('/'), (cells.get(names.join('/')) ?? 0) + 1);
      const responses = facts.filter((each): each is ResponseFact => each.type === 'response');
      for (const answer of answersOf(responses, context).latest.filter(({ valid }) => valid)) {
        const { nps, hubspotMark, mode, collectorId, ownerId } = answer;
        const { tier, stage } = segmentOf(answer.segment);
        const way = collectionOf(answer);
        const attempt = attemptOf(answer);
        const group = spread(answer.customer) % places.COMPANY_GROUPS;
        const marks = namedMarks(answer);
        for (const [dimension, mark] of marks) {
          count(counted.marks, dimensionOf(dimension), way, tier, stage, mark);
          count(counted.markGroups, dimensionOf(dimension), group, mark);
          if (attempt !== undefined) count(counted.attemptMarks, attempt, tier, stage, mark);
        }
        if (nps !== undefined) {
          count(counted.nps, way, tier, stage, nps);
          count(more.npsGroups, group, nps >= 9 ? 'promoter' : nps >= 7 ? 'passive' : 'detractor');
        }
        if (hubspotMark !== undefined) count(more.hubspotMarks, tier, stage, hubspotMark);
        const [first] = marks;
        const isSame = marks.every(([, mark]) => mark === first?.[1]);
        const isTop = marks.every(([, mark]) => mark === 5);
        const by = mode !== 'blind_reask' && collectorId === ownerId ? 'owner' : 'others';
        count(more.patterns, by, patternsIn(marks.length, isSame, isTop, nps));
      }
      for (const [part, cells] of Object.entries({ ...counted, ...more }))
        expect([part, filledOf(cubes[part as 'marks'])]).toEqual([part, cells]);
    },
  );

  test.prop([fc.array(fc.tuple(fc.nat(9), fc.constantFrom(1, -1)), { maxLength: 200 })])(
    'of a tally are what was counted less what was taken back, each cell once, and nothing of before',
    (counted) => {
      const tally = new Tally(10);
      for (const round of [counted, [...counted].reverse().slice(1)]) {
        const sums = new Map<number, number>();
        for (const [cell, times] of round) {
          tally.count(cell, times);
          sums.set(cell, (sums.get(cell) ?? 0) + times);
        }
        const { cells, counts } = tally.settle();
        expect(new Map([...cells].map((cell, at) => [cell, counts[at]]))).toEqual(sums);
        expect(new Set(cells).size).toBe(cells.length);
      }
    },
  );

  it('memory does not grow with the facts', () => {
    const measures = new MonthMeasures();
    const sizes = () =>
      Object.values(measures.cubes).reduce((sum, { bytes }) => sum + bytes, 0) + measures.customers.size;
    const debt = fact<ObligationFact>({ type: 'obligation', owesVisit: true, target: APRIL.from, latest: APRIL.to });
    measures.add(debt, MAY);
    const before = sizes();
    expect(before).toBeGreaterThan(1);
    for (let i = 0; i < 200_000; i += 1) measures.add(debt, MAY);
    expect(sizes()).toBe(before);
    expect(shareKpi(measures, 'on_time').n).toBe(200_001);
    expect(shareKpi(measures, 'coverage').n).toBe(1);
  });

  it('thousands of customers count once each, in one month and in two, also when more come after the numbers were read', () => {
    const debts = (from: number, paid: boolean): Fact[] =>
      Array.from({ length: 3_000 }, (_, i) =>
        fact<ObligationFact>({
          type: 'obligation',
          owesVisit: true,
          customer: `c${9_000_000_000 + from + i}`,
          target: APRIL.from,
          latest: APRIL.from,
          ...(paid ? { paidOn: APRIL.from } : {}),
        }),
      );
    const [missed, met] = [measuresOf(debts(0, false), MAY), measuresOf(debts(1_000, true), MAY)];
    expect(shareKpi(missed.plus(met), 'coverage')).toMatchObject({ hits: 3_000, n: 4_000 });
    expect(shareKpi(missed, 'coverage')).toMatchObject({ hits: 0, n: 3_000 });
    for (const each of debts(2_999, true)) missed.add(each, MAY);
    expect(shareKpi(missed, 'coverage')).toMatchObject({ hits: 3_000, n: 5_999 });
    expect(shareKpi(missed, 'on_time')).toMatchObject({ hits: 3_000, n: 6_000 });
  });

  it('months together count a customer once, sealed months count him in each', () => {
    const context = contextOn(day('2026-05-31'));
    const debt = (latest: string, paidOn?: string) =>
      fact<ObligationFact>({
        type: 'obligation',
        owesVisit: true,
        customer: 'c5',
        target: day(latest),
        latest: day(latest),
        ...(paidOn ? { paidOn: day(paidOn) } : {}),
      });
    const [april, may] = [
      measuresOf([debt('2026-04-10')], context),
      measuresOf([debt('2026-05-10', '2026-05-09')], context),
    ];
    expect(shareKpi(april.plus(may), 'coverage')).toMatchObject({ hits: 1, n: 1 });
    expect(shareKpi(april.sealed().plus(may.sealed()), 'coverage')).toMatchObject({ hits: 1, n: 2 });
    expect(shareKpi(april.sealed(), 'coverage')).toEqual(shareKpi(april, 'coverage'));
  });

  it.each([
    [{ marks: { service_quality: 6 } }, '6'],
    [{ marks: { service_quality: 0 } }, '0'],
    [{ marks: {}, nps: 11 }, '11'],
    [{ marks: {}, hubspotMark: 3 as 2 }, '3'],
  ])('an answer of %o is a mistake', (more, told) => {
    const wrong = () =>
      fact<ResponseFact>({
        type: 'response',
        person: 'p',
        on: APRIL.from,
        mode: 'unknown',
        subjectId: '1',
        valid: true,
        ...more,
      });
    expect(wrong).toThrow(told);
  });

  it.each(['li@example.com', 'c', '', 'c01', '1234567890123456', 'C5', '-3'])(
    'a customer without a number is a mistake, not a guess: %j',
    (customer) => {
      expect(() => customerNumber(customer)).toThrow(JSON.stringify(customer));
    },
  );

  it.each(['7', 'c7', '0', 'c999999999999999', '999999999999999'])('a customer is named as it was: %s', (customer) => {
    expect(customerName(customerNumber(customer))).toBe(customer);
  });
});

describe('the places of what is counted', () => {
  it('are those of the layout, with room for every part', () => {
    const parts = Object.entries(new MonthMeasures().cubes);
    const starts: { readonly [part: string]: number } = {
      rates: places.RATES_AT,
      clocks: places.CLOCKS_AT,
      marks: places.MARKS_AT,
      hubspotMarks: places.HUBSPOT_MARKS_AT,
      markGroups: places.MARK_GROUPS_AT,
      npsGroups: places.NPS_GROUPS_AT,
      calls: places.CALLS_AT,
      patterns: places.PATTERNS_AT,
      ages: places.AGES_AT,
      attemptMarks: places.ATTEMPT_MARKS_AT,
    };
    for (const [index, [part, { axes }]] of parts.entries()) {
      expect(sizeOf(axes)).toBeLessThanOrEqual(places.PART_ROOM);
      if (part in starts) expect(starts[part]).toBe(index * places.PART_ROOM);
    }
    expect(places.JOINT_AT).toBe(parts.length * places.PART_ROOM);
    const lastAxis = Object.fromEntries(parts.map(([part, { axes }]) => [part, axes.at(-1)?.values.length]));
    expect(lastAxis).toMatchObject({
      marks: places.MARK_COUNT,
      markGroups: places.MARK_COUNT,
      nps: places.SCORE_COUNT,
      npsGroups: places.NPS_KIND_COUNT,
      hubspotMarks: places.HUBSPOT_MARK_COUNT,
      attemptMarks: places.MARK_COUNT,
    });
    expect(places.SEGMENTS).toBe(TIER_VALUES.length * STAGE_VALUES.length);
    expect(places.COLLECTIONS).toBe(COLLECTION_VALUES.length);
    expect(places.DIMENSIONS_ASKED).toBe(MARKED.length);
    expect(places.VERDICT_COUNT).toBe(VERDICTS.length);
  });

  it.each([RATES, VERDICTS])('of rates and verdicts are those of their names: %s, %s …', (...names) => {
    const told = new Map<string, number>(Object.entries(places));
    for (const [place, name] of names.entries()) expect([name, told.get(name.toUpperCase())]).toEqual([name, place]);
  });

  it('of joint counts begin where those before them end, whatever the fact', () => {
    const { told } = said({ tier: 'C', stage: 'lost', incentive: true, attempt: 3, nps: 10 });
    expect(places.JOINT_AT + (places.SEGMENTS << places.DEBT_BITS)).toBeLessThanOrEqual(places.SCORES_AT);
    expect(places.AFTER_TARGET).toBe(VERDICTS.length);
    expect(places.AFTER_TARGET).toBeLessThanOrEqual(places.DEBT);
    expect((told >> places.SCORE_FROM) & places.SCORE_AND_ROW).toBeLessThan(places.GROUP_PAIRS_AT - places.SCORES_AT);
    expect(places.PAIRS * 2).toBeGreaterThanOrEqual(MARKED.length);
  });

  it('of an answer do not overlap in its number, whatever is said in it', () => {
    const most = fact<ResponseFact>({
      type: 'response',
      on: APRIL.from,
      mode: 'blind_reask',
      subjectId: '1',
      valid: false,
      incentive: true,
      marks: { service_quality: 5, response_speed: 5, taste: 5 },
      hubspotMark: 2,
      nps: 10,
      attempt: 3,
    }).told;
    expect(most & places.TOLD_PATTERNS).toBe(PATTERN_SETS + 0b111111);
    const row = (most >> places.ROW_FROM) & places.ROW;
    expect(row & places.SEGMENT).toBe(places.SEGMENTS - 1);
    expect((row >> places.COLLECTION_FROM) & places.COLLECTION).toBe(COLLECTION_VALUES.length - 1);
    expect(row >> places.ATTEMPT_FROM).toBe(3);
    expect((most >> places.SCORE_FROM) & places.SCORE).toBe(11);
    expect((most >> places.HUBSPOT_FROM) & places.HUBSPOT).toBe(3);
    expect(most & places.TOLD_RARE).toBe((places.HUBSPOT << places.HUBSPOT_FROM) | places.TOLD_OTHERS);
    for (const bit of [places.TOLD_INVALID, places.TOLD_AGAIN, places.TOLD_OTHERS]) expect(most & bit).toBe(bit);
    const least = fact<ResponseFact>({
      type: 'response',
      on: APRIL.from,
      mode: 'rep_on_phone',
      collectorId: '1',
      subjectId: '1',
      tier: 'A',
      stage: 'prospect',
      valid: true,
      marks: {},
    }).told;
    expect(least % (1 << places.GROUP_FROM)).toBe(0);
    // Beside every attempt the group of a company is the same.
    const groups = Array.from({ length: 2_000 }, (_, i) => {
      const each = ([undefined, 1, 2, 3] as const).map((attempt) => answerFrom(`c${i + 1}`, attempt));
      expect(each.map((told) => ((told >> places.ROW_FROM) & places.ROW) >> places.ATTEMPT_FROM)).toEqual([0, 1, 2, 3]);
      const [group, ...others] = each.map((told) => (told >> places.GROUP_FROM) & places.GROUP);
      expect(others).toEqual([group, group, group]);
      return group ?? -1;
    });
    expect([...new Set(groups)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: places.COMPANY_GROUPS }, (_, group) => group),
    );
  });

  const said = (more: Partial<Parameters<typeof fact<ResponseFact>>[0]>): ResponseFact =>
    fact<ResponseFact>({
      type: 'response',
      on: APRIL.from,
      mode: 'unknown',
      subjectId: '1',
      valid: true,
      marks: {},
      ...more,
    });
  const answerFrom = (customer: string, attempt: ResponseFact['attempt']): number => said({ customer, attempt }).told;
});

describe('the lists behind the numbers', () => {
  test.prop([
    anyFacts(),
    anyAsOf,
    fc.option(fc.constantFrom(...TIER_VALUES), { nil: undefined }),
    fc.option(fc.constantFrom(...STAGE_VALUES), { nil: undefined }),
  ])('add up to them: every rate, every verdict, every segment, on any day', (facts, context, tier, stage) => {
    const segment = { ...(tier ? { tier } : {}), ...(stage ? { stage } : {}) };
    const measures = measuresOf(facts, context);
    const chosen = { tier: tier ? [tier] : undefined, stage: stage ? [stage] : undefined };
    for (const kpi of ['coverage', ...RATES] as const) {
      const told =
        kpi === 'coverage'
          ? measures.coverage().by('verdict', chosen)
          : measures.cubes.rates.by('verdict', { ...chosen, rate: [kpi] });
      for (const verdict of VERDICTS) {
        const list = drillDown(facts, { kpi, verdict, ...segment } as DrillDown, context);
        expect(countBehind(measures, { kpi, verdict, ...segment } as DrillDown)).toBe(list.length);
        expect(list).toHaveLength(told[verdict] ?? 0);
        expect(new Set(list).size).toBe(list.length);
      }
    }
  });

  test.prop([anyFacts(), anyAsOf, fc.option(fc.constantFrom(...TIER_VALUES), { nil: undefined })])(
    'of marks, recommendations, HubSpot’s surveys, loops and calls add up too',
    (facts, context, tier) => {
      const segment = tier ? { tier } : {};
      const measures = measuresOf(facts, context);
      const behind = (wanted: DrillDown): number => {
        const list = drillDown(facts, wanted, context);
        expect(countBehind(measures, wanted)).toBe(list.length);
        expect(new Set(list).size).toBe(list.length);
        return list.length;
      };
      for (const part of [
        {},
        ...DIMENSION_VALUES.map((dimension) => ({ dimension })),
        ...COLLECTION_VALUES.map((collection) => ({ collection })),
      ]) {
        const { collection, ...of }: { dimension?: string; collection?: Collection } = part;
        const told = csat(measures, { ...segment, ...of, ...(collection ? { collections: [collection] } : {}) });
        expect(behind({ kpi: 'csat', verdict: 'met', ...segment, ...part })).toBe(told.hits);
        expect(behind({ kpi: 'csat', verdict: 'missed', ...segment, ...part })).toBe(told.n - told.hits);
      }
      const nps = npsOf(measures, segment);
      expect(behind({ kpi: 'nps', verdict: 'promoter', ...segment })).toBe(nps.promoters);
      expect(behind({ kpi: 'nps', verdict: 'passive', ...segment })).toBe(nps.passives);
      expect(behind({ kpi: 'nps', verdict: 'detractor', ...segment })).toBe(nps.detractors);
      const own = hubspotCsat(measures, segment);
      expect(behind({ kpi: 'hubspot_csat', verdict: 'met', ...segment })).toBe(own.hits);
      expect(behind({ kpi: 'hubspot_csat', verdict: 'missed', ...segment })).toBe(own.n - own.hits);
      const loops = timeToResolution(measures);
      expect(behind({ kpi: 'resolution', verdict: 'met' })).toBe(loops.ended);
      expect(behind({ kpi: 'resolution', verdict: 'not_due' })).toBe(loops.n - loops.ended);
      expect(behind({ kpi: 'calls', verdict: 'met' })).toBe(callLengths(measures).n);
    },
  );

  test.prop([anyFacts(), anyAsOf, fc.option(fc.constantFrom(...TIER_VALUES), { nil: undefined })])(
    'of marks by attempt add up line by line, and the lines to all marks of those somebody tried to reach',
    (facts, context, tier) => {
      const segment = tier ? { tier } : {};
      const measures = measuresOf(facts, context);
      const answered = answersOf(
        facts.filter((each): each is ResponseFact => each.type === 'response'),
        context,
      ).latest.filter((each) => each.valid && (!tier || segmentOf(each.segment).tier === tier));
      for (const [place, attempt] of ATTEMPT_VALUES.entries()) {
        const { n, hits, counts } = csatOfAttempts(measures, [attempt], segment);
        const marks = answered
          .filter((each) => each.attempt === place + 1)
          .flatMap((each) => namedMarks(each).map(([, mark]) => mark));
        expect(counts).toEqual([1, 2, 3, 4, 5].map((mark) => marks.filter((each) => each === mark).length));
        for (const [verdict, told] of [
          ['met', hits],
          ['missed', n - hits],
        ] as const) {
          const list = drillDown(facts, { kpi: 'csat', verdict, attempt, ...segment }, context);
          expect(list).toHaveLength(told);
          expect(new Set(list).size).toBe(told);
          expect(countBehind(measures, { kpi: 'csat', verdict, attempt, ...segment })).toBe(told);
        }
      }
      const lines = csatByAttempt(measures, segment);
      const tried = answered.filter(({ attempt }) => attempt !== undefined).flatMap((each) => namedMarks(each));
      expect(lines.reduce((sum, { n }) => sum + n, 0)).toBe(tried.length);
      expect(csatOfAttempts(measures, ATTEMPT_VALUES, segment)).toMatchObject({
        n: tried.length,
        hits: tried.filter(([, mark]) => mark >= 4).length,
      });
    },
  );

  test.prop([anyFacts(), anyAsOf])('add up clock by clock, and the clocks to the whole', (facts, context) => {
    const measures = measuresOf(facts, context);
    const clocks = slaByClock(measures);
    for (const { rule, hits } of clocks) {
      expect(drillDown(facts, { kpi: 'sla', verdict: 'met', rule }, context)).toHaveLength(hits);
    }
    expect(clocks.reduce((sum, { n }) => sum + n, 0)).toBe(shareKpi(measures, 'sla').n);
  });
});

describe('a past day', () => {
  /** The facts as they stood at the end of a day: what happened later has not been heard of. */
  function asKnown(facts: readonly Fact[], on: Day): Fact[] {
    const { at } = endOf(on);
    const known = <T extends object>(each: T, later: (keyof T)[], is: (value: T[keyof T]) => boolean): T => {
      const copy = { ...each };
      for (const field of later) if (copy[field] !== undefined && is(copy[field])) delete copy[field];
      return copy;
    };
    const afterDay = (value: unknown): boolean => typeof value === 'number' && value > on;
    const afterAt = (value: unknown): boolean => typeof value === 'number' && value > at;
    return facts.flatMap((each): Fact[] => {
      switch (each.type) {
        case 'obligation':
          return [known(each, ['paidOn', 'withdrawnOn', 'doNotContactOn', 'lostOn'], afterDay)];
        case 'attempt':
        case 'call':
        case 'response':
          return each.on > on ? [] : [each];
        case 'visit':
          return each.endedAt > at ? [] : [known(each, ['recordedAt'], afterAt)];
        case 'clock':
        case 'promise': {
          const copy = known(each, ['doneAt'], afterAt);
          const pauses = each.pauses
            .filter(({ from }) => from <= at)
            .map(({ from, to }) => (to === undefined || to > at ? { from } : { from, to }));
          const { agreed, ...rest } = copy;
          return [{ ...rest, pauses, ...(agreed && agreed.at <= at ? { agreed } : {}) } as Fact];
        }
        case 'loop':
          return each.raisedAt > at ? [] : [{ ...each, moves: each.moves.filter((move) => move.at <= at) }];
        case 'invitation':
          return each.on > on ? [] : [known(each, ['answeredOn'], afterDay)];
        case 'customer':
          return [
            {
              ...each,
              losses: each.losses
                .filter(({ lostOn }) => lostOn <= on)
                .map(({ lostOn, backOn }) => (backOn === undefined || backOn > on ? { lostOn } : { lostOn, backOn })),
              ordersOn: each.ordersOn.filter((order) => order <= on),
            },
          ];
        case 'suggestion': {
          if (each.raisedOn > on) return [];
          const { decided, ...rest } = each;
          return [decided && decided.on <= on ? each : rest];
        }
        // Made for a day by itself: see upsell.test.ts.
        case 'upsell':
          return [each];
        default:
          return each satisfies never;
      }
    });
  }

  test.prop([anyFacts(), anyAsOf])('has the numbers it had then: what came later changes nothing', (facts, context) => {
    expect(contents(measuresOf(facts, context))).toEqual(
      contents(measuresOf(asKnown(facts, context.asOf.day), context)),
    );
  });

  it('belongs to who had the customer then, in the tier and by the policy of then', () => {
    const then = fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: day('2026-04-08'),
      latest: day('2026-04-10'),
      ownerId: '1',
      tier: 'B',
      stage: 'new',
      policyVersion: 3,
    });
    // The customer is tier A and somebody else's today; the fact is not asked for that.
    const measures = measuresOf([then], contextOn(day('2026-04-12')));
    expect(shareKpi(measures, 'on_time', { tier: 'B', stage: 'new' })).toMatchObject({ n: 1, hits: 0 });
    expect(shareKpi(measures, 'on_time', { tier: 'A' })).toMatchObject({ n: 0 });
  });

  it('a debt of the next day is not due, on the day after it is missed', () => {
    const debt = fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: APRIL.from,
      latest: day('2026-04-10'),
    });
    const told = (on: string) => shareKpi(measuresOf([debt], contextOn(day(on))), 'coverage');
    expect(told('2026-04-09')).toMatchObject({ n: 0, excluded: { not_due: 1 } });
    expect(told('2026-04-10')).toMatchObject({ n: 1, hits: 0, excluded: {} });
  });
});

describe('measures as text', () => {
  test.prop([anyFacts(), anyAsOf])('are read as they were written', (facts, context) => {
    const measures = measuresOf(facts, context);
    const text = encodeMeasures({ measures, asOf: context.asOf.day });
    const read = decodeMeasures(text);
    if (!read.ok) throw new Error(read.reason);
    expect(read.asOf).toBe(context.asOf.day);
    expect(contents(read.measures)).toEqual(contents(measures));
    expect(text.length).toBeLessThan(MEASURES_LIMIT / 4);
  });

  test.prop([anyFacts(20), fc.nat(), fc.nat(94)])('are never read when a character is another', (facts, at, code) => {
    const text = encodeMeasures({ measures: measuresOf(facts, MAY), asOf: MAY.asOf.day });
    const place = at % text.length;
    const changed = text.slice(0, place) + String.fromCharCode(33 + code) + text.slice(place + 1);
    fc.pre(changed !== text);
    expect(decodeMeasures(changed).ok).toBe(false);
  });

  test.prop([fc.string()])('no other text passes for them', (text) => {
    expect(decodeMeasures(text)).toEqual({ ok: false, reason: expect.any(String) });
  });

  it('says whether another version wrote them or they were cut off', () => {
    const text = encodeMeasures({ measures: new MonthMeasures(), asOf: MAY.asOf.day });
    const signed = (body: string): string => `${body};${hashOf(body).toString(36)}`;
    const body = text.slice(0, text.lastIndexOf(';'));
    expect(decodeMeasures(signed(body)).ok).toBe(true);
    expect(decodeMeasures(signed(body.replace('rvm1', 'rvm2')))).toEqual({ ok: false, reason: 'other_version' });
    expect(decodeMeasures(signed(body.replace(/^rvm1;[^;]+/, 'rvm1;0')))).toEqual({
      ok: false,
      reason: 'other_version',
    });
    expect(decodeMeasures(text.slice(0, -3))).toEqual({ ok: false, reason: 'damaged' });
    expect(decodeMeasures(signed(`${body},0.zz.0.1`))).toEqual({ ok: false, reason: 'damaged' });
    expect(decodeMeasures('')).toEqual({ ok: false, reason: 'damaged' });
  });

  it('of a busy owner’s month fit a property; of a whole country’s the names are sealed and the counts stay', () => {
    const facts = (count: number): Fact[] =>
      Array.from({ length: count }, (_, i) =>
        fact<ObligationFact>({
          type: 'obligation',
          owesVisit: true,
          customer: String(100_000_000_000 + i * 977),
          target: APRIL.from,
          latest: addDays(APRIL.from, i % 30),
          ...(i % 3 === 0 ? { paidOn: APRIL.from } : {}),
        }),
      );
    const owner = encodeMeasures({ measures: measuresOf(facts(2_000), MAY), asOf: MAY.asOf.day });
    expect(owner.length).toBeLessThan(MEASURES_LIMIT);
    const all = measuresOf(facts(30_000), MAY);
    const text = encodeMeasures({ measures: all, asOf: MAY.asOf.day });
    expect(text.length).toBeLessThan(MEASURES_LIMIT);
    const read = decodeMeasures(text);
    if (!read.ok) throw new Error(read.reason);
    expect(read.measures.customers.size).toBe(0);
    expect(shareKpi(read.measures, 'coverage')).toEqual(shareKpi(all, 'coverage'));
  });
});

describe('a cube', () => {
  const axes = [
    { name: 'rep', values: ['a', 'b'] },
    { name: 'mark', values: ['1', '2', '3'] },
  ];

  test.prop([fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2', '3')), { maxLength: 50 })])(
    'counts what a list counts',
    (records) => {
      const cube = new Cube(axes);
      for (const [rep, mark] of records) cube.addAt((rep === 'a' ? 0 : 3) + Number(mark) - 1);
      expect(cube.by('mark', { rep: ['b'] })).toEqual(
        Object.fromEntries(
          ['1', '2', '3'].map((mark) => [mark, records.filter(([rep, each]) => rep === 'b' && each === mark).length]),
        ),
      );
      expect(cube.total()).toBe(records.length);
    },
  );

  test.prop([fc.array(fc.oneof(fc.constant(0), fc.nat(2 ** 40)), { maxLength: 60 })])(
    'is read as it was written',
    (counts) => {
      const cells = Float64Array.from(counts);
      expect(decodeCounts(encodeCounts(cells), cells.length)).toEqual(cells);
    },
  );

  it.each(['0.0', '5', '0,0,0,0', '1.2.3', '-1', 'A', '01', '0.1 ', '0.zzzzzzzzzzzz'])(
    'does not read %j into three cells',
    (text) => {
      expect(() => decodeCounts(text, 3)).toThrow(RangeError);
    },
  );

  it('knows its axes: another one, or a cube of others, is a mistake', () => {
    const cube = new Cube(axes);
    expect(() => cube.by('colour')).toThrow('colour');
    expect(() => cube.take(new Cube([...axes].reverse()))).toThrow('same axes');
  });

  it('share KPIs hold no raw count', () => {
    expect(SHARE_KPIS).not.toContain('suggestions');
    expect(SHARE_KPIS).not.toContain('answers');
    expect(SHARE_KPIS).toHaveLength(12);
  });
});
