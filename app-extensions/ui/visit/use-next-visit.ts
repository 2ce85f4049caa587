import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import { useRef, useState } from 'react';
import type { LogVisitAnswer, LogVisitInput } from '../../../src/contract/log-visit.ts';
import type { OpenVisit } from '../../../src/contract/open-contact.ts';
import type { RescheduleVisitInput } from '../../../src/contract/reschedule-visit.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { useChanged } from '../common/use-changed.ts';
import { NEXT_VISIT } from '../common/words.ts';
import { channelOf, type FeedbackField, type Mention, mentionSent } from './log-form.ts';
import { type OpenContact, useContact } from './use-contact.ts';

/** What the short form in the sidebar says. */
export interface ShortLog {
  readonly said: FeedbackField;
  readonly text: string;
  readonly nextContactOn: string;
  /** What became of everything that is open; null: nothing is. */
  readonly mention: Mention | null;
}

export type Snooze = 1 | 3 | 5;

/** What can be done with the visit; each is sent once, however often it is pressed. */
export interface NextVisitActions {
  readonly saving: 'no_answer' | 'log' | 'move' | 'snooze' | null;
  /** Why the last one was not saved; null: it was, or none was made. */
  readonly notSaved: Failure | null;
  readonly start: () => void;
  readonly logNoAnswer: () => void;
  readonly log: (form: ShortLog) => Promise<boolean>;
  readonly move: (newOn: string, reason: string) => Promise<boolean>;
  readonly snooze: (days: Snooze) => void;
}

export type NextVisit =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | { readonly status: 'empty'; readonly contact: OpenContact; readonly copyNumber: () => void }
  | {
      readonly status: 'ready';
      readonly contact: OpenContact;
      readonly visit: OpenVisit;
      readonly actions: NextVisitActions;
      readonly copyNumber: () => void;
    };

/** The sidebar card: reads the contact, logs, moves, copies the number. */
export function useNextVisit(format: Format): NextVisit {
  const hubspotActions = useExtensionActions<'crm.record.sidebar'>();
  const { state, reload } = useContact('next');
  const [saving, setSaving] = useState<NextVisitActions['saving']>(null);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  /** Kept until it is saved: pressing again after a lost answer does not count twice. */
  const submission = useRef<{ readonly what: string; readonly id: string } | null>(null);
  const onItsWay = useRef(false);
  const words = NEXT_VISIT[format.language];
  useReloadWhenPlanned(reload);

  const submissionFor = (what: object): string => {
    const text = JSON.stringify(what);
    if (submission.current?.what !== text) submission.current = { what: text, id: newSubmissionId() };
    return submission.current.id;
  };

  const send = async (
    kind: NonNullable<NextVisitActions['saving']>,
    what: object,
    saved: (on: string | null) => string,
  ): Promise<boolean> => {
    if (onItsWay.current) return false;
    onItsWay.current = true;
    setSaving(kind);
    const parameters = asJson({ ...what, submissionId: submissionFor({ kind, what }) });
    const answer = await ask(() =>
      kind === 'move' || kind === 'snooze'
        ? hubspot.serverless<LogVisitAnswer>('reschedule_visit', { propertiesToSend: ['hs_object_id'], parameters })
        : hubspot.serverless<LogVisitAnswer>('log_visit', { propertiesToSend: ['hs_object_id'], parameters }),
    );
    onItsWay.current = false;
    setSaving(null);
    if (!answer.ok) {
      setNotSaved(answer);
      // A loop was raised meanwhile: the form has to ask for it.
      if (answer.fields.some(({ path }) => path.startsWith('loops.'))) void reload();
      return false;
    }
    setNotSaved(null);
    submission.current = null;
    const again = kind === 'no_answer' ? words.noAnswerRepeated : words.repeated;
    const message = answer.repeated ? again : saved(answer.next ? format.day(answer.next.on) : null);
    hubspotActions.addAlert({ type: 'success', message });
    hubspotActions.refreshObjectProperties();
    await reload();
    return true;
  };

  const copy = async (phone: string | undefined): Promise<boolean> => {
    if (!phone) return false;
    try {
      await hubspotActions.copyTextToClipboard(phone);
      return true;
    } catch {
      hubspotActions.addAlert({ type: 'warning', message: words.notCopied });
      return false;
    }
  };
  const copyNumber = async (phone: string | undefined) => {
    if (await copy(phone)) hubspotActions.addAlert({ type: 'success', message: words.copied });
  };

  switch (state.status) {
    case 'loading':
      return state;
    case 'failed':
      return { ...state, retry: () => void reload() };
    case 'empty':
      return { ...state, copyNumber: () => void copyNumber(state.contact.contact.phone) };
    case 'ready': {
      const { visit, contact } = state;
      const report: Pick<LogVisitInput, 'visitKey' | 'channel' | 'heldOn' | 'keepDraft'> = {
        visitKey: visit.key,
        channel: channelOf(visit.channel) ?? 'phone',
        heldOn: contact.today,
        keepDraft: true,
      };
      const actions: NextVisitActions = {
        saving,
        notSaved,
        start: () =>
          void copy(contact.contact.phone).then((copied) =>
            hubspotActions.addAlert({ type: 'info', message: copied ? words.started : words.startedWithout }),
          ),
        logNoAnswer: () =>
          void send('no_answer', { ...report, outcome: 'no_answer' } satisfies Sent, (on) =>
            on ? words.noAnswerSaved(on) : words.noAnswerSavedOnly,
          ),
        log: ({ said, text, nextContactOn, mention }) =>
          send(
            'log',
            {
              ...report,
              outcome: 'reached',
              ...(text.trim() ? { feedback: { [said]: text.trim() } } : {}),
              ...(nextContactOn ? { nextContactOn } : {}),
              ...(mention ? { otherLoops: mentionSent(mention) } : {}),
            } satisfies Sent,
            (on) => (on ? words.logSaved(on) : words.logSavedOnly),
          ),
        move: (newOn, reason) =>
          send('move', { visitKey: visit.key, newOn, reason } satisfies Moved, (on) =>
            words.moved(on ?? format.day(newOn)),
          ),
        snooze: (snoozeDays) =>
          void send('snooze', { visitKey: visit.key, snoozeDays } satisfies Moved, (on) => words.moved(on ?? '')),
      };
      return { ...state, actions, copyNumber: () => void copyNumber(contact.contact.phone) };
    }
  }
}

type Sent = Omit<LogVisitInput, 'submissionId'>;
type Moved = RescheduleVisitInput extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'submissionId'>
    : never
  : never;

/** The tab card and the planner write these properties: when HubSpot sees them change, what is shown here is old. */
function useReloadWhenPlanned(reload: () => Promise<void>): void {
  const { properties, isLoading } = useCrmProperties(['rv_next_visit_on', 'rv_next_visit_reason', 'rv_open_loops']);
  const planned = isLoading
    ? null
    : `${properties.rv_next_visit_on} ${properties.rv_next_visit_reason} ${properties.rv_open_loops}`;
  useChanged(planned, () => void reload());
}
