import { type Day, formatDay, isoWeekday } from '../domain/calendar/day.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Comparison } from '../domain/rehearsal/compare.ts';
import type { Rehearsal, RehearsedVisit } from '../domain/rehearsal/rehearsal.ts';
import type { OwnerVerdict, Repair } from '../domain/rehearsal/repairs.ts';

/** Longer lists are left to --json. */
const MOST_LINES = 60;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

function weekday(on: Day): string {
  return `${formatDay(on)} ${WEEKDAYS[isoWeekday(on) - 1]}`;
}

/** A rehearsal for people: by visit, day, owner and rule, what is not done, and what cannot be kept with what would help. */
export function rehearsalLines(
  rehearsal: Rehearsal,
  policy: Policy,
  customers: number,
  verdicts: readonly OwnerVerdict[],
): string[] {
  const { today, days, visits, touches, suppressed } = rehearsal;
  const held = [...visits, ...touches].sort((a, b) => a.on - b.on);
  return [
    `${customers} customers, ${formatDay(today)} … ${formatDay((today + days - 1) as Day)}: ${visits.length} visits, ${touches.length} other touches`,
    ...part('visits', shortened(held.map(visitLine))),
    ...part('by day', dayLines(held)),
    ...part('by owner', ownerLines(rehearsal)),
    ...part('by rule', ruleLines(held, policy)),
    ...part('not done, or paid otherwise', shortened(suppressedLines(suppressed))),
    ...part('cannot be kept', infeasibleLines(rehearsal, verdicts)),
  ];
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more: --json lists them`];
}

function visitLine({ contact, kind, on, window, pays, channel, ...visit }: RehearsedVisit): string {
  const flags = [
    ...(kind === 'visit' ? [] : [kind]),
    ...(visit.late ? ['late'] : []),
    ...(visit.rolled ? ['rolled'] : []),
    ...(visit.provisional ? ['provisional'] : []),
    ...(visit.noRoom ? ['no room'] : []),
  ];
  const between = `${formatDay(window.earliest)} ‹ ${formatDay(window.target)} › ${formatDay(window.latest)}`;
  return `${weekday(on)}  ${pays.join(' ').padEnd(12)} ${contact.padEnd(28)} ${channel.padEnd(8)} ${between}${flags.length > 0 ? `  ${flags.join(', ')}` : ''}`;
}

interface Counts {
  visits: number;
  touches: number;
  late: number;
}

function tally<K>(held: readonly RehearsedVisit[], keyOf: (visit: RehearsedVisit) => K): Map<K, Counts> {
  const found = new Map<K, Counts>();
  for (const visit of held) {
    const key = keyOf(visit);
    const counts = found.get(key) ?? { visits: 0, touches: 0, late: 0 };
    if (visit.kind === 'visit') counts.visits += 1;
    else counts.touches += 1;
    if (visit.late) counts.late += 1;
    found.set(key, counts);
  }
  return found;
}

function countText({ visits, touches, late }: Counts): string {
  return `${String(visits).padStart(5)} visits ${String(touches).padStart(5)} others${late > 0 ? ` ${String(late).padStart(5)} late` : ''}`;
}

function dayLines(held: readonly RehearsedVisit[]): readonly string[] {
  return [...tally(held, ({ on }) => on)].map(([on, counts]) => `${weekday(on)}  ${countText(counts)}`);
}

function ownerLines({ visits, touches, load }: Rehearsal): readonly string[] {
  const counts = tally([...visits, ...touches], ({ ownerId }) => ownerId);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, count]) => {
      const days = load.filter((day) => day.owner === owner);
      const busiest = days.reduce(
        (most, day) => (most === undefined || day.minutes > most.minutes ? day : most),
        days[0],
      );
      const over = days.filter((day) => day.minutes > day.capacity).length;
      return `${owner.padEnd(14)} ${countText(count)}${busiest ? `  busiest ${weekday(busiest.on)} ${busiest.minutes} of ${busiest.capacity} minutes` : ''}${over > 0 ? `, ${over} days too full` : ''}`;
    });
}

function ruleLines(held: readonly RehearsedVisit[], policy: Policy): readonly string[] {
  const leads = tally(held, ({ pays }) => pays[0] ?? '');
  const joins = new Map<string, number>();
  for (const { pays } of held) for (const rule of pays.slice(1)) joins.set(rule, (joins.get(rule) ?? 0) + 1);
  return [...new Set([...leads.keys(), ...joins.keys()])].sort().map((id) => {
    const name = policy.rules.find((rule) => rule.id === id)?.name.en ?? '';
    const joined = joins.get(id);
    return `${id.padEnd(6)} ${countText(leads.get(id) ?? { visits: 0, touches: 0, late: 0 })}${joined ? `, ${joined} in visits of other rules` : ''}  ${name}`;
  });
}

function suppressedLines(suppressed: Rehearsal['suppressed']): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rule, reason, by } of suppressed) {
    const key = `${rule.padEnd(6)} ${reason}${by === undefined ? '' : ` by ${by}`}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `${key.padEnd(32)} ${count}`);
}

