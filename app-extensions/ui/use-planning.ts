import { hubspot } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { PlanCounts, PlanVisitsAnswer, PlanVisitsInput } from '../../src/contract/plan-visits.ts';
import { asJson, ask, type Failure } from './ask.ts';

export interface Progress {
  readonly counts: PlanCounts;
  /** Customers to decide in all, as far as is known. */
  readonly of: number;
}

export type Planning =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly progress: Progress }
  /** Stopped by a person, by trouble, or because nothing moves; it goes on where it stopped. */
  | {
      readonly status: 'stopped';
      readonly progress: Progress;
      readonly failure: Failure | null;
      readonly stuck: boolean;
    }
  | { readonly status: 'done'; readonly progress: Progress };

const NONE: PlanCounts = { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
/** Steps without a decision after which planning is said to be stuck rather than asked again for ever. */
const IDLE_STEPS = 3;

/** Plans step by step until nobody waits. A page that is closed loses nothing: the portal remembers who is waiting. */
export function usePlanning(onDone: () => void) {
  const [planning, setPlanning] = useState<Planning>({ status: 'idle' });
  const cursor = useRef<string | null>(null);
  const running = useRef(false);
  const stopAsked = useRef(false);

  const run = async () => {
    if (running.current) return;
    running.current = true;
    stopAsked.current = false;
    let progress = planning.status === 'stopped' ? planning.progress : { counts: NONE, of: 0 };
    let idle = 0;
    setPlanning({ status: 'running', progress });
    for (;;) {
      const input: PlanVisitsInput = cursor.current ? { cursor: cursor.current } : {};
      const step = await ask(() => hubspot.serverless<PlanVisitsAnswer>('plan_visits', { parameters: asJson(input) }));
      if (!step.ok) {
        setPlanning({ status: 'stopped', progress, failure: step, stuck: false });
        break;
      }
      cursor.current = step.cursor;
      progress = {
        counts: sum(progress.counts, step.counts),
        // Those waiting when the step began, and those decided before it.
        of: Math.max(progress.of, progress.counts.decided + step.waiting),
      };
      idle = step.counts.decided === 0 ? idle + 1 : 0;
      if (step.done) {
        cursor.current = null;
        setPlanning({ status: 'done', progress });
        onDone();
        break;
      }
      if (stopAsked.current || idle >= IDLE_STEPS) {
        setPlanning({ status: 'stopped', progress, failure: null, stuck: idle >= IDLE_STEPS });
        break;
      }
      setPlanning({ status: 'running', progress });
    }
    running.current = false;
  };

  return {
    planning,
    start: () => void run(),
    stop: () => {
      stopAsked.current = true;
    },
  };
}

function sum(a: PlanCounts, b: PlanCounts): PlanCounts {
  return {
    decided: a.decided + b.decided,
    opened: a.opened + b.opened,
    changed: a.changed + b.changed,
    withdrawn: a.withdrawn + b.withdrawn,
    unchanged: a.unchanged + b.unchanged,
  };
}
