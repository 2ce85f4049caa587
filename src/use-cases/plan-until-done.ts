import type { Refusal } from '../contract/common.ts';
import type { Day } from '../domain/calendar/day.ts';
import { type DecidedCustomer, planStep } from './plan-step.ts';
import type { ItemFailure, Ports } from './ports.ts';
import { startRun } from './start-run.ts';

export interface RunResult {
  readonly ok: true;
  readonly decided: readonly DecidedCustomer[];
  readonly failures: readonly ItemFailure[];
  readonly totals: {
    readonly opened: number;
    readonly changed: number;
    readonly withdrawn: number;
    readonly unchanged: number;
  };
}

/** Plans step by step until nobody waits. */
export async function planUntilDone(
  ports: Ports,
  settings: {
    readonly today: Day;
    readonly dryRun?: boolean;
    readonly onProgress?: (progress: { readonly decided: number; readonly waiting: number }) => void;
  },
): Promise<RunResult | Refusal> {
  const started = await startRun(ports, settings);
  if (!started.ok) return started;
  const decided: DecidedCustomer[] = [];
  const failures: ItemFailure[] = [];
  const totals = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  let cursor: string | null = null;
  for (;;) {
    const step = await planStep(started.run, cursor, ports);
    decided.push(...step.decided);
    failures.push(...step.failures);
    totals.opened += step.opened;
    totals.changed += step.changed;
    totals.withdrawn += step.withdrawn;
    totals.unchanged += step.unchanged;
    if (step.decided.length > 0) {
      settings.onProgress?.({ decided: decided.length, waiting: Math.max(0, step.waiting - step.decided.length) });
    }
    if (step.done) return { ok: true, decided, failures, totals };
    cursor = step.cursor;
  }
}
