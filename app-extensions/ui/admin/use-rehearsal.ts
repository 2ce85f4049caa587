import { hubspot } from '@hubspot/ui-extensions';
import { useEffect, useRef, useState } from 'react';
import type { Rehearsed, RehearsePolicyAnswer } from '../../../src/contract/rehearse-policy.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';

export type Rehearsing =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly rehearsed: number; readonly of: number }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'done'; readonly result: Rehearsed };

/** Rehearses step by step until it is done, stopped, or the page is left. */
export function useRehearsal() {
  const portal = usePortal();
  const [state, setState] = useState<Rehearsing>({ status: 'idle' });
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  const start = async (revision: number, days: number) => {
    turn.current += 1;
    const own = turn.current;
    setState({ status: 'running', rehearsed: 0, of: 0 });
    let step: number | undefined;
    for (;;) {
      const parameters = asJson({ portal, revision, days, step });
      const answer = await ask(() => hubspot.serverless<RehearsePolicyAnswer>('rehearse_policy', { parameters }));
      if (own !== turn.current) return;
      if (!answer.ok) {
        setState({ status: 'failed', failure: answer });
        return;
      }
      if (answer.result) {
        setState({ status: 'done', result: answer.result });
        return;
      }
      setState({ status: 'running', rehearsed: answer.rehearsed, of: answer.of });
      step = answer.step ?? undefined;
    }
  };
  return {
    state,
    start: (revision: number, days: number) => void start(revision, days),
    stop: () => {
      turn.current += 1;
      setState({ status: 'idle' });
    },
  };
}
