import { addDays, type Day, isoWeekday } from '../calendar/day.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Delivery, LetterKind } from './delivery.ts';

/** Something that a delivery owes on a day. Rules: P32, P15 / P33, P52, P34, P36. */
export type DeliveryDuty =
  | { readonly what: 'report'; readonly week: Day; readonly on: Day; readonly latest: Day }
  | { readonly what: LetterKind; readonly slot: Day; readonly on: Day; readonly latest: Day }
  | { readonly what: 'milestone'; readonly milestoneId: string; readonly on: Day; readonly latest: Day }
  | { readonly what: 'survey'; readonly on: Day; readonly latest: Day };

/**
 * Rules of the policy that a project kept as a delivery carries out itself, with tasks of its own: letter, brief, acceptance survey,
 * milestone.
 */
export const DELIVERY_RULES: ReadonlySet<string> = new Set(['P15', 'P33', 'P36', 'P52']);

/** Who gets a weekly brief does not get the letter of every second week too (Q24). */
export function letterKind(highValue: boolean): LetterKind {
  return highValue ? 'brief' : 'letter';
}

const LETTER_DAYS: { readonly [kind in LetterKind]: number } = { brief: 7, letter: 14 };
/** Days a letter may go out before or after its day of the grid. Chosen by us. */
const SLACK = 2;
/** Working days after acceptance: to aim at (ours), and at the latest (G1:74). */
const SURVEY_TARGET = 1;
const SURVEY_LATEST = 3;
const FRIDAY = 5;

/**
 * What a delivery owes by a day or has next, each kind once: the report of the week, the letter of the grid, the next milestone, the
 * survey after acceptance. What was missed of an earlier week stays until the next one is due.
 */
export function dutiesOf(
  delivery: Delivery,
  {
    calendar,
    highValue,
    today,
  }: { readonly calendar: WorkingCalendar; readonly highValue: boolean; readonly today: Day },
): readonly DeliveryDuty[] {
  if (delivery.stage === 'in_service') {
    const { accepted, survey } = delivery;
    if (!accepted || survey.answeredOn !== undefined || survey.sentOn !== undefined) return [];
    return [
      {
        what: 'survey',
        on: calendar.addWorking(accepted.on, SURVEY_TARGET),
        latest: calendar.addWorking(accepted.on, SURVEY_LATEST),
      },
    ];
  }
  const report = nextReport(delivery, calendar, today);
  const letter = nextLetter(delivery, letterKind(highValue), calendar, today);
  const [milestone] = openMilestones(delivery);
  return [
    ...(report ? [report] : []),
    ...(letter ? [letter] : []),
    ...(milestone
      ? [{ what: 'milestone' as const, milestoneId: milestone.id, on: milestone.dueOn, latest: milestone.dueOn }]
      : []),
  ];
}

/** Milestones that are not done, the earliest first. */
export function openMilestones(delivery: Delivery): Delivery['milestones'] {
  return delivery.milestones.filter(({ doneOn }) => doneOn === undefined).sort((a, b) => a.dueOn - b.dueOn);
}

/** Milestones that passed their day without anybody having told the customer: each is an exception. */
export function lateMilestones(delivery: Delivery, today: Day): Delivery['milestones'] {
  if (delivery.stage !== 'delivering') return [];
  return openMilestones(delivery).filter(
    ({ id, dueOn }) =>
      dueOn < today &&
      !delivery.exceptions.some(
        (exception) =>
          exception.milestoneId === id && (exception.agreed === undefined || exception.id === lateId(id, dueOn)),
      ),
  );
}

/** Names the exception of a milestone that passed a day: it is raised once. */
export function lateId(milestoneId: string, dueOn: Day): string {
  return `late:${milestoneId}:${dueOn}`;
}

/** The Monday of a day's week. */
export function weekOf(on: Day): Day {
  return addDays(on, 1 - isoWeekday(on));
}

/**
 * The report that is owed: of this week, or of the last one where it is missing and this week's is not due yet. A week without a
 * working day has none.
 */
function nextReport(
  { startedOn, reports }: Delivery,
  calendar: WorkingCalendar,
  today: Day,
): Extract<DeliveryDuty, { what: 'report' }> | undefined {
  const written = new Set(reports.map(({ week }) => week));
  const of = (week: Day): Extract<DeliveryDuty, { what: 'report' }> | undefined => {
    const friday = addDays(week, FRIDAY - 1);
    const sunday = addDays(week, 6);
    const latest = calendar.workingOnOrBefore(sunday);
    const on = calendar.workingOnOrBefore(friday);
    if (latest < week || latest < startedOn || written.has(week)) return undefined;
    return { what: 'report', week, on: on < week ? latest : on, latest };
  };
  const thisWeek = weekOf(today);
  const lastWeek = of(addDays(thisWeek, -7));
  const current = of(thisWeek);
  if (lastWeek && (current === undefined || today < current.on)) return lastWeek;
  return current ?? of(addDays(thisWeek, 7)) ?? of(addDays(thisWeek, 14));
}

/**
 * The letter that is owed: the newest of the grid whose time has come and that was not kept, else the next one. A weekly slot without
 * a working day is left out; one of every second week moves to the first working day after it.
 */
function nextLetter(
  { startedOn, letters }: Delivery,
  kind: LetterKind,
  calendar: WorkingCalendar,
  today: Day,
): Extract<DeliveryDuty, { what: LetterKind }> | undefined {
  const every = LETTER_DAYS[kind];
  const kept = new Set(letters.map(({ slot }) => slot));
  const newestKept = Math.max(startedOn, ...kept);
  const of = (k: number): Extract<DeliveryDuty, { what: LetterKind }> | undefined => {
    const slot = addDays(startedOn, k * every);
    if (kept.has(slot) || slot <= newestKept) return undefined;
    const last = addDays(slot, SLACK);
    const target = calendar.workingOnOrAfter(slot);
    if (target <= last) return { what: kind, slot, on: target, latest: last };
    const before = calendar.workingOnOrBefore(slot);
    if (before >= addDays(slot, -SLACK)) return { what: kind, slot, on: before, latest: last };
    return kind === 'brief' ? undefined : { what: kind, slot, on: target, latest: target };
  };
  const now = Math.max(1, Math.floor((today + SLACK - startedOn) / every));
  for (let k = now; k <= now + 6; k += 1) {
    const letter = of(k);
    if (letter) return letter;
  }
  return undefined;
}

/** The earliest day on which a delivery has to be looked at again; undefined: nothing is left to come by itself. */
export function nextLook(
  delivery: Delivery,
  settings: { readonly calendar: WorkingCalendar; readonly highValue: boolean; readonly today: Day },
): Day | undefined {
  if (delivery.stage === 'in_service') return undefined;
  const { today } = settings;
  const late = delivery.stage === 'delivering' ? openMilestones(delivery).map(({ dueOn }) => addDays(dueOn, 1)) : [];
  const coming = late.filter((on) => on > today);
  return Math.min(...coming, addDays(weekOf(today), 7), nextSlotAfter(delivery, settings)) as Day;
}

/** The first day from which the letter after today's may go out. */
function nextSlotAfter(
  { startedOn }: Delivery,
  { highValue, today }: { readonly highValue: boolean; readonly today: Day },
): Day {
  const every = LETTER_DAYS[letterKind(highValue)];
  const k = Math.max(1, Math.floor((today + SLACK - startedOn) / every) + 1);
  return addDays(startedOn, k * every - SLACK);
}
