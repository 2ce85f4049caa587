import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CustomerProfileAnswer, CustomerProfileCommand } from '../../../src/contract/customer-profile.ts';
import { faultOf, type Profile, type ProfileFault, type ProfileField } from '../../../src/domain/readiness/profile.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { usePortal } from '../common/use-portal.ts';
import { CUSTOMER } from './customer-words.ts';

type Shown = Extract<CustomerProfileAnswer, { readonly ok: true }>;
type Bare<C> = C extends unknown ? Omit<C, 'portal'> : never;

export type ProfileState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly shown: Shown };

export interface ProfileCard {
  readonly state: ProfileState;
  readonly reload: () => void;
  /** What is typed and not saved yet. */
  readonly typed: Profile;
  readonly faults: { readonly [field in ProfileField]?: ProfileFault };
  readonly saving: boolean;
  readonly notSaved: Failure | null;
  readonly change: (field: ProfileField, value: string) => void;
  readonly save: () => void;
  readonly markChecked: () => void;
}

/** Reads the profile when the card opens, and keeps what people found out; what is typed stays when saving fails. */
export function useProfile(format: Format): ProfileCard {
  const actions = useExtensionActions<'crm.record.tab'>();
  const portal = usePortal();
  const [state, setState] = useState<ProfileState>({ status: 'loading' });
  const [typed, setTyped] = useState<Profile>({});
  const [faults, setFaults] = useState<ProfileCard['faults']>({});
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const onItsWay = useRef(false);
  const words = CUSTOMER[format.language].profile;

  const call = useCallback(
    (command: Bare<CustomerProfileCommand>) =>
      ask(() =>
        hubspot.serverless<CustomerProfileAnswer>('customer_profile', {
          propertiesToSend: ['hs_object_id'],
          parameters: asJson({ portal, ...command }),
        }),
      ),
    [portal],
  );
  const reload = useCallback(async () => {
    setState((before) => (before.status === 'failed' ? { status: 'loading' } : before));
    const answer = await call({ command: 'open' });
    setState(answer.ok ? { status: 'ready', shown: answer } : { status: 'failed', failure: answer });
  }, [call]);
  useEffect(() => {
    void reload();
  }, [reload]);

  const send = async (command: Bare<CustomerProfileCommand>, said: string): Promise<void> => {
    if (onItsWay.current) return;
    onItsWay.current = true;
    setSaving(true);
    setNotSaved(null);
    const answer = await call(command);
    onItsWay.current = false;
    setSaving(false);
    if (!answer.ok) {
      setNotSaved(answer);
      return;
    }
    setState({ status: 'ready', shown: answer });
    if (command.command === 'save') setTyped({});
    actions.addAlert({ type: 'success', message: said });
    actions.refreshObjectProperties();
  };

  return {
    state,
    reload: () => void reload(),
    typed,
    faults,
    saving,
    notSaved,
    change: (field, value) => {
      setTyped((before) => ({ ...before, [field]: value }));
      setFaults(({ [field]: _, ...others }) => others);
    },
    save: () => {
      const wrong: { [field in ProfileField]?: ProfileFault } = {};
      const changes: { [field in ProfileField]?: string } = {};
      for (const [field, value] of Object.entries(typed) as [ProfileField, string][]) {
        changes[field] = value.trim();
        const fault = faultOf(field, value.trim());
        if (fault) wrong[field] = fault;
      }
      setFaults(wrong);
      if (Object.keys(wrong).length === 0) void send({ command: 'save', changes }, words.saved);
    },
    markChecked: () => void send({ command: 'checked' }, words.checkedNow),
  };
}
