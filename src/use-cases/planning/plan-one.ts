import type { Day } from '../../domain/calendar/day.ts';
import type { Ports } from '../ports/ports.ts';
import { planCustomers } from './plan-step.ts';
import { startRun } from './start-run.ts';

/** Decides one customer again; handed to what only at times changes what planning has to decide. */
export type PlanOne = (contactId: string, today: Day, ports: Ports) => Promise<void>;

/** Plans one customer at once. While planning is paused, or refused, the mark on the contact leaves it to the next run. */
export const planOne: PlanOne = async (contactId, today, ports) => {
  const started = await startRun(ports, { today, single: true });
  if (started.ok && !started.run.paused) await planCustomers(started.run, [contactId], ports);
};
