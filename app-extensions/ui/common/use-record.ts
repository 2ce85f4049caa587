import { type JsonValue, useExtensionActions } from '@hubspot/ui-extensions';
import { useCallback, useRef, useState } from 'react';
import { asJson, ask, type Failure } from './ask.ts';
import { isFailure, type Reading, useAnswer } from './use-answer.ts';
import { usePortal } from './use-portal.ts';

type Yes<A> = Extract<A, { readonly ok: true }>;
/** A command without the portal, which is added when it is sent. */
export type Bare<C> = C extends unknown ? Omit<C, 'portal'> : never;

export interface RecordOf<A, C> {
  readonly reading: Reading<Yes<A>>;
  readonly reload: () => void;
  readonly saving: boolean;
  /** Why the last command was not carried out. */
  readonly notSaved: Failure | null;
  /** Carries a command out and says so; true: it was. One at a time: a second click meanwhile is none. */
  readonly send: (command: Bare<C>, said: string) => Promise<boolean>;
}

/** What one function knows of this record: read by `opening` when the card opens, changed by commands it answers alike. */
export function useRecord<A extends { readonly ok: boolean }, C extends { readonly command: string }>(
  call: (parameters: JsonValue) => Promise<A | null>,
  opening: C['command'],
): RecordOf<A, C> {
  const actions = useExtensionActions<'crm.record.tab'>();
  const portal = usePortal();
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const onItsWay = useRef(false);

  const open = useCallback(
    (parameters: JsonValue) => call(asJson({ command: opening, ...(parameters as object) })),
    [call, opening],
  );
  const { reading, reload, show } = useAnswer<A>(open);

  return {
    reading,
    reload,
    saving,
    notSaved,
    async send(command, said) {
      if (onItsWay.current) return false;
      onItsWay.current = true;
      setSaving(true);
      setNotSaved(null);
      const answer = (await ask(() => call(asJson({ portal, ...command })))) as Yes<A> | Failure;
      onItsWay.current = false;
      setSaving(false);
      if (isFailure(answer)) {
        setNotSaved(answer);
        return false;
      }
      show(answer);
      actions.addAlert({ type: 'success', message: said });
      actions.refreshObjectProperties();
      return true;
    },
  };
}
