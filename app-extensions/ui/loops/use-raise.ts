import { hubspot, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { LoopDetail } from '../../../src/contract/open-loops.ts';
import type { RaiseIssueAnswer, RaiseIssueInput } from '../../../src/contract/raise-issue.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';
import { LOOPS } from './loop-words.ts';

export interface RaiseForm {
  readonly kind: RaiseIssueInput['kind'];
  readonly description: string;
  readonly urgency: 'normal' | 'urgent';
  readonly expectedOn: string;
  readonly promise: string;
  readonly promiseDueOn: string;
  readonly complexity: 'simple' | 'complex';
  /** What was answered in the talk, and what the customer said to it. */
  readonly reply: string;
  readonly answer: string;
}

export type RaiseErrors = { readonly [field in keyof RaiseForm]?: string };

const EMPTY: RaiseForm = {
  kind: 'problem',
  description: '',
  urgency: 'normal',
  expectedOn: '',
  promise: '',
  promiseDueOn: '',
  complexity: 'simple',
  reply: '',
  answer: '',
};
const MAX_DESCRIPTION = 10_000;

export interface Raise {
  readonly form: RaiseForm;
  readonly errors: RaiseErrors;
  readonly saving: boolean;
  readonly notSaved: Failure | null;
  readonly change: (part: Partial<RaiseForm>) => void;
  readonly save: () => void;
}

/** The form that raises a loop; sent again after a lost answer it raises the same one. */
export function useRaise(
  today: string,
  format: Format,
  onRaised: (loop: LoopDetail, repeated: boolean) => void,
): Raise {
  const actions = useExtensionActions<'crm.record.tab'>();
  const { user } = useExtensionContext<'crm.record.tab'>();
  const portal = usePortal();
  const [form, setForm] = useState<RaiseForm>(EMPTY);
  const [errors, setErrors] = useState<RaiseErrors>({});
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const submissionId = useRef(newSubmissionId());
  const onItsWay = useRef(false);
  const words = LOOPS[format.language];

  const save = async () => {
    if (onItsWay.current) return;
    const wrong = errorsOf(form, today, format);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    onItsWay.current = true;
    setSaving(true);
    setNotSaved(null);
    const input: RaiseIssueInput = {
      portal,
      submissionId: submissionId.current,
      kind: form.kind,
      description: form.description.trim(),
      urgency: form.urgency,
      ...(form.expectedOn ? { expectedOn: form.expectedOn } : {}),
      complexity: complexityOf(form),
      ...(form.promise.trim() ? { promise: promiseOf(form) } : {}),
      ...answeredOf(form),
      claimedBy: user.email || String(user.id),
    };
    const answer = await ask(() =>
      hubspot.serverless<RaiseIssueAnswer>('raise_issue', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      }),
    );
    onItsWay.current = false;
    setSaving(false);
    if (!answer.ok) {
      setNotSaved(answer);
      return;
    }
    submissionId.current = newSubmissionId();
    setForm(EMPTY);
    actions.addAlert({ type: 'success', message: answer.repeated ? words.repeated : words.raised });
    actions.refreshObjectProperties();
    onRaised(answer.loop, answer.repeated);
  };

  return {
    form,
    errors,
    saving,
    notSaved,
    change: (part) => {
      setForm({ ...form, ...part });
      setErrors({});
    },
    save: () => void save(),
  };
}

/** A complaint is looked into, praise is not: neither is asked how it is answered. */
function complexityOf({ kind, complexity }: RaiseForm): 'simple' | 'complex' {
  return kind === 'complaint' || kind === 'praise' ? 'simple' : complexity;
}

function promiseOf(form: RaiseForm): NonNullable<RaiseIssueInput['promise']> {
  const text = form.promise.trim();
  return complexityOf(form) === 'complex'
    ? { kind: 'contact_by', text, due: { dueOn: form.promiseDueOn } }
    : { text, dueOn: form.promiseDueOn };
}

function answeredOf(form: RaiseForm): Pick<RaiseIssueInput, 'answered'> {
  const reply = form.reply.trim();
  const answer = form.answer.trim();
  if (reply === '' || form.kind === 'complaint' || form.kind === 'praise' || form.complexity === 'complex') return {};
  return { answered: { reply, ...(answer ? { answer } : {}) } };
}

function errorsOf(form: RaiseForm, today: string, format: Format): RaiseErrors {
  const words = LOOPS[format.language];
  const promised = form.promise.trim() !== '';
  return {
    ...(form.description.trim() === '' ? { description: words.needsDescription } : {}),
    ...(form.description.trim().length > MAX_DESCRIPTION
      ? { description: words.tooLong(format.number(MAX_DESCRIPTION)) }
      : {}),
    ...(form.expectedOn !== '' && form.expectedOn < today ? { expectedOn: words.inPast } : {}),
    ...(complexityOf(form) === 'complex' && !promised ? { promise: words.needsContactBy } : {}),
    ...(promised !== (form.promiseDueOn !== '') ? { promiseDueOn: words.needsPromise } : {}),
    ...(form.promiseDueOn !== '' && form.promiseDueOn < today ? { promiseDueOn: words.inPast } : {}),
  };
}
