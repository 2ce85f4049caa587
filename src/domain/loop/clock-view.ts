import type { Role } from '../planning/facts.ts';
import type { RuleId } from '../planning/plan.ts';
import { type AlarmSettings, alarmsOf, type ClockRun, dueOf, stepsOf, targetOf } from './clock.ts';
import type { ClockStep } from './clock-steps.ts';
import { clocksOf, roleFor } from './clocks-of.ts';
import type { LoopContext } from './decide.ts';
import type { OpenLoop } from './loop-state.ts';

/** A running clock worked out once, when its loop moved: nothing is counted again until it moves. Instants are epoch milliseconds. */
export interface ClockView {
  readonly id: string;
  readonly rule: RuleId;
  readonly startedAt: number;
  readonly role: Role;
  /** By hours alone; absent while it stands still, as all that follows. */
  readonly plainAt?: number;
  readonly targetAt?: number;
  /** Without what the customer agreed to. */
  readonly dueAt?: number;
  readonly agreedAt?: number;
  readonly warnAt?: number;
  readonly escalateAt?: number;
  /** Minutes, or days for a clock in days, that it stood still. */
  readonly paused: number;
  readonly breachedAt?: number;
  readonly steps: readonly ClockStep[];
}

/** The clocks that run on a loop, each with its instants and its arithmetic. */
export function clockViews(loop: OpenLoop, { desk, settings }: LoopContext): readonly ClockView[] {
  const alarms: AlarmSettings = {
    warnAtPercent: settings.warnAtPercent.value,
    escalateAfterMinutes: settings.escalateAfterMinutes.value,
  };
  return clocksOf(loop).map((run): ClockView => {
    const due = dueOf(run, desk);
    const breachedAt = loop.alarms[run.id]?.breachedAt;
    return {
      id: run.id,
      rule: run.rule,
      startedAt: run.startedAt,
      role: roleFor(run.rule, loop),
      paused: due.paused,
      steps: stepsOf(run, desk),
      ...(breachedAt === undefined ? {} : { breachedAt }),
      ...(due.standing ? {} : instants(run, due, desk, alarms)),
    };
  });
}

function instants(
  run: ClockRun,
  due: ReturnType<typeof dueOf>,
  desk: LoopContext['desk'],
  settings: AlarmSettings,
): Pick<ClockView, 'plainAt' | 'dueAt' | 'targetAt' | 'agreedAt' | 'warnAt' | 'escalateAt'> {
  const alarms = alarmsOf(run, due, desk, settings);
  const targetAt = targetOf(run, desk);
  return {
    plainAt: due.plainAt,
    dueAt: due.dueAt,
    ...(targetAt === undefined ? {} : { targetAt }),
    ...(due.effectiveAt === due.dueAt ? {} : { agreedAt: due.effectiveAt }),
    ...(alarms ? { warnAt: alarms.warnAt, escalateAt: alarms.escalateAt } : {}),
  };
}

/** How a clock that was worked out stands now. */
export function viewStanding(view: ClockView, now: number): 'overdue' | 'warning' | 'running' | 'standing' {
  const until = view.agreedAt ?? view.dueAt;
  if (view.breachedAt !== undefined || (until !== undefined && now > until)) return 'overdue';
  if (until === undefined) return 'standing';
  return view.warnAt !== undefined && now >= view.warnAt ? 'warning' : 'running';
}

/** The next instant at which somebody has to be told something that was not told yet. */
export function nextAlarmOf(loop: OpenLoop, views: readonly ClockView[]): number | undefined {
  const coming = views.flatMap(({ id, warnAt, dueAt, agreedAt, escalateAt }) => {
    const said = loop.alarms[id] ?? {};
    const until = agreedAt ?? dueAt;
    return [
      ...(said.warnedAt === undefined && said.breachedAt === undefined && warnAt !== undefined ? [warnAt] : []),
      ...(said.breachedAt === undefined && until !== undefined ? [until] : []),
      ...(said.escalatedAt === undefined && escalateAt !== undefined ? [escalateAt] : []),
    ];
  });
  return coming.length > 0 ? Math.min(...coming) : undefined;
}
