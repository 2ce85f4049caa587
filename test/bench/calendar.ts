import { isWorkday } from 'chinese-workday';
import { addBusinessDays } from 'date-fns/addBusinessDays';
import dayjs from 'dayjs';
import businessTime from 'dayjs-business-time';
import { ANNOUNCED, chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { dayText } from '../../src/domain/calendar/civil.ts';
import { addDays, type Day, day, formatDay, isoWeekday } from '../../src/domain/calendar/day.ts';
import { workingTime } from '../../src/domain/calendar/working-time.ts';
import { count, walk, workedMinutes } from '../domain/calendar/minute-oracle.ts';
import { inZone } from '../domain/support.ts';

const ROUNDS = 9;
const ITEMS = 100_000;
const CALENDAR = chinaCalendar([]);
const FIRST = day('2025-01-01');
const LAST = day('2026-12-31');
const OFF = new Set<number>();
const MADE_UP = new Set<number>();
/** Every date written beforehand, for the loop that does not even do that. */
const TEXT = Array.from({ length: LAST - FIRST + 1 }, (_, i) => formatDay(addDays(FIRST, i)));
for (const { days } of ANNOUNCED) for (const { date, isOffDay } of days) (isOffDay ? OFF : MADE_UP).add(day(date));

/** Somebody who answers the same question, and how many of the items he is asked each round: the slow ones fewer. */
interface Peer {
  readonly name: string;
  readonly items: number;
  readonly answer: (index: number) => number;
  /** Adds up the answers to the first so many items; absent: a call of `answer` for each. */
  readonly sum?: (items: number) => number;
  /** Of the gate: it must answer as ours does. The others' wrong answers are counted. */
  readonly exact: boolean;
  /** How many times as long as ours it must take at least. */
  readonly target?: number;
}

/** Working days added, China's calendar of 2025 and 2026. */
export async function calendarDays(): Promise<void> {
  const random = numbers(1);
  const from = Int32Array.from({ length: ITEMS }, () => FIRST + Math.floor(random() * (LAST - FIRST - 100)));
  const steps = Int32Array.from({ length: ITEMS }, () => 1 + Math.floor(random() * 60));
  const each = (add: (from: Day, n: number) => number) => (i: number) => add(from[i] as Day, steps[i] as number);
  await race([
    {
      name: 'this calendar',
      items: ITEMS,
      exact: true,
      answer: each((on, n) => CALENDAR.addWorking(on, n)),
      // A call through the table costs as much as the answer.
      sum(items) {
        let sum = 0;
        for (let i = 0; i < items; i += 1) sum += CALENDAR.addWorking(from[i] as Day, steps[i] as number);
        return sum;
      },
    },
    { name: 'integer loop over sets', items: 20_000, exact: true, target: 40, answer: each(integerLoop) },
    {
      name: 'chinese-workday loop',
      items: 2_000,
      exact: true,
      target: 1_500,
      answer: each(chineseWorkdayLoop(dayText)),
    },
    {
      name: 'the same, dates at hand',
      items: 2_000,
      exact: true,
      answer: each(chineseWorkdayLoop((on) => TEXT[on - FIRST] as string)),
    },
    { name: 'date-fns addBusinessDays', items: 20_000, exact: false, answer: each(dateFns) },
  ]);
}

/** Working minutes added in Shanghai, split shifts, and each of 100,000 answers in seven zones against a walk minute by minute. */
export async function calendarMinutes(): Promise<void> {
  const shifts = [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '18:00' },
  ];
  const random = numbers(2);
  const begin = FIRST * 1_440;
  const span = (LAST - FIRST - 40) * 1_440;
  const from = Int32Array.from({ length: ITEMS }, () => begin + Math.floor(random() * span));
  const minutes = Int32Array.from({ length: ITEMS }, () => 1 + Math.floor(random() * 4_800));
  const each = (add: (from: number, n: number) => number) => (i: number) =>
    add(from[i] as number, minutes[i] as number);
  const time = workingTime(CALENDAR, { zone: 'Asia/Shanghai', shifts }, { from: 2024, to: 2027 });
  const ends = Int32Array.from({ length: ITEMS }, (_, i) => each(time.addMinutes)(i));

  dayjs.extend(businessTime);
  dayjs.setHolidays([...OFF].map((on) => formatDay(on as Day)));
  const segments = shifts.map((shift) => ({ start: `${shift.from}:00`, end: `${shift.to}:00` }));
  dayjs.setBusinessTime({
    sunday: null,
    monday: segments,
    tuesday: segments,
    wednesday: segments,
    thursday: segments,
    friday: segments,
    saturday: null,
  });

  console.log('minutes added');
  const dayjsAdd = (at: number, n: number): number =>
    dayjs(at * 60_000)
      .addBusinessMinutes(n)
      .valueOf() / 60_000;
  await inZone('Asia/Shanghai', () =>
    race([
      {
        name: 'this calendar',
        items: ITEMS,
        exact: true,
        answer: each(time.addMinutes),
        sum(items) {
          let sum = 0;
          for (let i = 0; i < items; i += 1) sum += time.addMinutes(from[i] as number, minutes[i] as number);
          return sum;
        },
      },
      { name: 'integer loop over days', items: 20_000, exact: true, target: 8, answer: each(dayLoop(shifts)) },
      { name: 'dayjs-business-time', items: 60, exact: false, target: 20_000, answer: each(dayjsAdd) },
    ]),
  );
  console.log('\nminutes elapsed');
  const elapsed = (between: (from: number, to: number) => number) => (i: number) =>
    between(from[i] as number, ends[i] as number);
  await inZone('Asia/Shanghai', () =>
    race([
      { name: 'this calendar', items: ITEMS, exact: true, answer: elapsed(time.minutesBetween) },
      {
        name: 'dayjs-business-time',
        items: 100,
        exact: false,
        answer: elapsed((a, b) => dayjs(a * 60_000).businessMinutesDiff(dayjs(b * 60_000))),
      },
    ]),
  );
  againstTheClock();
}

