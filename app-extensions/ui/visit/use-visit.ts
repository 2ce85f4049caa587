import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useEffect, useRef, useState } from 'react';
import type { LogVisitAnswer } from '../../../src/contract/log-visit.ts';
import type { OpenVisit } from '../../../src/contract/open-contact.ts';
import type { MarkForm } from '../../../src/domain/satisfaction/dimensions.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { COMMON, VISIT } from '../common/words.ts';
import {
  checkForm,
  type FieldError,
  type FormErrors,
  formOfDraft,
  type LogForm,
  newForm,
  type ToMention,
} from './log-form.ts';
import { type OpenContact, useContact } from './use-contact.ts';
import { type DraftState, useDraft } from './use-draft.ts';

/** What a saved visit wrote and what comes next. */
export type LoggedAnswer = Extract<LogVisitAnswer, { readonly ok: true }>;

export type Visit =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | { readonly status: 'empty'; readonly contact: OpenContact }
  | { readonly status: 'ready'; readonly contact: OpenContact; readonly visit: OpenVisit; readonly log: Log };

/** The form: being filled in, on its way, refused with everything typed still there, or saved. */
export type Log =
  | {
      readonly stage: 'filling';
      readonly form: LogForm;
      readonly errors: FormErrors;
      readonly toMention: ToMention;
      readonly markForm: MarkForm;
      readonly saving: boolean;
      readonly notSaved: Failure | null;
      readonly draft: DraftState;
      readonly change: (part: Partial<LogForm>) => void;
      readonly discard: () => void;
      readonly save: () => void;
    }
  | { readonly stage: 'saved'; readonly answer: LoggedAnswer; readonly goOn: () => void };

interface Filled {
  readonly visitKey: string;
  readonly form: LogForm;
  readonly errors: FormErrors;
}

/** The tab card: reads the contact with script and history, keeps a draft, and saves the visit once. */
export function useVisit(format: Format): Visit {
  const actions = useExtensionActions<'crm.record.tab'>();
  const { state, reload } = useContact('visit');
  const [filled, setFilled] = useState<Filled | null>(null);
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const [answer, setAnswer] = useState<LoggedAnswer | null>(null);
  /** Loops that somebody raised after the card was opened, as the function told them. */
  const [raisedSince, setRaisedSince] = useState<ToMention['rows']>([]);
  const submissionId = useRef(newSubmissionId());
  const onItsWay = useRef(false);
  /** The visit whose draft was looked at. */
  const restoredFor = useRef<string | null>(null);

  const ready = state.status === 'ready' ? state : null;
  const visitKey = ready?.visit.key;
  const drafts = useDraft(visitKey);
  useEffect(() => {
    // Another visit has another form; the same one keeps what was typed.
    if (visitKey !== undefined) submissionId.current = newSubmissionId();
  }, [visitKey]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is put back once a visit, not at every answer
  useEffect(() => {
    if (!ready || restoredFor.current === ready.visit.key) return;
    restoredFor.current = ready.visit.key;
    const { visit, contact } = ready;
    const kept = contact.draft;
    if (!kept) return;
    void (async () => {
      const whole = kept.text === null ? await drafts.fetch() : kept;
      const form = whole?.text ? formOfDraft(whole.text, newForm(visit, contact.today)) : null;
      if (!whole || !form) return;
      drafts.restored(whole);
      // What was typed while it was being fetched is newer.
      setFilled((before) => (before?.visitKey === visit.key ? before : { visitKey: visit.key, form, errors: {} }));
    })();
  }, [visitKey]);

  if (state.status === 'loading' || state.status === 'empty') return state;
  if (state.status === 'failed') return { ...state, retry: () => void reload() };
  const { visit, contact } = state;
  const current: Filled =
    filled?.visitKey === visit.key ? filled : { visitKey: visit.key, form: newForm(visit, contact.today), errors: {} };

  if (answer) {
    const goOn = () => {
      setAnswer(null);
      setFilled(null);
      setNotSaved(null);
      setRaisedSince([]);
      submissionId.current = newSubmissionId();
      void reload();
    };
    return { ...state, log: { stage: 'saved', answer, goOn } };
  }

  const change = (part: Partial<LogForm>) => {
    const errors = without(current.errors, Object.keys(part));
    const form = { ...current.form, ...part };
    setFilled({ ...current, form, errors });
    drafts.typed(JSON.stringify(form));
  };

  const listed = toMentionOf(contact, format);
  const toMention = {
    ...listed,
    rows: [...listed.rows, ...raisedSince.filter(({ key }) => !listed.rows.some((row) => row.key === key))],
  };

  const save = async () => {
    if (onItsWay.current) return;
    const checked = checkForm(current.form, {
      visitKey: visit.key,
      submissionId: submissionId.current,
      today: contact.today,
      toMention,
    });
    if (!checked.ok) {
      setFilled({ ...current, errors: checked.errors });
      return;
    }
    onItsWay.current = true;
    setSaving(true);
    setNotSaved(null);
    drafts.hold();
    const logged = await ask(() =>
      hubspot.serverless<LogVisitAnswer>('log_visit', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(checked.input),
      }),
    );
    onItsWay.current = false;
    setSaving(false);
    if (!logged.ok) {
      setFilled({ ...current, errors: saidAbout(logged) });
      setNotSaved(logged);
      setRaisedSince(unlistedIn(logged));
      // Not saved, so the draft has to hold it.
      drafts.typed(JSON.stringify(current.form));
      return;
    }
    drafts.ended();
    restoredFor.current = null;
    setAnswer(logged);
    actions.addAlert({ type: 'success', message: VISIT[format.language].saved });
    actions.refreshObjectProperties();
  };

  return {
    ...state,
    log: {
      stage: 'filling',
      form: current.form,
      errors: current.errors,
      toMention,
      markForm: visit.form ?? 'service',
      saving,
      notSaved,
      draft: drafts.draft,
      change,
      discard: () => {
        setFilled({ visitKey: visit.key, form: newForm(visit, contact.today), errors: {} });
        drafts.discard();
      },
      save: () => void save(),
    },
  };
}

