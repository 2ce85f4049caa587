import { hubspot } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { OpenWhyAnswer, OpenWhyInput, WhyLine } from '../../../src/contract/open-why.ts';
import { asJson, ask, type Failure } from './ask.ts';
import { usePortal } from './use-portal.ts';

/** The full ledger: asked for on a click, page by page. */
export interface FullLedger {
  readonly open: boolean;
  readonly loading: boolean;
  readonly failure: Failure | null;
  readonly lines: readonly WhyLine[];
  readonly total: number;
  /** Null: all are shown. */
  readonly more: (() => void) | null;
  readonly toggle: () => void;
}

const NONE = { lines: [], total: 0, next: null } as const;

export function useWhy(): FullLedger {
  const portal = usePortal();
  const [open, setOpen] = useState(false);
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [shown, setShown] = useState<{
    readonly lines: readonly WhyLine[];
    readonly total: number;
    readonly next: number | null;
  }>(NONE);
  const onItsWay = useRef(false);

  const read = async (from: number) => {
    if (onItsWay.current) return;
    onItsWay.current = true;
    setLoading(true);
    setFailure(null);
    const answer = await ask(() =>
      hubspot.serverless<OpenWhyAnswer>('open_why', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson({ portal, from } satisfies OpenWhyInput),
      }),
    );
    onItsWay.current = false;
    setLoading(false);
    if (!answer.ok) setFailure(answer);
    else
      setShown((before) => ({
        lines: from === 0 ? answer.lines : [...before.lines, ...answer.lines],
        total: answer.total,
        next: answer.next,
      }));
  };

  const { next } = shown;
  return {
    open,
    loading,
    failure,
    lines: shown.lines,
    total: shown.total,
    more: next === null ? null : () => void read(next),
    toggle: () => {
      setOpen(!open);
      // Opened anew it is asked anew: what decides may have changed meanwhile.
      if (!open) void read(0);
    },
  };
}