const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

/** Day shifts, and night shifts over every hour at which some clock changes. */
const WEEKS = [
  [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '18:00' },
  ],
  [
    { from: '00:00', to: '02:15' },
    { from: '02:40', to: '06:00' },
    { from: '22:00', to: '24:00' },
  ],
];

function againstTheClock(): void {
  const random = numbers(3);
  let wrong = 0;
  let asked = 0;
  const every = ZONES.flatMap((zone) => WEEKS.map((shifts) => ({ zone, shifts })));
  for (const { zone, shifts } of every) {
    const time = workingTime(CALENDAR, { zone, shifts }, { from: 2024, to: 2027 });
    const clock = workedMinutes(zone, shifts, '2025-01-01T00:00Z', '2026-12-30T00:00Z');
    for (let left = Math.ceil(ITEMS / every.length); left > 0 && asked < ITEMS; left -= 1) {
      const from = clock.from + Math.floor(random() * (clock.worked.length - 60_000));
      const minutes = 1 + Math.floor(random() * 4_800);
      const end = walk(clock, from, minutes);
      asked += 1;
      if (time.addMinutes(from, minutes) !== end || time.minutesBetween(from, end) !== count(clock, from, end))
        wrong += 1;
    }
  }
  console.log(`\n${wrong} of ${asked} wrong against a clock read minute by minute (${ZONES.join(', ')})`);
  if (wrong > 0) process.exitCode = 1;
}

/** All in turn, round after round, so that a busy machine slows all alike. The first asks nothing of itself. */
async function race(peers: readonly Peer[]): Promise<void> {
  const [ours] = peers;
  if (ours === undefined) return;
  const times = peers.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    peers.forEach(({ items, answer, sum = summing(answer) }, k) => {
      const start = process.hrtime.bigint();
      const total = sum(items);
      const ns = Number(process.hrtime.bigint() - start) / items;
      if (!Number.isFinite(total)) throw new RangeError('expected answers that are numbers');
      // The first round warms up.
      if (round > 0) times[k]?.push(ns);
    });
  }
  const base = median(times[0] ?? []);
  console.log('                              ns/op    × ours    target   wrong');
  peers.forEach(({ name, items, answer, exact, target }, k) => {
    const ns = median(times[k] ?? []);
    const asked = Math.max(items, 300);
    let wrong = 0;
    for (let i = 0; i < asked; i += 1) if (answer(i) !== ours.answer(i)) wrong += 1;
    const ratio = ns / base;
    const missed = target !== undefined && ratio < target;
    console.log(
      `${name.padEnd(26)}${ns.toFixed(ns < 1_000 ? 1 : 0).padStart(9)}${ratio.toFixed(ratio < 100 ? 1 : 0).padStart(10)}${(target === undefined ? '' : `≥ ${target}`).padStart(10)}   ${wrong} of ${asked}${missed ? '  MISSED' : ''}`,
    );
    if (missed || (exact && wrong > 0)) process.exitCode = 1;
  });
}

function summing(answer: Peer['answer']): (items: number) => number {
  return (items) => {
    let sum = 0;
    for (let i = 0; i < items; i += 1) sum += answer(i);
    return sum;
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Mulberry32: the same items in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function integerLoop(from: Day, n: number): number {
  let on: number = from;
  for (let left = n; left > 0; ) {
    on += 1;
    if (MADE_UP.has(on) || (!OFF.has(on) && (on + 3) % 7 < 5)) left -= 1;
  }
  return on;
}

/** The library wants a date as text. It is quickest with it: a Date or a timestamp takes it twice as long. */
function chineseWorkdayLoop(textOf: (on: Day) => string): (from: Day, n: number) => number {
  return (from, n) => {
    let on = from;
    for (let left = n; left > 0; ) {
      on = addDays(on, 1);
      if (isWorkday(textOf(on))) left -= 1;
    }
    return on;
  };
}

function dateFns(from: Day, n: number): number {
  const to = addBusinessDays(new Date(from * 86_400_000), n);
  return Math.floor(to.getTime() / 86_400_000);
}

function dayLoop(
  shifts: readonly { readonly from: string; readonly to: string }[],
): (from: number, n: number) => number {
  const spans = shifts.map(({ from, to }) => {
    const minute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    return { from: minute(from), to: minute(to) };
  });
  return (from, n) => {
    const local = from + 480;
    let on = Math.floor(local / 1_440);
    let time = local - on * 1_440;
    for (let left = n; ; on += 1, time = 0) {
      if (!(MADE_UP.has(on) || (!OFF.has(on) && isoWeekday(on as Day) < 6))) continue;
      for (const span of spans) {
        const begin = Math.max(time, span.from);
        if (begin >= span.to) continue;
        if (left <= span.to - begin) return on * 1_440 + begin + left - 480;
        left -= span.to - begin;
      }
    }
  };
}
