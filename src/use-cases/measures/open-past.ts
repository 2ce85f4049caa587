import type { Refusal } from '../../contract/common.ts';
import type { Dashboard, PastFrame } from '../../contract/open-dashboard.ts';
import { parsePolicy } from '../../contract/policy.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { addDays, type Day, formatDay, parseDay } from '../../domain/calendar/day.ts';
import { dayIn, instantAt } from '../../domain/calendar/zone.ts';
import type { Ports } from '../ports/ports.ts';
import { monthsUpTo, spanOf } from './measures.ts';
import { measuresOn } from './measures-on.ts';
import { type Asked, openDashboard } from './open-dashboard.ts';

/** A function has twelve seconds; what is still to be read of a person when this has passed would not be. */
const MOST_MS = 9_000;
/** The newest changes of the policy that are looked through for the one of a past day. */
const CHANGES = 100;

/** Ports that answer as on a past day, and the day after it, up to whose start things count. */
export interface ThenPorts {
  readonly ok: true;
  readonly ports: Ports;
  readonly today: Day;
}

/** A month's numbers as they were at the end of a past day, with the policy, owners and calendar then in force. */
export async function openPast(
  input: Asked & { readonly on: string },
  ports: Ports,
): Promise<(Dashboard & { readonly past: PastFrame }) | Refusal> {
  const on = pastDay(input.on, input.today);
  if (typeof on !== 'number') return on;
  const ofDay = formatDay(on).slice(0, 7);
  // A month that had not begun has no numbers of that day.
  const month = input.month !== undefined && spanOf(input.month).from <= on ? input.month : ofDay;
  const then = await portsOf({ ...input, months: monthsUpTo(month, 2) }, ports);
  if (!then.ok) return then;
  try {
    const [page, past] = await Promise.all([
      openDashboard({ ...input, month, today: then.today }, then.ports),
      frameOf(on, ports),
    ]);
    return { ...page, today: formatDay(input.today), past };
  } catch (error) {
    if (error instanceof TooMuch) return TOO_MUCH;
    throw error;
  }
}

/**
 * What a past day's numbers are read with: nothing kept is read or changed, the visits and loops themselves are counted. Of one
 * person nobody else's are.
 */
export async function portsOf(
  {
    on: text,
    today,
    months,
    ownerId,
  }: {
    readonly on: string;
    readonly today: Day;
    /** Those that are counted. */
    readonly months: readonly string[];
    readonly ownerId?: string | undefined;
  },
  ports: Ports,
): Promise<ThenPorts | Refusal> {
  const on = pastDay(text, today);
  if (typeof on !== 'number') return on;
  const { measures, clock } = ports;
  const startedAt = clock.now();
  const guarded: Ports = {
    ...ports,
    measures: {
      ...measures,
      async *visitsOf(of) {
        for await (const page of measures.visitsOf(of)) {
          if (clock.now() - startedAt > MOST_MS) throw new TooMuch();
          yield page;
        }
      },
    },
  };
  const then = await measuresOn(addDays(on, 1), guarded);
  return {
    ok: true,
    today: addDays(on, 1),
    ports: {
      ...guarded,
      measures: {
        ...guarded.measures,
        readWithLoad: (of) => then.measures.readWithLoad(of.filter(({ month }) => months.includes(month))),
        ofMonth: async (month) =>
          ownerId === undefined
            ? then.measures.ofMonth(month)
            : (await then.measures.readWithLoad([{ month, ownerId }])).records,
      },
    },
  };
}

/** A look at more than one function can read is refused, not cut off: half of the visits would be a wrong number. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

export const TOO_MUCH: Refusal = {
  ok: false,
  reason: 'bad_input',
  message: {
    zh: '这一天要读取的回访太多，页面一次读不完：请选择一位负责人，或在命令行运行 npm run app:export -- --today 日期。',
    en: 'Too many visits to read for a page: choose one person, or run npm run app:export -- --today DAY on the command line.',
  },
};

/** A day that is over, or why it is none. */
export function pastDay(text: string, today: Day): Day | Refusal {
  const on = parseDay(text);
  if (on === undefined)
    return refusal(
      `「${text.slice(0, 20)}」不是一个存在的日期：请按 YYYY-MM-DD 填写，例如 ${formatDay(addDays(today, -1))}。`,
      `There is no day ${JSON.stringify(text.slice(0, 20))}: write YYYY-MM-DD, such as ${formatDay(addDays(today, -1))}.`,
    );
  if (on >= today)
    return refusal(
      `请选择过去的一天，最晚 ${formatDay(addDays(today, -1))}：${formatDay(on)} 还没有结束。`,
      `Choose a day that is over, ${formatDay(addDays(today, -1))} at the latest: ${formatDay(on)} is not.`,
    );
  return on;
}

function refusal(zh: string, en: string): Refusal {
  return { ok: false, reason: 'bad_input', message: { zh, en } };
}

/** The policy that was in force at the end of a day, and what its calendar says of the day. */
async function frameOf(on: Day, ports: Ports): Promise<PastFrame> {
  const [{ timeZone }, standing] = await Promise.all([ports.account(), ports.desk.standing()]);
  const end = instantAt(timeZone, addDays(on, 1), '00:00');
  const changes = await ports.desk.changes(standing?.change ?? 0, CHANGES);
  const last = changes.find(({ at }) => at < end);
  const parsed = last === undefined ? undefined : parsePolicy((await ports.desk.version(last.to))?.policy);
  const frame = { on: formatDay(on) };
  if (last === undefined || !parsed?.ok) return { ...frame, policy: null };
  const { policy } = parsed;
  const calendar = countryCalendar(policy.calendar);
  return {
    ...frame,
    policy: { version: last.to, name: policy.name, since: formatDay(dayIn(timeZone, last.at)) },
    calendar: {
      country: policy.calendar.country,
      exceptions: policy.calendar.exceptions.length,
      working: calendar.isWorking(on),
    },
  };
}
