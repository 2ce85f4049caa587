import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PlanProgress, PlanVisitsAnswer, PlanVisitsInput } from '../../../src/contract/plan-visits.ts';
import type { ReadAnswersAnswer } from '../../../src/contract/read-answers.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';

export type Progress = Pick<PlanProgress, 'counts' | 'of' | 'secondsLeft'>;

export type Planning =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly progress: Progress }
  /** Another page or another run is at work: this page looks on, and goes on when that one is gone. */
  | { readonly status: 'elsewhere'; readonly progress: Progress }
  /** Stopped by a person, by trouble, or because nothing moves; it goes on where it stopped. */
  | {
      readonly status: 'stopped';
      readonly progress: Progress;
      readonly failure: Failure | null;
      readonly stuck: boolean;
    }
  | { readonly status: 'done'; readonly progress: Progress; readonly answers: number };

const NOTHING: Progress = {
  counts: { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 },
  of: 0,
  secondsLeft: null,
};
/** Steps without a decision after which planning is said to be stuck rather than asked again for ever. */
const IDLE_STEPS = 3;
/** Calls for answers by link before planning goes on without the rest of them. */
const MOST_READINGS = 10;
/** Between two looks at what somebody else does. */
export const LOOK_AGAIN_MS = 5_000;

/** Reads what customers answered by link, so that planning knows it; what cannot be read waits for the daily run. */
async function readAnswers(goOn: () => boolean): Promise<number> {
  let taken = 0;
  for (let n = 0; n < MOST_READINGS && goOn(); n += 1) {
    const read = await ask(() => hubspot.serverless<ReadAnswersAnswer>('read_answers', { parameters: {} }));
    if (!read.ok) break;
    taken += read.taken;
    if (!read.more) break;
  }
  return taken;
}

/** Plans step by step until nobody waits. A page that is closed loses nothing: opened again, it goes on where it stopped. */
export function usePlanning(onDone: () => void) {
  const [planning, setPlanning] = useState<Planning>({ status: 'idle' });
  const running = useRef(false);
  const stopAsked = useRef(false);
  const closed = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const done = useRef(onDone);
  done.current = onDone;

  const call = useCallback(
    (input: PlanVisitsInput) =>
      ask(() => hubspot.serverless<PlanVisitsAnswer>('plan_visits', { parameters: asJson(input) })),
    [],
  );

  const again = useCallback((what: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(what, LOOK_AGAIN_MS);
  }, []);

  const run = useCallback(async () => {
    if (running.current || closed.current) return;
    clearTimeout(timer.current);
    running.current = true;
    stopAsked.current = false;
    let progress = NOTHING;
    let idle = 0;
    setPlanning((shown) => {
      return { status: 'running', progress: 'progress' in shown && shown.status !== 'done' ? shown.progress : NOTHING };
    });
    const answers = await readAnswers(() => !closed.current && !stopAsked.current);
    for (;;) {
      const step = await call({});
      if (closed.current) break;
      if (!step.ok) {
        setPlanning((shown) => ({
          status: 'stopped',
          progress: 'progress' in shown ? shown.progress : NOTHING,
          failure: step,
          stuck: false,
        }));
        break;
      }
      idle = step.counts.decided === progress.counts.decided ? idle + 1 : 0;
      progress = step;
      if (step.state === 'done') {
        setPlanning({ status: 'done', progress, answers });
        done.current();
        break;
      }
      if (stopAsked.current || (step.state === 'running' && idle >= IDLE_STEPS)) {
        await call({ step: 'stop' });
        setPlanning({ status: 'stopped', progress, failure: null, stuck: !stopAsked.current });
        break;
      }
      if (step.state === 'elsewhere') {
        setPlanning({ status: 'elsewhere', progress });
        again(() => void run());
        break;
      }
      setPlanning({ status: 'running', progress });
    }
    running.current = false;
  }, [call, again]);

  const look = useCallback(async () => {
    const step = await call({ step: 'look' });
    // What cannot be looked at is not in the way of the page; pressing the button says what is wrong.
    if (!step.ok || closed.current || running.current) return;
    if (step.state === 'stopped') setPlanning({ status: 'stopped', progress: step, failure: null, stuck: false });
    else if (step.state === 'running' && step.alive) {
      setPlanning({ status: 'elsewhere', progress: step });
      again(() => void look());
    } else if (step.state === 'running') void run();
    else if (step.state === 'done') {
      // Somebody else finished what this page was looking at.
      setPlanning((shown) => {
        if (shown.status !== 'elsewhere') return shown;
        done.current();
        return { status: 'done', progress: step, answers: 0 };
      });
    }
  }, [call, again, run]);

  useEffect(() => {
    closed.current = false;
    void look();
    return () => {
      closed.current = true;
      clearTimeout(timer.current);
    };
  }, [look]);

  return {
    planning,
    start: () => void run(),
    stop: () => {
      stopAsked.current = true;
      clearTimeout(timer.current);
      // While this page only waits for another run, nobody else would heed it.
      if (!running.current) {
        void call({ step: 'stop' });
        setPlanning((shown) => ({
          status: 'stopped',
          progress: 'progress' in shown ? shown.progress : NOTHING,
          failure: null,
          stuck: false,
        }));
      }
    },
  };
}
