import { isCountry } from '../calendar/country.ts';
import type { Policy } from './policy.ts';

/** Days and minutes beyond this are a slip of the hand. */
const FAR = 10_000;

type Range = readonly [least: number, most: number, part?: 'part'];
const ANY_RANGE: Range = [-FAR, FAR];
/** Least and most of numbers that have bounds of their own; whole unless `part`. A `*` stands for any one name or place. */
const BOUNDED: readonly (readonly [path: string, ...range: Range])[] = [
  ['firstRun.spreadWorkingDays', -FAR, 250],
  ['lateWithinWorkingDays', -FAR, 250],
  ['attempts', -FAR, 10],
  ['stages.ownRhythm.factor', 1, 10, 'part'],
  ['tiers.scoreCuts.*', 1, 99],
  ['tiers.A.*', 1, 5, 'part'],
  ['tiers.B.*', 1, 5, 'part'],
  ['tiers.highValue.*', 1, 5, 'part'],
  ['tiers.weights.*', 0, 100, 'part'],
  ['tiers.hysteresis.points', 0, 50],
  ['tiers.hysteresis.holdDays', 0, 365],
  ['tiers.churn.scoreFall', 0.1, 4, 'part'],
  ['tiers.churn.silenceFactor', 1, 10, 'part'],
  ['tiers.churn.*', 1, 730],
  ['optionalFields.*.keepMonths', 1, 120],
  ['duties.*.target.n', 0, FAR],
  ['duties.*.latest.n', 0, FAR],
  ['duties.*.attempts', 1, 10],
  ['loops.warnAtPercent.value', 0, 100, 'part'],
  ['loops.blindReaskPercent.value', 0, 100, 'part'],
  ['loops.escalateAfterMinutes.value', 0, FAR],
  ['loops.confirmationAttempts.value', 1, 10],
  ['loops.lowScore.value', 0, 5],
  ['loops.lowNps.value', -1, 10],
];
// Taken apart once: a policy has thousands of values, and every call of the app reads it.
const RANGES = BOUNDED.map(([path, ...range]): { parts: string[]; range: Range } => ({
  parts: path.split('.'),
  range,
}));

const TIME = 'a time of day as HH:MM';
const TIMES = [
  { path: 'taskDueAt', message: TIME },
  { path: 'loops.opensAt.value', message: TIME },
  { path: 'callingHours.from', message: TIME },
  { path: 'callingHours.to', message: TIME },
  ...['callingHours.pauses', 'team.portal.shifts', 'team.teams.*.shifts', 'team.users.*.shifts'].flatMap((shifts) => [
    { path: `${shifts}.*.from`, message: TIME },
    { path: `${shifts}.*.to`, message: `${TIME}, up to 24:00` },
  ]),
].map(({ path, message }) => ({ parts: path.split('.'), message }));

/** Numbers that count versions are nobody's to type; scripts have a checker of their own. */
const NOT_LOOKED_AT = new Set(['schema', 'version', 'scripts']);

/** Every number, time of day and bilingual text of a policy that no reader could make sense of by itself. */
export function checkValues(policy: Policy, report: (path: string, message: string) => void): void {
  if (!isCountry(policy.calendar.country))
    report('calendar.country', 'a country as two letters (ISO 3166), such as CN, or none');
  for (const [key, value] of Object.entries(policy)) if (!NOT_LOOKED_AT.has(key)) walk(value, [key], report);
}

export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function walk(value: unknown, path: readonly string[], report: (path: string, message: string) => void): void {
  if (typeof value === 'number') checkNumber(value, path, report);
  else if (typeof value === 'string') checkText(value, path, report);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) walk(part, [...path, key], report);
}

function checkNumber(value: number, path: readonly string[], report: (path: string, message: string) => void): void {
  const [least, most, part] = RANGES.find(({ parts }) => matches(path, parts))?.range ?? ANY_RANGE;
  if (!part && !Number.isInteger(value)) report(path.join('.'), 'a whole number is needed');
  else if (!(value >= least && value <= most)) report(path.join('.'), `must be between ${least} and ${most}`);
}

function checkText(text: string, path: readonly string[], report: (path: string, message: string) => void): void {
  const time = TIMES.find(({ parts }) => matches(path, parts));
  if (time && !isTimeOfDay(text) && !(text === '24:00' && time.message !== TIME)) report(path.join('.'), time.message);
  const last = path.at(-1);
  if ((last === 'zh' || last === 'en') && text.trim() === '')
    report(path.join('.'), 'a text in both languages is needed');
}

function matches(path: readonly string[], parts: readonly string[]): boolean {
  return parts.length === path.length && parts.every((part, i) => part === '*' || part === path[i]);
}
