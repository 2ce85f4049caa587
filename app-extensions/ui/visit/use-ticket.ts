import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenTicketAnswer, OpenTicketInput } from '../../../src/contract/open-ticket.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';
import type { OpenContact } from './use-contact.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

export type Ticket =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | { readonly status: 'empty' }
  /** The ticket has several contacts: the reader says which. */
  | { readonly status: 'choosing'; readonly people: readonly Person[]; readonly choose: (id: string) => void }
  | { readonly status: 'ready'; readonly contact: OpenContact };

type State =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'there'; readonly answer: Extract<OpenTicketAnswer, { readonly ok: true }> };

/** The contact of a ticket, chosen where there are several. */
export function useTicket(): Ticket {
  const portal = usePortal();
  const [chosen, setChosen] = useState<string | null>(null);
  const [state, setState] = useState<State>({ status: 'loading' });
  const question = useRef(0);

  const read = useCallback(async () => {
    question.current += 1;
    const asked = question.current;
    setState({ status: 'loading' });
    const input: OpenTicketInput = { portal, ...(chosen ? { contactId: chosen } : {}) };
    const answer = await ask(() =>
      hubspot.serverless<OpenTicketAnswer>('open_ticket', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      }),
    );
    if (question.current !== asked) return;
    setState(answer.ok ? { status: 'there', answer } : { status: 'failed', failure: answer });
  }, [portal, chosen]);

  useEffect(() => {
    void read();
  }, [read]);

  if (state.status === 'loading') return state;
  if (state.status === 'failed') return { ...state, retry: () => void read() };
  const { contact, contacts } = state.answer;
  if (contact) return { status: 'ready', contact };
  return contacts.length === 0 ? { status: 'empty' } : { status: 'choosing', people: contacts, choose: setChosen };
}
