import type * as z from 'zod';
import type {
  HealthState,
  OpenHealthAnswer,
  openHealthInput,
  RepairPortalAnswer,
  RunDetails,
  RunLine,
} from '../../contract/open-health.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { dayIn } from '../../domain/calendar/zone.ts';
import type { PastRun, Ports } from '../ports/ports.ts';
import { COMMANDS, examine, type HealthPorts } from './doctor.ts';
import { nextRunAfter } from './next-run.ts';

const DAY_MS = 86_400_000;
const ROWS = 25;
/** Runs that somebody pressed a button for say nothing of a schedule. */
const SCHEDULED = ['command', 'workflow', 'worker'];

type OpenPorts = HealthPorts & Pick<Ports, 'account'>;

/** One part of the page "Install and health"; it only reads. */
export async function openHealth(
  input: z.output<typeof openHealthInput>,
  settings: { readonly today: Day; readonly node: string },
  ports: OpenPorts,
): Promise<OpenHealthAnswer> {
  switch (input.part) {
    case 'state':
      return { ok: true, part: 'state', ...(await stateOf(settings, ports)) };
    case 'runs': {
      const { trigger, status, days, after } = input;
      const {
        runs,
        total,
        after: next,
      } = await ports.pastRuns.latest({
        since: ports.clock.now() - days * DAY_MS,
        limit: ROWS,
        ...(trigger === undefined ? {} : { trigger }),
        ...(status === undefined ? {} : { status }),
        ...(after === undefined ? {} : { after }),
      });
      return { ok: true, part: 'runs', runs: runs.map(lineOf), total, after: next };
    }
    case 'run': {
      const run = await ports.pastRuns.find(input.key);
      if (run === undefined)
        return {
          ok: false,
          reason: 'no_run',
          message: {
            zh: '找不到这次计划：记录保留九十天，之后会被清理。',
            en: 'There is no such run: their records are kept for ninety days.',
          },
        };
      return { ok: true, part: 'run', ...(await detailsOf(run, ports)) };
    }
  }
}

/** Makes what is missing, as the installer does; can be asked any number of times. */
export async function repairPortal({ health }: Pick<HealthPorts, 'health'>): Promise<RepairPortalAnswer> {
  const made = await health.repair();
  return { ok: true, made: made.map(({ kind, name }) => ({ kind, name })) };
}

async function stateOf(
  { today, node }: { readonly today: Day; readonly node: string },
  ports: OpenPorts,
): Promise<HealthState> {
  const {
    symptoms,
    installation,
    policyVersion,
    lastRun,
    week = [],
    clock,
    records,
    calls,
  } = await examine(ports, today);
  const { timeZone } = await ports.account();
  const now = ports.clock.now();
  const habit = week.filter(({ trigger }) => SCHEDULED.includes(trigger)).map(({ startedAt }) => startedAt);
  const next = nextRunAfter(habit, now, timeZone);
  const paused = clock?.pausedBecause;
  return {
    isInstalled: installation?.isThere ?? true,
    symptoms,
    installation: installation
      ? {
          present: installation.present,
          missing: installation.missing.map(({ kind, name, isOptional = false }) => ({ kind, name, isOptional })),
          differing: installation.differing,
          surveys: installation.surveys,
        }
      : null,
    apiVersion: ports.health.apiVersion,
    node,
    policyVersion: policyVersion ?? null,
    lastRunAt: lastRun ? instant(lastRun.startedAt) : null,
    next: next ? { at: instant(next.at), isLate: next.isLate } : null,
    calls: calls ? { used: calls.used, limit: calls.limit, resetsAt: calls.resetsAt ?? null } : null,
    records: records ?? null,
    callsByDay: callsByDay(week, timeZone),
    pausedBecause: paused ?? null,
    clockRecord: paused === undefined ? null : ((await ports.health.clockRecord()) ?? null),
  };
}

function callsByDay(runs: readonly PastRun[], timeZone: string): HealthState['callsByDay'] {
  const days = new Map<Day, { runs: number; calls: number }>();
  for (const { startedAt, facts } of runs) {
    const on = dayIn(timeZone, startedAt);
    const sum = days.get(on) ?? { runs: 0, calls: 0 };
    days.set(on, { runs: sum.runs + 1, calls: sum.calls + (facts.calls ?? 0) });
  }
  return [...days].sort(([a], [b]) => a - b).map(([on, sum]) => ({ on: formatDay(on), ...sum }));
}

function lineOf({ key, name, startedAt, endedAt, today, trigger, status, counts, facts }: PastRun): RunLine {
  return {
    key,
    name,
    startedAt: instant(startedAt),
    endedAt: endedAt === undefined ? null : instant(endedAt),
    today: today === undefined ? null : formatDay(today),
    trigger,
    status,
    counts,
    isUndone: facts.undone !== undefined,
  };
}

async function detailsOf(run: PastRun, ports: Pick<Ports, 'customers'>): Promise<RunDetails> {
  const { facts, counts, name } = run;
  const { steps, calls, standings = {}, skipped = [], refused = [], unread = [], trouble, undone } = facts;
  const customers = skipped.length === 0 ? [] : await ports.customers.read(skipped.map(([id]) => id));
  const names = new Map(customers.map((customer) => [customer.contactId, customer.name]));
  return {
    ...lineOf(run),
    policyVersion: run.policyVersion ?? null,
    holdsUntil: run.holdsUntil === undefined ? null : instant(run.holdsUntil),
    steps: steps ?? null,
    calls: calls ?? null,
    standings: Object.entries(standings)
      .map(([standing, count]) => ({ standing, customers: count }))
      .sort((a, b) => b.customers - a.customers),
    skipped: skipped.map(([contactId, standing]) => ({ contactId, name: names.get(contactId) ?? '', standing })),
    refused: refused.map(([key, codes]) => ({ key, codes })),
    unread,
    trouble: trouble ?? null,
    undone: undone ? { at: instant(undone.at), withdrawn: undone.withdrawn, kept: undone.kept } : null,
    undoCommand: undone === undefined && (counts.opened ?? 0) > 0 ? COMMANDS.undo(name) : null,
  };
}

const instant = (ms: number): string => new Date(ms).toISOString();
