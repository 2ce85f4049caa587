import {
  Alert,
  Button,
  Flex,
  Form,
  Heading,
  Input,
  LoadingButton,
  Select,
  Text,
  TextArea,
  TimeInput,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';
import { DIMENSION_NAMES, type Dimension, type MarkForm } from '../../../src/domain/satisfaction/dimensions.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { COMMON, VISIT } from '../common/words.ts';
import {
  asksFeedback,
  CHANNELS,
  COLLECTED_BY,
  type CollectedBy,
  channelOf,
  dimensionsAsked,
  FEEDBACK,
  type FormErrors,
  type LogForm,
  MAX_PROMISES,
  MAX_REASON,
  OUTCOMES,
  opensLoop,
  type PromiseRow,
  type ToMention,
  UNMENTIONED,
} from './log-form.ts';
import { MentionField, wrongWith } from './MentionField.tsx';
import type { Log, LoggedAnswer } from './use-visit.ts';

export function LogFormView({
  log,
  today,
  followOn,
  format,
}: {
  readonly log: Log;
  readonly today: string;
  /** What HubSpot itself can do next. */
  readonly followOn?: ReactNode;
  readonly format: Format;
}) {
  return log.stage === 'saved' ? (
    <Saved answer={log.answer} followOn={followOn} format={format} onGoOn={log.goOn} />
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
  const common = COMMON[format.language];
  const part = { form, errors, format, change };
  const wrong = Object.keys(errors).length > 0;
  return (
    <Form preventDefault={true} onSubmit={save}>
      <Flex direction="column" gap="small">
        <Heading>{words.record}</Heading>
        <Basics {...part} today={today} />
        {asksFeedback(form.outcome) && (
          <>
            <Mentions {...part} toMention={log.toMention} />
            <Feedback {...part} />
            <Scores {...part} markForm={log.markForm} />
            <Promises {...part} today={today} />
            <Loop {...part} today={today} />
          </>
        )}
        <Next {...part} today={today} />
        {notSaved && (
          <Alert variant="error" title={common.notSaved}>
            {`${format.say(notSaved.message)} ${common.keptHere}`}
            <HelpOn failure={notSaved} format={format} />
          </Alert>
        )}
        <DraftLine log={log} format={format} />
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
          wrong={wrongWith(errors, 'heldOn', format).validationMessage}
        />
      </Flex>
    </>
  );
}

/** What is still open is mentioned before anything new is written down. */
function Mentions({ form, errors, format, change, toMention }: PartProps & { readonly toMention: ToMention }) {
  const words = VISIT[format.language];
  const { rows, others } = toMention;
  if (rows.length === 0 && others === 0) return null;
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>{COMMON[format.language].mention}</Text>
      <Text variant="microcopy">{words.mentionHint}</Text>
      {rows.map(({ key, text }) => (
        <MentionField
          key={key}
          name={`loops.${key}`}
          label={text}
          mention={form.loops[key] ?? UNMENTIONED}
          errors={errors}
          format={format}
          onChange={(mention) => change({ loops: { ...form.loops, [key]: mention } })}
        />
      ))}
      {others > 0 && (
        <MentionField
          name="otherLoops"
          label={words.mentionOthers(others)}
          mention={form.otherLoops}
          errors={errors}
          format={format}
          onChange={(otherLoops) => change({ otherLoops })}
        />
      )}
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

function Scores({ form, errors, format, change, markForm }: PartProps & { readonly markForm: MarkForm }) {
  const words = VISIT[format.language];
  const scored = Object.keys(form.scores).length > 0;
  const setScore = (dimension: Dimension, value: string) => {
    const { [dimension]: _, ...others } = form.scores;
    change({ scores: value === NOT_ASKED ? others : { ...others, [dimension]: Number(value) } });
  };
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>{words.scores}</Text>
      {dimensionsAsked(markForm, form.scores).map((dimension) => (
        <ToggleGroup
          key={dimension}
          toggleType="radioButtonList"
          name={`scores.${dimension}`}
          label={format.say(DIMENSION_NAMES[dimension])}
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

/** Each promise has its own day and hour: it is a task and a clock of its own. */
function Promises({ form, errors, format, change, today }: PartProps & { readonly today: string }) {
  const words = VISIT[format.language];
  const set = (at: number, part: Partial<PromiseRow>) =>
    change({ promises: form.promises.map((row, index) => (index === at ? { ...row, ...part } : row)) });
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>{words.promises}</Text>
      {form.promises.map((row, index) => {
        const path = `promises.${index}`;
        const n = index + 1;
        return (
          <Flex key={path} direction="column" gap="extra-small">
            <Input
              name={`${path}.text`}
              label={words.promiseText(n)}
              value={row.text}
              onInput={(text) => set(index, { text })}
              {...wrongWith(errors, `${path}.text`, format)}
            />
            <Flex direction="row" gap="small" wrap="wrap" align="end">
              <DayField
                name={`${path}.dueOn`}
                label={words.promiseDueOn(n)}
                value={row.dueOn}
                earliest={today}
                onChange={(dueOn) => set(index, { dueOn })}
                wrong={wrongWith(errors, `${path}.dueOn`, format).validationMessage}
              />
              <TimeInput
                name={`${path}.dueTime`}
                label={words.promiseDueTime(n)}
                value={timeOf(row.dueTime)}
                onChange={(time) => set(index, { dueTime: timeText(time) })}
              />
              <Button
                variant="secondary"
                size="xs"
                onClick={() => change({ promises: form.promises.filter((_, at) => at !== index) })}
              >
                {words.removePromise(n)}
              </Button>
            </Flex>
          </Flex>
        );
      })}
      {form.promises.length < MAX_PROMISES && (
        <Button
          variant="secondary"
          size="xs"
          onClick={() => change({ promises: [...form.promises, { text: '', dueOn: '', dueTime: '17:00' }] })}
        >
          {words.addPromise}
        </Button>
      )}
    </>
  );
}

function timeOf(text: string): { readonly hours: number; readonly minutes: number } {
  const [hours = 17, minutes = 0] = text.split(':').map(Number);
  return { hours, minutes };
}

function timeText(time: { readonly hours: number; readonly minutes: number } | null | undefined): string {
  if (!time) return '17:00';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(time.hours)}:${two(time.minutes)}`;
}

/** Asked only when saving opens a loop. */
function Loop({ form, errors, format, change, today }: PartProps & { readonly today: string }) {
  const words = VISIT[format.language];
  const { urgencies } = COMMON[format.language];
  if (!opensLoop(form)) return null;
  return (
    <>
      <Text variant="microcopy">{words.opensLoop}</Text>
      <ToggleGroup
        toggleType="radioButtonList"
        name="urgency"
        label={words.urgency}
        inline={true}
        value={form.urgency}
        options={(['normal', 'urgent'] as const).map((value) => ({ value, label: urgencies[value] }))}
        onChange={(value: string) => change({ urgency: value === 'urgent' ? 'urgent' : 'normal' })}
      />
      <DayField
        name="expectedOn"
        label={words.expectedOn}
        value={form.expectedOn}
        earliest={today}
        onChange={(expectedOn) => change({ expectedOn })}
        wrong={wrongWith(errors, 'expectedOn', format).validationMessage}
      />
    </>
  );
}

/** Says whether what is typed would survive closing the record. */
function DraftLine({ log, format }: { readonly log: FillingLog; readonly format: Format }) {
  const words = VISIT[format.language];
  const { draft } = log;
  if (draft.state === 'none') return null;
  return (
    <Flex direction="row" gap="small" align="center" wrap="wrap">
      <Text variant="microcopy">{draft.said ? format.say(draft.said) : words.draft[draft.state]}</Text>
      {draft.state === 'restored' && (
        <Button variant="secondary" size="xs" onClick={log.discard}>
          {words.discard}
        </Button>
      )}
    </Flex>
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
        wrong={wrongWith(errors, 'nextContactOn', format).validationMessage}
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

function Saved({
  answer,
  followOn,
  format,
  onGoOn,
}: {
  readonly answer: LoggedAnswer;
  readonly followOn: ReactNode;
  readonly format: Format;
  readonly onGoOn: () => void;
}) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const { activity, taskCompleted, loops, promises } = answer.wrote;
  return (
    <Flex direction="column" gap="small">
      <Alert variant="success" title={words.saved}>
        <Flex direction="column" gap="extra-small">
          {answer.repeated && <Text>{words.savedBefore}</Text>}
          <Text>{activity ? words.wroteActivity[activity] : words.wroteNoActivity}</Text>
          <Text>{taskCompleted ? words.taskCompleted : words.taskOpen}</Text>
          {loops.length > 0 && (
            <Text>
              {words.loopsOpened(
                loops.map(({ kind }) => format.name(common.loopKinds, kind)).join(common.listSeparator),
              )}
            </Text>
          )}
          {promises > 0 && <Text>{words.promisesKept(promises)}</Text>}
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
      {loops.length > 0 && <Text>{words.loopsInTab}</Text>}
      <Text format={{ fontWeight: 'demibold' }}>{words.followOn}</Text>
      <Flex direction="row" gap="small" wrap="wrap">
        <Button variant="secondary" onClick={onGoOn}>
          {words.continue}
        </Button>
        {followOn}
      </Flex>
    </Flex>
  );
}
