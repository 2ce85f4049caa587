import type { Words } from '../planning/plan.ts';
import type { DraftRule, SopAnchor, SopLength, SopUnit } from './draft.ts';
import type { Part, Stated } from './timings.ts';

type Window = DraftRule['window'];

/** A stated length in the units that windows are written in. */
export function stated({ n, unit }: Omit<Stated, 'least'>): SopLength {
  switch (unit) {
    case 'day':
      return { n, unit: 'C' };
    case 'workday':
      return { n, unit: 'W' };
    case 'hour':
      return { n, unit: 'h' };
    case 'minute':
      return { n: n / 60, unit: 'h' };
    case 'week':
      return { n: n * 7, unit: 'C' };
    case 'month':
      return n % 1 === 0 ? { n, unit: 'm' } : { n: Math.round(n * 30), unit: 'C' };
    case 'quarter':
      return { n: n * 3, unit: 'm' };
    case 'half_year':
      return { n: n * 6, unit: 'm' };
    case 'year':
      return { n: n * 12, unit: 'm' };
    default:
      return unit satisfies never;
  }
}

/** The days of one period, the longest it can be. */
export function daysOf({ n, unit }: { readonly n: number; readonly unit: SopUnit }): number {
  switch (unit) {
    case 'day':
      return n;
    case 'workday':
      return Math.ceil((n * 7) / 5);
    case 'week':
      return n * 7;
    case 'month':
      return n === 1 ? 31 : Math.round(n * 30.5);
    case 'quarter':
      return n * 90;
    case 'half_year':
      return n * 181;
    case 'year':
      return n * 365;
    default:
      return unit satisfies never;
  }
}

/** Tolerances of cadences that the shipped policy has too, in days: earliest, target, latest. */
const KNOWN: { readonly [rate: string]: readonly [number, number, number] } = {
  '1/1 month': [21, 28, 31],
  '2/1 month': [10, 15, 20],
  '1/1 quarter': [60, 84, 90],
  '2/1 quarter': [30, 45, 60],
  '1/1 half_year': [150, 168, 181],
};

/** The window of a cadence, counted from the last contact. */
export function recurringWindow(
  times: number,
  every: { readonly n: number; readonly unit: SopUnit },
): { readonly window: Window; readonly assumed: Words } {
  const interval = Math.max(1, Math.floor(daysOf(every) / times));
  const [earliest, target, latest] = KNOWN[`${times}/${every.n} ${every.unit}`] ?? [
    Math.floor((interval * 2) / 3),
    Math.max(1, interval - Math.floor(interval / 12)),
    interval,
  ];
  const days = (n: number): SopLength => ({ n, unit: 'C' });
  return {
    window: { earliest: days(earliest), target: days(target), latest: days(latest) },
    assumed: {
      zh: `距上次联系最早 ${earliest} 天、目标 ${target} 天、最迟 ${latest} 天，由我们设定`,
      en: `${earliest} days after the last contact at the earliest, ${target} ideally, ${latest} at the latest: chosen by us`,
    },
  };
}

export function spacingWindow(length: SopLength): Window {
  return { earliest: length, target: length, latest: length };
}

/** Dates that are prepared for, unless a procedure says otherwise. */
export function beforeByNature(anchor: SopAnchor): boolean {
  return anchor === 'contract_end' || anchor === 'service_due' || isGreetingDay(anchor);
}

export function isGreetingDay(anchor: SopAnchor): boolean {
  switch (anchor) {
    case 'birthday':
    case 'spring_festival':
    case 'mid_autumn':
    case 'dragon_boat':
    case 'national_day':
    case 'new_year':
    case 'festival':
      return true;
    default:
      return false;
  }
}

/** The window of a length counted from a date. */
export function offsetWindow(
  { length: { least, ...most }, how, orMore }: Extract<Part, { k: 'offset' }>,
  anchor: SopAnchor | undefined,
  direction: 'before' | 'after',
): { readonly window: Window; readonly assumed: readonly Words[] } {
  const length = stated(most);
  if (direction === 'before') return beforeWindow(length, least, most, anchor, orMore);
  if (least !== undefined) {
    const from = stated({ ...most, n: least });
    const middle = { n: Math.round((from.n + length.n) / 2), unit: length.unit };
    return {
      window: { earliest: from, target: middle, latest: length },
      assumed: [{ zh: '目标取区间正中', en: 'the target is the middle of the range' }],
    };
  }
  const zero: SopLength = { n: 0, unit: length.unit };
  if (how === 'within' || length.unit === 'h' || length.n === 0) {
    return {
      window: { earliest: zero, target: length, latest: length },
      assumed: [
        {
          zh: '「内」是上限：目标取期限内最后一个工作日',
          en: 'an upper bound: the target is the last working day inside it',
        },
      ],
    };
  }
  const slack = slackOf(length);
  const early = { n: Math.max(0, length.n - slack), unit: length.unit };
  return {
    window: { earliest: early, target: length, latest: { n: length.n + slack, unit: length.unit } },
    assumed: [
      {
        zh: `前后各宽限 ${slack} ${UNITS[length.unit].zh}，由我们设定`,
        en: `${slack} ${UNITS[length.unit].en} of tolerance either side: chosen by us`,
      },
    ],
  };
}

const UNITS: { readonly [unit in SopLength['unit']]: Words } = {
  C: { zh: '天', en: 'days' },
  W: { zh: '个工作日', en: 'working days' },
  m: { zh: '个月', en: 'months' },
  h: { zh: '小时', en: 'hours' },
};

/** Two days around a week, five around a month, ten beyond (ours, as in the shipped policy). */
function slackOf({ n, unit }: SopLength): number {
  if (unit === 'm') return n > 3 ? 1 : 0;
  return n <= 3 ? 0 : n <= 10 ? 2 : n <= 60 ? 5 : 10;
}

function beforeWindow(
  length: SopLength,
  least: number | undefined,
  most: Omit<Stated, 'least'>,
  anchor: SopAnchor | undefined,
  orMore: boolean,
): { readonly window: Window; readonly assumed: readonly Words[] } {
  const ahead: SopLength = { n: -length.n, unit: length.unit };
  if (least !== undefined) {
    const near = stated({ ...most, n: least });
    return { window: { earliest: ahead, target: ahead, latest: { n: -near.n, unit: near.unit } }, assumed: [] };
  }
  if (orMore) return { window: { earliest: ahead, target: ahead, latest: ahead }, assumed: [] };
  const latest: SopLength =
    anchor !== undefined && isGreetingDay(anchor)
      ? { n: -Math.min(1, length.n), unit: 'C' }
      : length.unit === 'm' && length.n > 1
        ? { n: 1 - length.n, unit: 'm' }
        : {
            n: -Math.floor((length.unit === 'm' ? length.n * 30 : length.n) / 3),
            unit: length.unit === 'm' ? 'C' : length.unit,
          };
  const plainLatest = latest.n === 0 ? { n: 0, unit: latest.unit } : latest;
  return {
    window: { earliest: ahead, target: ahead, latest: plainLatest },
    assumed: [
      {
        zh: `最迟在之前 ${-plainLatest.n + 0} ${UNITS[plainLatest.unit].zh}，由我们设定`,
        en: `at the latest ${-plainLatest.n + 0} ${UNITS[plainLatest.unit].en} before it: chosen by us`,
      },
    ],
  };
}
