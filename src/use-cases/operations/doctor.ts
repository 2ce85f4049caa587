import type { Day } from '../../domain/calendar/day.ts';
import { recordLevel } from '../planning/record-limit.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';

export interface Symptom {
  readonly what: string;
  readonly isWell: boolean;
  /** What was seen and, where it is not well, what to do. */
  readonly seen: string;
}

/** A daily run is late after this. */
const LATE_MS = 36 * 3_600_000;

/** Looks at what planning needs and leaves in a portal; it only reads. */
export async function examine(ports: Ports, today: Day): Promise<readonly Symptom[]> {
  const symptoms: Symptom[] = [];
  const note = (what: string, isWell: boolean, seen: string): void => {
    symptoms.push({ what, isWell, seen });
  };

  const inForce = await policyInForce(ports.policies);
  note(
    'policy',
    inForce.ok,
    inForce.ok ? `version ${inForce.policy.version} is in force` : `${inForce.reason}: ${inForce.message.en}`,
  );

  const clock = await ports.runs.readClock();
  note(
    'planning',
    clock.pausedBecause === undefined,
    clock.pausedBecause === undefined
      ? 'is not paused'
      : 'is paused; npm run app:runs -- --portal URL resume lets it go on',
  );

  const [last] = await ports.runs.latest(1);
  const age = last && ports.clock.now() - last.startedAt;
  const isLate = age === undefined || age > LATE_MS;
  note(
    'last run',
    !isLate && last?.status !== 'failed',
    last === undefined
      ? 'there was none: npm run app:plan makes the first'
      : `${last.name} ${last.status}, ${Math.round((age ?? 0) / 3_600_000)} hours ago${isLate ? ': see that the scheduler runs npm run app:plan every morning' : ''}`,
  );
  if (clock.step !== undefined)
    note('unfinished step', false, 'a run was killed; the next one goes on: npm run app:plan');

  const due = await ports.customers.due({ today, after: undefined, lifecycleStages: [], anyTier: false });
  note(
    'queue',
    due.total === 0 || !isLate,
    `${due.total} customers wait to be decided${due.total > 0 && isLate ? ': npm run app:plan' : ''}`,
  );

  const records = await ports.recordUse();
  const level = records && recordLevel(records);
  note(
    'records',
    level === undefined || level === 'fine',
    records === undefined
      ? 'the portal does not say how many it holds'
      : `${records.used} of ${records.limit}${level === 'fine' ? '' : ': archive old visits with npm run app:retain'}`,
  );

  const { portal } = clock;
  note(
    'probe',
    portal !== undefined && portal.differs.length === 0,
    portal === undefined
      ? 'never probed: npm run probe -- --portal URL'
      : `on ${portal.probedOn}${portal.differs.length > 0 ? `: differs in ${portal.differs.join(', ')}; docs/operator.md says what follows` : ', as assumed'}`,
  );

  for (const [door, what] of [
    ['webhooks', 'webhooks'],
    ['workflow', 'workflow actions'],
  ] as const) {
    const text = await ports.jobs.read(`door:${door}`);
    // Whoever plans from a scheduler needs neither.
    note(what, true, text === undefined ? 'no signed call came in yet' : `last process that took one: ${text}`);
  }
  return symptoms;
}
