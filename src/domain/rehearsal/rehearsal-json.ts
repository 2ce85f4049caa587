import { dayText } from '../calendar/civil.ts';
import type { Comparison } from './compare.ts';
import type { Rehearsal, RehearsedVisit, Shortage } from './rehearsal.ts';
import type { OwnerVerdict } from './repairs.ts';

/** A rehearsal as programs read it; days are `YYYY-MM-DD`. */
export function rehearsalJson({ today, days, visits, touches, suppressed, load, infeasible }: Rehearsal) {
  return {
    today: dayText(today),
    days,
    visits: visits.map(visitJson),
    touches: touches.map(visitJson),
    suppressed: suppressed.map((debt) => ({ ...debt, on: dayText(debt.on) })),
    load: load.map((day) => ({ ...day, on: dayText(day.on) })),
    infeasible: infeasible.map(shortageJson),
  };
}

/** What differs between two rehearsals, as programs read it. */
export function comparisonJson({ added, removed, moved, kept, load, infeasible, verdicts }: Comparison) {
  return {
    added: added.map(visitJson),
    removed: removed.map(visitJson),
    moved: moved.map(({ contact, rule, before, after }) => ({
      contact,
      rule,
      kind: after.kind,
      from: dayText(before.on),
      to: dayText(after.on),
    })),
    kept,
    load: load.map((day) => ({ ...day, on: dayText(day.on) })),
    infeasible: { before: infeasible.before.map(shortageJson), after: infeasible.after.map(shortageJson) },
    verdicts: { before: verdicts.before.map(verdictJson), after: verdicts.after.map(verdictJson) },
  };
}

function visitJson({ contact, kind, on, window, pays, channel, ownerRole, provisional, rolled, late }: RehearsedVisit) {
  return {
    contact,
    kind,
    on: dayText(on),
    window: {
      earliest: dayText(window.earliest),
      target: dayText(window.target),
      latest: dayText(window.latest),
    },
    pays,
    channel,
    ownerRole,
    provisional,
    rolled,
    late,
  };
}

function shortageJson({ owner, rule, from, to, short }: Shortage) {
  return { ...(owner === undefined ? {} : { owner }), rule, from: dayText(from), to: dayText(to), short };
}

function verdictJson({ owner, withoutRoom, short, tightest, repairs }: OwnerVerdict) {
  return {
    owner,
    withoutRoom,
    short,
    ...(tightest && { tightest: { ...tightest, from: dayText(tightest.from), to: dayText(tightest.to) } }),
    repairs: repairs.map((repair) =>
      repair.kind === 'move_within_windows'
        ? {
            ...repair,
            moves: repair.moves.map(({ contact, from, to }) => ({ contact, from: dayText(from), to: dayText(to) })),
          }
        : repair,
    ),
  };
}
