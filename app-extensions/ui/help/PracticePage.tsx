import { Alert, Flex, ToggleGroup, useExtensionContext } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useMemo, useState } from 'react';
import type { Format } from '../common/format.ts';
import { useReader } from '../common/use-reader.ts';
import { PAGES } from '../common/words.ts';
import { checkForm, type FormErrors, type LogForm, newForm, opensLoop } from '../visit/log-form.ts';
import type { OpenContact } from '../visit/use-contact.ts';
import { toMentionOf, type Visit } from '../visit/use-visit.ts';
import { type Beside, VisitView } from '../visit/VisitView.tsx';
import { practiceCustomers } from './practice-customers.ts';

const BESIDE: Beside = {
  history: { visits: [], loading: false, failure: null, earlier: null },
  elsewhere: [],
  taskDone: false,
};

/** The visit tab with customers who exist nowhere: everything can be tried, and nothing is sent to any function. */
export function PracticePage() {
  const format = useReader();
  const words = PAGES[format.language];
  const { user, portal } = useExtensionContext<'pages'>();
  const today = todayIn(portal.timezone);
  const customers = useMemo(
    () => practiceCustomers(today, [user.firstName, user.lastName].filter(Boolean).join(' ')),
    [today, user.firstName, user.lastName],
  );
  const [chosen, setChosen] = useState(0);
  const contact = customers[chosen] ?? customers[0];
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.practice}</PageTitle>
      <Alert variant="info" title={words.practiceHint} />
      <ToggleGroup
        toggleType="radioButtonList"
        name="practice.customer"
        label={words.practiceWith}
        inline={true}
        value={String(chosen)}
        options={customers.map(({ contact: { name } }, index) => ({ value: String(index), label: name }))}
        onChange={(value: string) => setChosen(Number(value))}
      />
      {contact && <Practice key={chosen} contact={contact} />}
    </Flex>
  );
}

function Practice({ contact }: { readonly contact: OpenContact }) {
  const format = useReader();
  const card = usePractice(contact, format);
  return <VisitView card={card} beside={BESIDE} format={format} />;
}

function usePractice(contact: OpenContact, format: Format): Visit {
  const [form, setForm] = useState<LogForm | null>(null);
  const [errors, setErrors] = useState<FormErrors>({});
  const [saved, setSaved] = useState(false);
  const { visit, today } = contact;
  if (!visit) return { status: 'empty', contact };
  const current = form ?? newForm(visit, today);
  const toMention = toMentionOf(contact, format);
  const again = () => {
    setForm(null);
    setErrors({});
    setSaved(false);
  };
  if (saved && current.outcome !== '') {
    const answer = {
      ok: true,
      visitKey: visit.key,
      outcome: current.outcome,
      wrote: {
        activity: null,
        taskCompleted: false,
        loops: opensLoop(current) ? [{ key: 'practice', kind: 'problem', description: '' }] : [],
        promises: 0,
      },
      repeated: false,
      next: null,
    } as const;
    return { status: 'ready', contact, visit, log: { stage: 'saved', answer, goOn: again } };
  }
  const save = () => {
    const checked = checkForm(current, { visitKey: visit.key, submissionId: 'practice', today, toMention });
    setErrors(checked.ok ? {} : checked.errors);
    setSaved(checked.ok);
  };
  return {
    status: 'ready',
    contact,
    visit,
    log: {
      stage: 'filling',
      form: current,
      errors,
      toMention,
      markForm: visit.form ?? 'service',
      saving: false,
      notSaved: null,
      draft: { state: 'none' },
      change: (part) => setForm({ ...current, ...part }),
      discard: again,
      save,
    },
  };
}

/** @example todayIn('Asia/Shanghai') // '2026-02-14' */
function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(Date.now());
}
