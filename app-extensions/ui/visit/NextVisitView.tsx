import {
  Alert,
  Button,
  Divider,
  Flex,
  Form,
  LoadingButton,
  Select,
  Text,
  TextArea,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import { useState } from 'react';
import type { OpenVisit } from '../../../src/contract/open-contact.ts';
import { DayField } from '../common/DayField.tsx';
import { whatOf } from '../common/due.tsx';
import type { Format } from '../common/format.ts';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { Why } from '../common/Why.tsx';
import { COMMON, NEXT_VISIT } from '../common/words.ts';
import { FEEDBACK, type FeedbackField, type FormErrors, MAX_REASON, type Mention, UNMENTIONED } from './log-form.ts';
import { MentionField } from './MentionField.tsx';
import { AtRisk, Nothing, Summary } from './Summary.tsx';
import type { OpenContact } from './use-contact.ts';
import type { NextVisit, NextVisitActions, Snooze } from './use-next-visit.ts';
import { useTaskDone } from './use-task-done.ts';

export function NextVisitView({ card, format }: { readonly card: NextVisit; readonly format: Format }) {
  switch (card.status) {
    case 'loading':
      return <Loading format={format} labels={labelsOf(format)} />;
    case 'failed':
      return <Failed format={format} failure={card.failure} onRetry={card.retry} />;
    case 'empty':
      return (
        <Flex direction="column" gap="small">
          <Nothing contact={card.contact} format={format} />
          <Why format={format} />
          <AtRisk contact={card.contact} format={format} />
          <Contact contact={card.contact} format={format} onCopy={card.copyNumber} />
          <HubSpotButtons format={format} />
        </Flex>
      );
    case 'ready':
      return <Due card={card} format={format} />;
  }
}

function labelsOf({ language }: Format): string[] {
  const { tier, stage, channel, owner } = COMMON[language];
  return [NEXT_VISIT[language].window, `${tier} / ${stage}`, channel, owner];
}

function Due({ card, format }: { readonly card: Extract<NextVisit, { status: 'ready' }>; readonly format: Format }) {
  const { contact, visit, actions } = card;
  const words = NEXT_VISIT[format.language];
  const taskDone = useTaskDone(visit.key);
  return (
    <Flex direction="column" gap="small">
      <Summary contact={contact} visit={visit} format={format} />
      <Why format={format} />
      {taskDone && (
        <Alert variant="warning" title={words.taskDone}>
          {words.taskDoneHint}
        </Alert>
      )}
      <Contact contact={contact} format={format} onCopy={card.copyNumber} />
      {actions.notSaved && (
        <Alert variant="error" title={COMMON[format.language].notSaved}>
          {format.say(actions.notSaved.message)}
          <HelpOn failure={actions.notSaved} format={format} />
        </Alert>
      )}
      {visit.kind === 'visit' && <VisitActions key={visit.key} contact={contact} actions={actions} format={format} />}
      <Text variant="microcopy">{words.logInTab}</Text>
      <HubSpotButtons format={format} />
      <Others visits={contact.others} format={format} />
    </Flex>
  );
}

type Open = 'log' | 'move' | 'snooze' | null;

/** One form at a time stands below the buttons, so that nothing covers what the rep reads while on the phone. */
function VisitActions({
  contact,
  actions,
  format,
}: {
  readonly contact: OpenContact;
  readonly actions: NextVisitActions;
  readonly format: Format;
}) {
  const [open, setOpen] = useState<Open>(null);
  const words = NEXT_VISIT[format.language];
  const { saving } = actions;
  const toggle = (form: Exclude<Open, null>) => setOpen(open === form ? null : form);
  const close = (saved: boolean) => saved && setOpen(null);
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" gap="extra-small" wrap="wrap">
        <Button variant="primary" size="sm" onClick={actions.start}>
          {words.start}
        </Button>
        <Button variant="secondary" size="sm" disabled={saving !== null} onClick={() => toggle('log')}>
          {words.log}
        </Button>
        <LoadingButton
          variant="secondary"
          size="sm"
          loading={saving === 'no_answer'}
          disabled={saving !== null}
          onClick={actions.logNoAnswer}
        >
          {words.noAnswer}
        </LoadingButton>
        <Button variant="secondary" size="sm" disabled={saving !== null} onClick={() => toggle('move')}>
          {words.move}
        </Button>
        <Button variant="secondary" size="sm" disabled={saving !== null} onClick={() => toggle('snooze')}>
          {words.snooze}
        </Button>
      </Flex>
      {open === 'log' && <LogInShort contact={contact} actions={actions} format={format} onDone={close} />}
      {open === 'move' && <Move contact={contact} actions={actions} format={format} onDone={close} />}
      {open === 'snooze' && (
        <Flex direction="row" gap="extra-small" wrap="wrap">
          {([1, 3, 5] as const satisfies readonly Snooze[]).map((days) => (
            <LoadingButton
              key={days}
              variant="secondary"
              size="xs"
              loading={saving === 'snooze'}
              disabled={saving !== null}
              onClick={() => actions.snooze(days)}
            >
              {words.snoozeBy(days)}
            </LoadingButton>
          ))}
        </Flex>
      )}
    </Flex>
  );
}

interface FormProps {
  readonly contact: OpenContact;
  readonly actions: NextVisitActions;
  readonly format: Format;
  readonly onDone: (saved: boolean) => void;
}