/** The open loops of a card's answer, in the words of the form. */
export function toMentionOf({ loops, openLoops }: OpenContact, format: Format): ToMention {
  const { loopKinds } = COMMON[format.language];
  return {
    rows: loops.map(({ key, kind, raisedOn, description }) => ({
      key,
      text: `${format.name(loopKinds, kind)} (${format.day(raisedOn)}): ${shortened(description)}`,
    })),
    others: Math.max(0, openLoops - loops.length),
  };
}

/** A label, not the whole story: that stands beside the script. */
function shortened(text: string): string {
  const points = [...text];
  return points.length > 60 ? `${points.slice(0, 59).join('')}…` : text;
}

const LOOP = 'loops.';

function unlistedIn({ fields }: Failure): ToMention['rows'] {
  return fields
    .filter(({ path }) => path.startsWith(LOOP))
    .map(({ path, message }) => ({ key: path.slice(LOOP.length), text: shortened(message) }));
}

function saidAbout({ fields }: Failure): FormErrors {
  return Object.fromEntries(
    fields.map(({ path, message }): [string, FieldError] => [path, ownWords(path) ?? { said: message }]),
  );
}

/** Our words for what a function refuses in a field, where the field leaves one meaning only. */
function ownWords(path: string): FieldError | undefined {
  if (path === 'heldOn') return 'heldInFuture';
  if (path === 'nextContactOn' || path === 'expectedOn') return 'nextInPast';
  if (/^promises\.\d+\.dueOn$/.test(path)) return 'promiseInPast';
  if (path.startsWith(LOOP) || path === 'otherLoops') return 'mention';
  return path.startsWith('feedback.') || path === 'followUpPlan' ? 'noteTooLong' : undefined;
}

/** The errors of other fields: one that is being changed is no longer wrong until the next save. */
function without(errors: FormErrors, changed: readonly string[]): FormErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([path]) => !changed.some((field) => path === field || path.startsWith(`${field}.`))),
  );
}
