import { hubspot } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { PastVisit } from '../../../src/contract/open-contact.ts';
import type { OpenHistoryAnswer, OpenHistoryInput } from '../../../src/contract/open-history.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';
import type { OpenContact } from './use-contact.ts';

/** The visits shown, and the way to those before them. */
export interface History {
  readonly visits: readonly PastVisit[];
  readonly loading: boolean;
  readonly failure: Failure | null;
  /** Null: all are shown. */
  readonly earlier: (() => void) | null;
}

/** Older visits on demand, a page at a time, after those that came with the card. */
export function useHistory(contact: OpenContact | null): History {
  const portal = usePortal();
  const [more, setMore] = useState<{
    readonly of: OpenContact;
    readonly visits: readonly PastVisit[];
    readonly before: number | null;
  } | null>(null);
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const onItsWay = useRef(false);
  if (!contact) return { visits: [], loading: false, failure: null, earlier: null };
  const current = more?.of === contact ? more : { of: contact, visits: [], before: contact.before };

  const read = async (before: number) => {
    if (onItsWay.current) return;
    onItsWay.current = true;
    setLoading(true);
    setFailure(null);
    const answer = await ask(() =>
      hubspot.serverless<OpenHistoryAnswer>('open_history', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson({ portal, before } satisfies OpenHistoryInput),
      }),
    );
    onItsWay.current = false;
    setLoading(false);
    if (!answer.ok) setFailure(answer);
    else setMore({ of: contact, visits: [...current.visits, ...answer.history], before: answer.before });
  };

  const { before } = current;
  return {
    visits: [...contact.history, ...current.visits],
    loading,
    failure,
    earlier: before === null ? null : () => void read(before),
  };
}