function LogInShort({ contact, actions, format, onDone }: FormProps) {
  const [said, setSaid] = useState<FeedbackField>('problem');
  const [text, setText] = useState('');
  const [nextContactOn, setNextContactOn] = useState('');
  const [mention, setMention] = useState(UNMENTIONED);
  const [checked, setChecked] = useState(false);
  const words = NEXT_VISIT[format.language];
  const kinds = COMMON[format.language].loopKinds;
  const saving = actions.saving === 'log';
  const open = contact.openLoops;
  const unsaid = open > 0 && (mention.how === '' ? 'mention' : notNowWithout(mention) ? 'because' : null);
  const errors: FormErrors = checked && unsaid ? { [unsaid === 'mention' ? LOOPS : `${LOOPS}.because`]: unsaid } : {};
  const save = () => {
    setChecked(true);
    if (!unsaid) void actions.log({ said, text, nextContactOn, mention: open > 0 ? mention : null }).then(onDone);
  };
  return (
    <Form preventDefault={true} onSubmit={save}>
      <Flex direction="column" gap="small">
        <Text format={{ fontWeight: 'demibold' }}>{words.logTitle}</Text>
        {open > 0 && (
          <MentionField
            name={LOOPS}
            label={`${COMMON[format.language].mention} (${words.openLoops(open)})`}
            mention={mention}
            errors={errors}
            format={format}
            onChange={setMention}
          />
        )}
        <Select
          name="short.said"
          label={words.said}
          value={said}
          options={FEEDBACK.map((value) => ({ value, label: kinds[value] }))}
          onChange={(value) => setSaid(FEEDBACK.find((field) => field === value) ?? 'problem')}
        />
        <TextArea name="short.text" label={words.saidText} rows={2} value={text} onInput={setText} />
        <DayField
          name="short.nextContactOn"
          label={words.nextContactOn}
          value={nextContactOn}
          earliest={contact.today}
          onChange={setNextContactOn}
          wrong={actions.notSaved?.fields.find(({ path }) => path === 'nextContactOn')?.message}
        />
        <Text variant="microcopy">{words.logHint}</Text>
        <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
          {words.save}
        </LoadingButton>
      </Flex>
    </Form>
  );
}

/** One word for all open loops: the short form does not list them. */
const LOOPS = 'short.loops';

function notNowWithout({ how, because }: Mention): boolean {
  return how === 'not_now' && because.trim() === '';
}

function Move({ contact, actions, format, onDone }: FormProps) {
  const [newOn, setNewOn] = useState('');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const words = NEXT_VISIT[format.language];
  const wrong = COMMON[format.language].wrong;
  const saving = actions.saving === 'move';
  const noDay = checked && newOn === '';
  const noReason = checked && reason.trim() === '';
  const save = () => {
    setChecked(true);
    if (newOn !== '' && reason.trim() !== '') void actions.move(newOn, reason.trim()).then(onDone);
  };
  return (
    <Form preventDefault={true} onSubmit={save}>
      <Flex direction="column" gap="small">
        <DayField
          name="move.newOn"
          label={words.newDay}
          required={true}
          value={newOn}
          earliest={contact.today}
          onChange={setNewOn}
          wrong={noDay || actions.notSaved?.fields.some(({ path }) => path === 'newOn') ? wrong.newDay : undefined}
        />
        <TextArea
          name="move.reason"
          label={words.reason}
          required={true}
          rows={2}
          maxLength={MAX_REASON}
          value={reason}
          onInput={setReason}
          {...(noReason ? { error: true, validationMessage: wrong.reason } : {})}
        />
        <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
          {words.save}
        </LoadingButton>
      </Flex>
    </Form>
  );
}

function Contact({
  contact: { contact },
  format,
  onCopy,
}: {
  readonly contact: OpenContact;
  readonly format: Format;
  readonly onCopy: () => void;
}) {
  const words = NEXT_VISIT[format.language];
  if (!contact.phone) return <Text variant="microcopy">{words.noNumber}</Text>;
  return (
    <Flex direction="row" align="center" gap="small" wrap="wrap">
      <Text>{`${words.number}: ${contact.phone}`}</Text>
      <Button variant="secondary" size="xs" onClick={onCopy}>
        {words.copyNumber}
      </Button>
    </Flex>
  );
}

/** HubSpot opens its own composers; it has none for calls. */
function HubSpotButtons({ format }: { readonly format: Format }) {
  const words = NEXT_VISIT[format.language];
  const { crm } = useExtensionContext<'crm.record.sidebar'>();
  const actionContext = { objectTypeId: crm.objectTypeId, objectId: crm.objectId };
  return (
    <Flex direction="row" gap="small" wrap="wrap">
      <CrmActionButton actionType="SEND_EMAIL" actionContext={actionContext} size="xs" variant="secondary">
        {words.email}
      </CrmActionButton>
      <CrmActionButton actionType="SCHEDULE_MEETING" actionContext={actionContext} size="xs" variant="secondary">
        {words.meeting}
      </CrmActionButton>
      <CrmActionButton actionType="ADD_NOTE" actionContext={actionContext} size="xs" variant="secondary">
        {words.note}
      </CrmActionButton>
    </Flex>
  );
}

function Others({ visits, format }: { readonly visits: readonly OpenVisit[]; readonly format: Format }) {
  if (visits.length === 0) return null;
  const words = NEXT_VISIT[format.language];
  return (
    <Flex direction="column" gap="extra-small">
      <Divider />
      <Text format={{ fontWeight: 'demibold' }}>{words.others(visits.length)}</Text>
      {visits.map((visit) => (
        <Text key={visit.key} variant="microcopy">
          {`${format.weekday(visit.on)}: ${whatOf(visit, format)}`}
        </Text>
      ))}
    </Flex>
  );
}
