import {
  Alert,
  Button,
  DateInput,
  Flex,
  Form,
  Heading,
  LoadingButton,
  Select,
  Text,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { dayText, fieldDate } from './civil-date.ts';
import type { Format } from './format.ts';
import {
  asksFeedback,
  CHANNELS,
  COLLECTED_BY,
  type CollectedBy,
  channelOf,
  DIMENSIONS,
  type Dimension,
  FEEDBACK,
  type FieldError,
  type FormErrors,
  type LogForm,
  MAX_NOTE,
  MAX_REASON,
  OUTCOMES,
} from './log-form.ts';
import type { Log, LoggedAnswer } from './use-visit.ts';
import { COMMON, VISIT } from './words.ts';

export function LogFormView({
  log,
  today,
  format,
}: {
  readonly log: Log;
  readonly today: string;
  readonly format: Format;
}) {
  return log.stage === 'saved' ? (
    <Saved answer={log.answer} format={format} onGoOn={log.goOn} />
  ) : (
    <Filling log={log} today={today} format={format} />
  );
}

type FillingLog = Extract<Log, { stage: 'filling' }>;

interface PartProps {
  readonly form: LogForm;
  readonly errors: FormErrors;
  readonly format: Format;
  readonly change: FillingLog['change'];
}

function Filling({
  log,
  today,
  format,
}: {
  readonly log: FillingLog;
  readonly today: string;
  readonly format: Format;
}) {
  const { form, errors, saving, notSaved, change, save } = log;
  const words = VISIT[format.language];
  const part = { form, errors, format, change };
  const wrong = Object.keys(errors).length > 0;
  return (
    <Form preventDefault={true} onSubmit={save}>
      <Flex direction="column" gap="small">
        <Heading>{words.record}</Heading>
        <Basics {...part} today={today} />
        {asksFeedback(form.outcome) && (
          <>
            <Feedback {...part} />
            <Scores {...part} />
          </>
        )}
        <Next {...part} today={today} />
        {notSaved && (
          <Alert variant="error" title={words.notSaved}>
            {`${format.say(notSaved.message)} ${words.keptHere}`}
          </Alert>
        )}
        {wrong && !notSaved && <Alert variant="warning" title={words.checkFields} />}
        <LoadingButton type="submit" variant="primary" loading={saving} disabled={saving}>
          {saving ? words.saving : words.save}
        </LoadingButton>
      </Flex>
    </Form>
  );
}

function Basics({ form, errors, format, change, today }: PartProps & { readonly today: string }) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  return (
    <>
      <ToggleGroup
        toggleType="radioButtonList"
        name="outcome"
        label={words.outcome}
        inline={true}
        required={true}
        value={form.outcome}
        options={OUTCOMES.map((value) => ({ value, label: common.outcomes[value] }))}
        onChange={(value: string) => change({ outcome: OUTCOMES.find((outcome) => outcome === value) ?? '' })}
        {...wrongWith(errors, 'outcome', format)}
      />
      <Flex direction="row" gap="small" wrap="wrap">
        <Select
          name="channel"
          label={common.channel}
          required={true}
          value={form.channel}
          options={CHANNELS.map((value) => ({ value, label: common.channels[value] }))}
          onChange={(value) => change({ channel: channelOf(String(value)) ?? '' })}
          {...wrongWith(errors, 'channel', format)}
        />
        <DayField
          name="heldOn"
          label={words.heldOn}
          required={true}
          value={form.heldOn}
          latest={today}
          onChange={(heldOn) => change({ heldOn })}
          errors={errors}
          format={format}
        />
      </Flex>
    </>
  );
}

function Feedback({ form, errors, format, change }: PartProps) {
  const words = VISIT[format.language];
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>{words.feedback}</Text>
      {FEEDBACK.map((field) => (
        <TextArea
          key={field}
          name={`feedback.${field}`}
          label={words.feedbackFields[field]}
          rows={2}
          value={form.feedback[field]}
          onInput={(text) => change({ feedback: { ...form.feedback, [field]: text } })}
          {...wrongWith(errors, `feedback.${field}`, format)}
        />
      ))}
    </>
  );
}

const NOT_ASKED = 'not_asked';

