import type { Day } from '../calendar/day.ts';
import { instantAt, zoneOf } from '../calendar/zone.ts';
import type { CallingHours } from '../policy/policy.ts';
import type { Channel } from './facts.ts';
import type { Words } from './plan.ts';

/** When a visit is due, and why not at the usual time. */
export interface CallingTime {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly why?: Words;
}

/** E-mail, surveys and going there disturb nobody's quiet hours: a visit on site is agreed first. */
const QUIET: ReadonlySet<Channel> = new Set(['phone', 'video', 'sms', 'wechat']);

/**
 * The time of a visit on its day: the usual time of its owner's zone, moved to the next minute at which the customer may be called
 * in the zone it lives in; where the owner's day has none left, the last such minute before.
 *
 * Where the two days have no minute in common (hours are written so that nobody may be called), it stays at the usual time and says so.
 *
 * @param usual `HH:MM` in the owner's zone
 * @example at 09:00 in Shanghai it is 02:00 in Madrid in summer: a call there is due at 16:00 in Shanghai, 10:00 in Madrid, if from 10:00
 */
export function callingTime(
  on: Day,
  usual: string,
  channel: Channel,
  hours: CallingHours | undefined,
  zones: { readonly owner: string; readonly customer?: string | undefined },
): CallingTime {
  const at = instantAt(zones.owner, on, usual);
  if (hours === undefined || !QUIET.has(channel)) return { at };
  const customer = zoneOf(zones.customer ?? zones.owner);
  const owner = zoneOf(zones.owner);
  const usualMinute = at / 60_000;
  const isOwnersDay = (minute: number): boolean => Math.floor(owner.wallAt(minute) / MINUTES_A_DAY) === on;
  const mayCall = (minute: number): boolean => isOpen(customer.wallAt(minute) % MINUTES_A_DAY, hours);
  if (mayCall(usualMinute)) return { at };
  for (const step of [1, -1]) {
    for (let minute = usualMinute + step; isOwnersDay(minute); minute += step) {
      if (mayCall(minute)) return { at: minute * 60_000, why: movedWords(customer.wallAt(minute), step) };
    }
  }
  return {
    at,
    why: { zh: '当天没有客户可接听的时间', en: 'the customer cannot be called at any time of that day' },
  };
}

const MINUTES_A_DAY = 1_440;

function isOpen(minute: number, { from, to, pauses }: CallingHours): boolean {
  if (minute < minuteOf(from) || minute >= minuteOf(to)) return false;
  return !pauses.some((pause) => minute >= minuteOf(pause.from) && minute < minuteOf(pause.to));
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function movedWords(wall: number, step: number): Words {
  const minute = wall % MINUTES_A_DAY;
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return step > 0
    ? { zh: `客户当地 ${time} 起才可联系`, en: `the customer may be called from ${time} of its own time` }
    : { zh: `客户当地最晚 ${time} 可联系`, en: `the customer may be called until ${time} of its own time` };
}
