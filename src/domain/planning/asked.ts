import { dayText } from '../calendar/civil.ts';
import { type Day, parseDay } from '../calendar/day.ts';

/**
 * A conversation that an open loop asks for: the customer is asked whether what was resolved works, or is called about an exception or
 * a low score. The window is that of the loop's clock, as days of whoever answers for it; its first day is day 0.
 */
export interface Asked {
  /** Rule or decision of the policy: `P22`. */
  readonly rule: string;
  /** Key of the loop. */
  readonly loop: string;
  readonly window: { readonly earliest: Day; readonly target: Day; readonly latest: Day };
  /** Owner ids of people who must not be the ones to ask. */
  readonly notBy?: readonly string[];
  /** Owner id of whoever is to ask; absent: who fills the rule's role for the customer. */
  readonly by?: string | undefined;
}

/** Stands for an empty list where something follows it. */
const NOBODY = '-';

/** More than this many loops at once are not waited for one by one: the most pressing are. */
const MOST = 12;

/**
 * What loops ask for as the text of one property, the most pressing first.
 *
 * @example `P22 2026-03-06 2026-03-06 2026-03-09 101:1:problem`, those of several loops joined by `;`
 */
export function encodeAsked(asked: readonly Asked[]): string {
  return [...asked]
    .sort((a, b) => a.window.latest - b.window.latest || (a.loop < b.loop ? -1 : a.loop > b.loop ? 1 : 0))
    .slice(0, MOST)
    .map(({ rule, loop, window, notBy = [], by }) =>
      [
        rule,
        dayText(window.earliest),
        dayText(window.target),
        dayText(window.latest),
        loop,
        ...(notBy.length > 0 ? [notBy.join(',')] : by === undefined ? [] : [NOBODY]),
        ...(by === undefined ? [] : [by]),
      ].join(' '),
    )
    .join(';');
}

/** Reads what {@link encodeAsked} wrote; undefined where a person has made something else of it. Nothing asked: an empty list. */
export function decodeAsked(text: string | undefined): readonly Asked[] | undefined {
  const asked: Asked[] = [];
  for (const item of text?.split(';') ?? []) {
    if (item.trim() === '') continue;
    const [rule = '', from = '', aim = '', until = '', loop = '', not, by, ...more] = item.trim().split(' ');
    const [earliest, target, latest] = [from, aim, until].map((on) => parseDay(on));
    if (!/^[A-Z][A-Z0-9]{1,5}$/.test(rule) || loop === '' || more.length > 0) return undefined;
    if (earliest === undefined || target === undefined || latest === undefined) return undefined;
    if (target < earliest || latest < target) return undefined;
    asked.push({
      rule,
      loop,
      window: { earliest, target, latest },
      ...(not && not !== NOBODY ? { notBy: not.split(',') } : {}),
      ...(by ? { by } : {}),
    });
  }
  return asked;
}

/** The first day of what is asked: with its rule it names the debt. */
export function askedOn({ window }: Asked): Day {
  return window.earliest;
}
