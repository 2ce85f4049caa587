import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RetierCustomerAnswer, RetierCustomerCommand } from '../../../src/contract/retier.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { usePortal } from '../common/use-portal.ts';
import { CUSTOMER } from './customer-words.ts';

export type Customer = Extract<RetierCustomerAnswer, { readonly ok: true }>;
/** A command without the portal, which is added when it is sent. */
type Bare<C> = C extends { readonly command: 'explain' } ? never : Omit<C, 'portal'>;
export type CustomerCommand = Bare<RetierCustomerCommand>;

export type CustomerState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly customer: Customer };

export interface CustomerActions {
  readonly state: CustomerState;
  readonly reload: () => void;
  readonly saving: boolean;
  readonly notSaved: Failure | null;
  /** Carries a decision out; true: it was. */
  readonly decide: (command: CustomerCommand) => Promise<boolean>;
}

/** Reads tier, stage and flags when the card opens, and carries out what a person decides about them. */
export function useCustomer(format: Format): CustomerActions {
  const actions = useExtensionActions<'crm.record.tab'>();
  const portal = usePortal();
  const [state, setState] = useState<CustomerState>({ status: 'loading' });
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const onItsWay = useRef(false);
  const words = CUSTOMER[format.language];

  const call = useCallback(
    (command: CustomerCommand | { readonly command: 'explain' }) =>
      ask(() =>
        hubspot.serverless<RetierCustomerAnswer>('retier_customer', {
          propertiesToSend: ['hs_object_id'],
          parameters: asJson({ portal, ...command }),
        }),
      ),
    [portal],
  );
  const reload = useCallback(async () => {
    setState((before) => (before.status === 'failed' ? { status: 'loading' } : before));
    const answer = await call({ command: 'explain' });
    setState(answer.ok ? { status: 'ready', customer: answer } : { status: 'failed', failure: answer });
  }, [call]);
  useEffect(() => {
    void reload();
  }, [reload]);

  return {
    state,
    reload: () => void reload(),
    saving,
    notSaved,
    async decide(command) {
      if (onItsWay.current) return false;
      onItsWay.current = true;
      setSaving(true);
      setNotSaved(null);
      const answer = await call(command);
      onItsWay.current = false;
      setSaving(false);
      if (!answer.ok) {
        setNotSaved(answer);
        return false;
      }
      setState({ status: 'ready', customer: answer });
      actions.addAlert({ type: 'success', message: words.saved });
      actions.refreshObjectProperties();
      return true;
    },
  };
}
