import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenContactAnswer, OpenContactInput, OpenVisit } from '../../../src/contract/open-contact.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';

/** What the function says about the contact of this record. */
export type OpenContact = Extract<OpenContactAnswer, { readonly ok: true }>;

export type ContactState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'empty'; readonly contact: OpenContact }
  | { readonly status: 'ready'; readonly contact: OpenContact; readonly visit: OpenVisit };

/**
 * Reads the contact with one call. Reading again keeps what is shown until the new answer is there; of two answers
 * under way only the later question's counts.
 */
export function useContact(view: NonNullable<OpenContactInput['view']>) {
  const portal = usePortal();
  const [state, setState] = useState<ContactState>({ status: 'loading' });
  const question = useRef(0);

  const reload = useCallback(async () => {
    question.current += 1;
    const asked = question.current;
    setState((before) => (before.status === 'failed' ? { status: 'loading' } : before));
    const answer = await ask(() =>
      hubspot.serverless<OpenContactAnswer>('open_contact', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson({ portal, view } satisfies OpenContactInput),
      }),
    );
    if (question.current === asked) setState(stateOf(answer));
  }, [view, portal]);

  useEffect(() => {
    void reload();
  }, [reload]);

  return { state, reload };
}

function stateOf(answer: OpenContact | Failure): ContactState {
  if (!answer.ok) return { status: 'failed', failure: answer };
  return answer.visit
    ? { status: 'ready', contact: answer, visit: answer.visit }
    : { status: 'empty', contact: answer };
}
