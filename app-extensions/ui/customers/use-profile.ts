import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { CustomerProfileAnswer, CustomerProfileCommand } from '../../../src/contract/customer-profile.ts';
import { faultOf, type Profile, type ProfileFault, type ProfileField } from '../../../src/domain/readiness/profile.ts';
import type { Format } from '../common/format.ts';
import { type RecordOf, useRecord } from '../common/use-record.ts';
import { CUSTOMER } from './customer-words.ts';

export interface ProfileCard extends Omit<RecordOf<CustomerProfileAnswer, CustomerProfileCommand>, 'send'> {
  /** What is typed and not saved yet. */
  readonly typed: Profile;
  readonly faults: { readonly [field in ProfileField]?: ProfileFault };
  readonly change: (field: ProfileField, value: string) => void;
  readonly save: () => void;
  readonly markChecked: () => void;
}

/** Reads the profile when the card opens, and keeps what people found out; what is typed stays when saving fails. */
export function useProfile(format: Format): ProfileCard {
  const { send, ...record } = useRecord<CustomerProfileAnswer, CustomerProfileCommand>(call, 'open');
  const [typed, setTyped] = useState<Profile>({});
  const [faults, setFaults] = useState<ProfileCard['faults']>({});
  const words = CUSTOMER[format.language].profile;

  return {
    ...record,
    typed,
    faults,
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
      if (Object.keys(wrong).length > 0) return;
      void send({ command: 'save', changes }, words.saved).then((saved) => {
        // What was typed while it was on its way stays.
        if (saved) setTyped((now) => pick(now, (field) => now[field] !== typed[field]));
      });
    },
    markChecked: () => void send({ command: 'checked' }, words.checkedNow),
  };
}

function pick(profile: Profile, keeps: (field: ProfileField) => boolean): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([field]) => keeps(field as ProfileField)));
}

function call(parameters: JsonValue) {
  return hubspot.serverless<CustomerProfileAnswer>('customer_profile', {
    propertiesToSend: ['hs_object_id'],
    parameters,
  });
}