function Scores({ form, errors, format, change }: PartProps) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const scored = Object.keys(form.scores).length > 0;
  const setScore = (dimension: Dimension, value: string) => {
    const { [dimension]: _, ...others } = form.scores;
    change({ scores: value === NOT_ASKED ? others : { ...others, [dimension]: Number(value) } });
  };
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>{words.scores}</Text>
      {DIMENSIONS.map((dimension) => (
        <ToggleGroup
          key={dimension}
          toggleType="radioButtonList"
          name={`scores.${dimension}`}
          label={common.dimensions[dimension]}
          inline={true}
          value={String(form.scores[dimension] ?? NOT_ASKED)}
          options={[
            ...[1, 2, 3, 4, 5].map((score) => ({ value: String(score), label: String(score) })),
            { value: NOT_ASKED, label: words.notAsked },
          ]}
          onChange={(value: string) => setScore(dimension, value)}
          {...wrongWith(errors, `scores.${dimension}`, format)}
        />
      ))}
      {scored && (
        <Select
          name="scoresCollectedBy"
          label={words.collectedBy}
          required={true}
          value={form.scoresCollectedBy}
          options={COLLECTED_BY.map((value) => ({ value, label: words.collected[value] }))}
          onChange={(value) => change({ scoresCollectedBy: value as CollectedBy })}
          {...wrongWith(errors, 'scoresCollectedBy', format)}
        />
      )}
      <Select
        name="nps"
        label={words.npsQuestion}
        description={words.npsScale}
        value={form.nps ?? NOT_ASKED}
        options={[
          { value: NOT_ASKED, label: words.notAsked },
          ...Array.from({ length: 11 }, (_, score) => ({ value: score, label: String(score) })),
        ]}
        onChange={(value) => change({ nps: value === NOT_ASKED ? null : Number(value) })}
        {...wrongWith(errors, 'nps', format)}
      />
    </>
  );
}

function Next({ form, errors, format, change, today }: PartProps & { readonly today: string }) {
  const words = VISIT[format.language];
  const moved = form.outcome === 'rescheduled';
  return (
    <>
      {moved && (
        <TextArea
          name="rescheduleReason"
          label={words.rescheduleReason}
          required={true}
          rows={2}
          maxLength={MAX_REASON}
          value={form.rescheduleReason}
          onInput={(rescheduleReason) => change({ rescheduleReason })}
          {...wrongWith(errors, 'rescheduleReason', format)}
        />
      )}
      <DayField
        name="nextContactOn"
        label={moved ? words.newDay : words.nextContactOn}
        required={moved}
        value={form.nextContactOn}
        earliest={today}
        onChange={(nextContactOn) => change({ nextContactOn })}
        errors={errors}
        format={format}
      />
      <TextArea
        name="followUpPlan"
        label={words.followUpPlan}
        rows={2}
        value={form.followUpPlan}
        onInput={(followUpPlan) => change({ followUpPlan })}
        {...wrongWith(errors, 'followUpPlan', format)}
      />
    </>
  );
}

function DayField({
  name,
  label,
  required,
  value,
  earliest,
  latest,
  onChange,
  errors,
  format,
}: {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly value: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly onChange: (day: string) => void;
  readonly errors: FormErrors;
  readonly format: Format;
}) {
  const shown = fieldDate(value);
  const min = fieldDate(earliest ?? '');
  const max = fieldDate(latest ?? '');
  return (
    <DateInput
      name={name}
      label={label}
      required={required}
      format="YYYY-MM-DD"
      timezone="portalTz"
      {...(shown ? { value: shown } : {})}
      {...(min ? { min } : {})}
      {...(max ? { max } : {})}
      onChange={(day) => onChange(dayText(day))}
      {...wrongWith(errors, name, format)}
    />
  );
}

function wrongWith(errors: FormErrors, path: string, format: Format): { error?: true; validationMessage?: string } {
  const error = errors[path];
  return error ? { error: true, validationMessage: wordsFor(error, format) } : {};
}

function wordsFor(error: FieldError, format: Format): string {
  const { wrong } = VISIT[format.language];
  if (typeof error === 'object') return error.said;
  if (error === 'noteTooLong') return wrong.tooLong(format.number(MAX_NOTE));
  if (error === 'reasonTooLong') return wrong.tooLong(format.number(MAX_REASON));
  return wrong[error];
}

function Saved({
  answer,
  format,
  onGoOn,
}: {
  readonly answer: LoggedAnswer;
  readonly format: Format;
  readonly onGoOn: () => void;
}) {
  const words = VISIT[format.language];
  const { activity, taskCompleted } = answer.wrote;
  return (
    <Flex direction="column" gap="small">
      <Alert variant="success" title={words.saved}>
        <Flex direction="column" gap="extra-small">
          {answer.repeated && <Text>{words.savedBefore}</Text>}
          <Text>{activity ? words.wroteActivity[activity] : words.wroteNoActivity}</Text>
          <Text>{taskCompleted ? words.taskCompleted : words.taskOpen}</Text>
        </Flex>
      </Alert>
      {answer.next ? (
        <>
          <Text format={{ fontWeight: 'bold' }}>{words.nextIs(format.weekday(answer.next.on))}</Text>
          <Text>{format.say(answer.next.why)}</Text>
        </>
      ) : (
        <Text>{words.noNext}</Text>
      )}
      <Button variant="secondary" onClick={onGoOn}>
        {words.continue}
      </Button>
    </Flex>
  );
}
