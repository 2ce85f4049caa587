import { hubspot, useExtensionActions } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { LoopLine } from '../../src/contract/open-loops.ts';
import type { RaiseIssueAnswer, RaiseIssueInput } from '../../src/contract/raise-issue.ts';
import { asJson, ask, type Failure } from './ask.ts';
import type { Format } from './format.ts';
import { LOOPS } from './loop-words.ts';
import { newSubmissionId } from './submission.ts';
import { usePortal } from './use-portal.ts';

export interface RaiseForm {
  readonly kind: RaiseIssueInput['kind'];
  readonly description: string;
  readonly urgency: 'normal' | 'urgent';
  readonly expectedOn: string;
  readonly promise: string;
  readonly promiseDueOn: string;
}

export type RaiseErrors = { readonly [field in keyof RaiseForm]?: string };

const EMPTY: RaiseForm = {
  kind: 'problem',
  description: '',
  urgency: 'normal',
  expectedOn: '',
  promise: '',
  promiseDueOn: '',
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
export function useRaise(today: string, format: Format, onRaised: (loop: LoopLine, repeated: boolean) => void): Raise {
  const actions = useExtensionActions<'crm.record.tab'>();
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
      ...(form.promise.trim() ? { promise: { text: form.promise.trim(), dueOn: form.promiseDueOn } } : {}),
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

function errorsOf(form: RaiseForm, today: string, format: Format): RaiseErrors {
  const words = LOOPS[format.language];
  const promised = form.promise.trim() !== '';
  return {
    ...(form.description.trim() === '' ? { description: words.needsDescription } : {}),
    ...(form.description.trim().length > MAX_DESCRIPTION
      ? { description: words.tooLong(format.number(MAX_DESCRIPTION)) }
      : {}),
    ...(form.expectedOn !== '' && form.expectedOn < today ? { expectedOn: words.inPast } : {}),
    ...(promised !== (form.promiseDueOn !== '') ? { promiseDueOn: words.needsPromise } : {}),
    ...(form.promiseDueOn !== '' && form.promiseDueOn < today ? { promiseDueOn: words.inPast } : {}),
  };
}