function infeasibleLines({ infeasible }: Rehearsal, verdicts: readonly OwnerVerdict[]): readonly string[] {
  return [
    ...infeasible.map(
      ({ owner, rule, from, to, short }) =>
        `${rule.padEnd(6)} ${(owner ?? 'nobody owns them').padEnd(16)} ${formatDay(from)} … ${formatDay(to)}: ${short} too many`,
    ),
    ...verdictLines(verdicts),
  ];
}

function verdictLines(verdicts: readonly OwnerVerdict[]): readonly string[] {
  return verdicts.flatMap(({ owner, withoutRoom, short, tightest, repairs }) => [
    `${owner}: ${withoutRoom} without room; no arrangement keeps ${short} of them${tightest ? `; tightest ${formatDay(tightest.from)} … ${formatDay(tightest.to)}, ${tightest.over} over` : ''}`,
    ...repairs.map((repair) => `  repair: ${repairText(repair)}`),
  ]);
}

function repairText(repair: Repair): string {
  switch (repair.kind) {
    case 'move_within_windows': {
      const { moves, left } = repair;
      return `move ${moves.length} inside their windows${left > 0 ? `, ${left} stay without room` : ''}`;
    }
    case 'more_minutes_a_day':
      return `${repair.to} minutes a day instead of ${repair.from}`;
    case 'longer_interval':
      return `${repair.rule} every ${repair.to} days instead of ${repair.from}${repair.guard ? `, without its promise per ${repair.guard}` : ''}`;
    default:
      return repair satisfies never;
  }
}

/** What another policy changes, for people. */
export function comparisonLines({ added, removed, moved, kept, load, infeasible, verdicts }: Comparison): string[] {
  const over = (rows: Rehearsal['infeasible']): number => rows.reduce((sum, { short }) => sum + short, 0);
  const moves = moved.map(
    ({ contact, before, after }) =>
      `${contact.padEnd(28)} ${after.pays.join(' ').padEnd(12)} ${weekday(before.on)} → ${weekday(after.on)}`,
  );
  const changes = load.map(
    ({ owner, on, before, after, capacity }) =>
      `${owner.padEnd(14)} ${weekday(on)}  ${String(before).padStart(4)} → ${String(after).padStart(4)} of ${capacity} minutes${after > capacity ? '  too full' : ''}`,
  );
  return [
    '',
    `compared: ${added.length} added, ${removed.length} removed, ${moved.length} moved, ${kept} unchanged; ${over(infeasible.before)} → ${over(infeasible.after)} that cannot be kept`,
    ...part('added', shortened(added.map(visitLine))),
    ...part('removed', shortened(removed.map(visitLine))),
    ...part('moved', shortened(moves)),
    ...part('load', shortened(changes)),
    ...part('cannot be kept after it', verdictLines(verdicts.after)),
  ];
}
