import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import { useEffect, useRef, useState } from 'react';
import type { LogVisitAnswer, LogVisitInput } from '../../src/contract/log-visit.ts';
import type { OpenVisit } from '../../src/contract/open-contact.ts';
import { asJson, ask, type Failure } from './ask.ts';
import type { Format } from './format.ts';
import { channelOf } from './log-form.ts';
import { newSubmissionId } from './submission.ts';
import { type OpenContact, useContact } from './use-contact.ts';
import { NEXT_VISIT } from './words.ts';

export type NextVisit =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | { readonly status: 'empty'; readonly contact: OpenContact; readonly copyNumber: () => void }
  | {
      readonly status: 'ready';
      readonly contact: OpenContact;
      readonly visit: OpenVisit;
      readonly saving: boolean;
      /** Why the attempt was not saved; null: it was, or none was made. */
      readonly notSaved: Failure | null;
      readonly logNoAnswer: () => void;
      readonly copyNumber: () => void;
    };

/** The sidebar card: reads the contact, logs an attempt, copies the number. */
export function useNextVisit(format: Format): NextVisit {
  const actions = useExtensionActions<'crm.record.sidebar'>();
  const { state, reload } = useContact('next');
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const submissionId = useRef<string | null>(null);
  const words = NEXT_VISIT[format.language];
  useReloadWhenPlanned(reload);

  const save = async (visit: OpenVisit, today: string) => {
    if (saving) return;
    setSaving(true);
    // Kept until the attempt is saved: pressing again after a lost answer does not count it twice.
    submissionId.current ??= newSubmissionId();
    const attempt: LogVisitInput = {
      visitKey: visit.key,
      submissionId: submissionId.current,
      outcome: 'no_answer',
      channel: channelOf(visit.channel) ?? 'phone',
      heldOn: today,
    };
    const answer = await ask(() =>
      hubspot.serverless<LogVisitAnswer>('log_visit', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(attempt),
      }),
    );
    setSaving(false);
    setNotSaved(answer.ok ? null : answer);
    if (!answer.ok) return;
    submissionId.current = null;
    const saved = answer.next ? words.noAnswerSaved(format.day(answer.next.on)) : words.noAnswerSavedOnly;
    actions.addAlert({ type: 'success', message: answer.repeated ? words.noAnswerRepeated : saved });
    actions.refreshObjectProperties();
    await reload();
  };

  const copy = async (phone: string | undefined) => {
    if (!phone) return;
    try {
      await actions.copyTextToClipboard(phone);
      actions.addAlert({ type: 'success', message: words.copied });
    } catch {
      actions.addAlert({ type: 'warning', message: words.notCopied });
    }
  };

  switch (state.status) {
    case 'loading':
      return state;
    case 'failed':
      return { ...state, retry: () => void reload() };
    case 'empty':
      return { ...state, copyNumber: () => void copy(state.contact.contact.phone) };
    case 'ready':
      return {
        ...state,
        saving,
        notSaved,
        logNoAnswer: () => void save(state.visit, state.contact.today),
        copyNumber: () => void copy(state.contact.contact.phone),
      };
  }
}

/** The tab card and the planner write these properties: when HubSpot sees them change, what is shown here is old. */
function useReloadWhenPlanned(reload: () => Promise<void>): void {
  const { properties, isLoading } = useCrmProperties(['rv_next_visit_on', 'rv_next_visit_reason']);
  const planned = isLoading ? null : `${properties.rv_next_visit_on} ${properties.rv_next_visit_reason}`;
  const seen = useRef(planned);
  useEffect(() => {
    const before = seen.current;
    seen.current = planned;
    if (before !== null && planned !== null && before !== planned) void reload();
  }, [planned, reload]);
}
